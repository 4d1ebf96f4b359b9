package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// channel is where processes tell each other of new events.
const channel = "firstbell"

// NewestEvent returns the number of the newest event.
func (s Store) NewestEvent(ctx context.Context) (int64, error) {
	var id int64
	err := s.row(ctx, "read newest event", &id, "SELECT coalesce(max(id), 0) FROM events")
	return id, err
}

// EventsAfter returns events above a number, and those among missing. Each half
// begins at its place in the index: as one condition, in order and with a limit,
// PostgreSQL may walk there from the beginning of all history.
func (s Store) EventsAfter(ctx context.Context, after int64, missing []int64, limit int) ([]app.Event, error) {
	return list[app.Event](ctx, s, "read events", `
		SELECT id, enquiry_id, kind, actor_id, owner_after, stage_after, at FROM (
			(SELECT * FROM events WHERE id > ?0 ORDER BY id LIMIT ?2)
			UNION ALL (SELECT * FROM events WHERE id = ANY(?1::bigint[]) AND id <= ?0)
		) e ORDER BY id LIMIT ?2`, after, array(missing), limit)
}

// Wake tells every process that uses this database that there are new events,
// or, with numbers of enquiries, that others look at those than before.
func (s Store) Wake(ctx context.Context, looked []int64) error {
	words := make([]string, len(looked))
	for i, id := range looked {
		words[i] = strconv.FormatInt(id, 10)
	}
	_, err := s.idb.NewRaw("SELECT pg_notify(?, ?)", channel, strings.Join(words, " ")).Exec(ctx)
	return resolve("wake others", err)
}

// tellEnded tells every process, once the transaction is kept, that sessions or
// keys of a person have ended, whose number goes in the middle. Such changes are
// rare: those that commit at the same moment may wait for each other.
const tellEnded, ofPerson = "pg_notify('" + channel + "', 'u' || ", ")"

// Woken calls fn for each notice of any process until ctx ends.
func (s Store) Woken(ctx context.Context, fn func(app.Notice)) error {
	l := pgdriver.NewListener(s.db)
	defer l.Close()
	if err := l.Listen(ctx, channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	notices := l.Channel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case notice, open := <-notices:
			if !open {
				return nil
			}
			fn(readNotice(notice.Payload))
		}
	}
}

// readNotice reads what Wake and tellEnded have written; words of anybody else are
// passed over.
func readNotice(text string) (n app.Notice) {
	for _, word := range strings.Fields(text) {
		number, person := strings.CutPrefix(word, "u")
		id, err := strconv.ParseInt(number, 10, 64)
		switch {
		case err != nil:
		case person:
			n.Ended = append(n.Ended, id)
		default:
			n.Looked = append(n.Looked, id)
		}
	}
	return n
}
