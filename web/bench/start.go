package main

import (
	"context"
	"slices"
	"time"
)

// starts measures how long the program takes until it is ready on a database
// that is there already. It leaves the program running.
func (b *bench) starts(ctx context.Context) error {
	var took []time.Duration
	for range 2*b.rounds - 1 {
		b.memory.stop()
		b.db.close()
		if err := b.desk.stop(); err != nil {
			return err
		}
		t, err := b.desk.start(ctx)
		if err != nil {
			return err
		}
		took = append(took, t)
		if err := b.connect(ctx); err != nil {
			return err
		}
	}
	slices.Sort(took)
	r := result{took: took}
	b.table.add(row{work: "start on a database that is there", p50: p50(r), worst: slowest(r)})
	b.aims.atMost("ready after ms, database warm", p50(r), 500)
	return nil
}
