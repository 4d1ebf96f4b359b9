package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// errBroken says that at least one answer broke a rule; report has told which.
var errBroken = errors.New("an answer broke a rule")

// bench is one run: the program under test, the database under it, the people
// who send requests, and what came out so far.
type bench struct {
	options
	desk   *desk
	db     *database
	pg     *pgbench
	staff  []account
	rules  *rules
	table  table
	aims   aims
	memory *memory
	serial *serial
	began  machineUse
}

// open starts the program on a fresh database and makes the accounts that the
// clients share.
func open(ctx context.Context, o options) (*bench, error) {
	began := machine()
	d, err := newDesk()
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, desk: d, rules: newRules(), serial: &serial{}, began: began}
	cold, err := d.start(ctx)
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	b.table.add(row{work: "first start, with a new database", p50: millis(cold)})
	if err := b.connect(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	if b.staff, err = openAccounts(d.addr, 8); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) connect(ctx context.Context) (err error) {
	if b.db, err = openDatabase(ctx, b.desk.dir); err != nil {
		return err
	}
	b.pg = findPgbench(b.desk.dir)
	b.memory = watchMemory(b.desk.pid())
	return nil
}

// close stops the program and removes its database.
func (b *bench) close() error {
	if b.memory != nil {
		b.memory.stop()
	}
	if b.db != nil {
		b.db.close()
	}
	return errors.Join(b.desk.stop(), b.desk.remove())
}

// report prints the machine, the table, the aims and the broken rules.
func (b *bench) report(ctx context.Context, w io.Writer) error {
	version, err := b.db.version(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w, "%s, %d processors, PostgreSQL %s, fsync %s, %s\n", time.Now().Format("2006-01-02 15:04"),
		runtime.NumCPU(), version.number, version.fsync, b.pg.label())
	_, _ = fmt.Fprintf(w, "Of all processor time: %s\n\n", b.shares())
	b.table.print(w)
	_, _ = fmt.Fprintln(w)
	b.aims.print(w)
	if b.rules.broken() {
		_, _ = fmt.Fprintln(w)
		b.rules.print(w)
		return errBroken
	}
	_, _ = fmt.Fprintln(w, "\nEvery answer kept the rules.")
	return nil
}

// shares says how busy this program and others outside this run kept the
// machine.
func (b *bench) shares() string {
	now := machine()
	total := now.total - b.began.total
	if total <= 0 {
		return "unknown on this system"
	}
	own, children := processes()
	ours := below(os.Getpid(), own, children)
	others := max(0, now.busy-b.began.busy-ours)
	return fmt.Sprintf("%.0f %% went to programs outside this run, %.0f %% to the load generator",
		100*others/total, 100*own[os.Getpid()].live/total)
}
