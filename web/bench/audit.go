package main

import "context"

// books is what the database holds of each kind.
type books struct{ enquiries, claims, waiting int64 }

func (d *database) books(ctx context.Context) (k books, err error) {
	err = d.pool.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM enquiries), (SELECT count(*) FROM claims),
		(SELECT sum(n)::bigint FROM waiting_counts)`).Scan(&k.enquiries, &k.claims, &k.waiting)
	return k, err
}

// balanced runs work, which tells how many enquiries were answered 201 and how
// many claims 200, and breaks a rule unless the database grew by just those.
func (b *bench) balanced(ctx context.Context, work func() (made, won int64)) error {
	before, err := b.db.books(ctx)
	if err != nil {
		return err
	}
	made, won := work()
	after, err := b.db.books(ctx)
	if err != nil {
		return err
	}
	b.rules.equal("enquiries kept are those answered 201", after.enquiries-before.enquiries, made)
	b.rules.equal("claims kept are those answered 200", after.claims-before.claims, won)
	b.rules.equal("the queue grew by enquiries less claims", after.waiting-before.waiting, made-won)
	return nil
}

// audit compares what the database keeps with itself at the end of a run:
// whatever was sent, these hold.
func (b *bench) audit(ctx context.Context) error {
	for _, law := range []struct{ rule, got, want string }{
		{"the kept number of waiting enquiries is their count",
			"SELECT sum(n)::bigint FROM waiting_counts", countWaiting},
		{"every owned enquiry has one active claim",
			"SELECT count(*) FROM claims WHERE ended_at IS NULL",
			"SELECT count(*) FROM enquiries WHERE claimed_by IS NOT NULL"},
		{"every active claim is the owner's",
			"SELECT count(*) FROM claims c JOIN enquiries e ON e.id = c.enquiry_id AND e.claimed_by = c.user_id WHERE c.ended_at IS NULL",
			"SELECT count(*) FROM claims WHERE ended_at IS NULL"},
		{"every claim is in the history",
			"SELECT count(*) FROM events WHERE kind = 'claimed'", "SELECT count(*) FROM claims"},
	} {
		got, err := b.db.number(ctx, law.got)
		if err != nil {
			return err
		}
		want, err := b.db.number(ctx, law.want)
		if err != nil {
			return err
		}
		b.rules.equal(law.rule, got, want)
	}
	return nil
}
