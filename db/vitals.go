package db

import (
	"context"
	"time"

	"firstbell/app"
)

// AppliedSteps is how many migrations the database has seen.
func (s Store) AppliedSteps(ctx context.Context) (n int, err error) {
	err = s.row(ctx, "count migrations", &n, "SELECT count(*) FROM schema_migrations")
	return n, err
}

// Waiting counts the queue by its kept sums and the first entry of an index.
func (s Store) Waiting(ctx context.Context) (app.Waiting, error) {
	var w struct {
		N       int
		Seconds float64
	}
	err := s.row(ctx, "count who waits", &w, `
		SELECT (SELECT coalesce(sum(n), 0)::bigint FROM waiting_counts) AS n,
		       coalesce(extract(epoch FROM now() - (SELECT created_at FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL
		                                             ORDER BY created_at, id LIMIT 1)), 0)::float8 AS seconds`)
	return app.Waiting{N: w.N, Longest: time.Duration(w.Seconds * float64(time.Second))}, err
}

// OutboxLag is how long the oldest letter waits that is due, or was and could not
// be sent. What waits in the desk until a device shows notices does not count.
func (s Store) OutboxLag(ctx context.Context) (time.Duration, error) {
	var seconds float64
	err := s.row(ctx, "look how long letters wait", &seconds, `
		SELECT coalesce(extract(epoch FROM now() - min(CASE WHEN tries > 0 THEN created_at ELSE due_at END)), 0)::float8
		  FROM outbox WHERE ended_at IS NULL AND via <> 'desk' AND (tries > 0 OR due_at <= now())`)
	return time.Duration(seconds * float64(time.Second)), err
}

// Batched tells how well writes of one moment share commits.
func (s Store) Batched() []app.Batched {
	if s.shared == nil {
		return nil
	}
	b := s.shared
	return []app.Batched{
		{Kind: "claims", Writes: b.claims.inputs.Load(), Times: b.claims.runs.Load()},
		{Kind: "enquiries", Writes: b.enquiries.inputs.Load(), Times: b.enquiries.runs.Load()},
		{Kind: "sessions", Writes: b.sessions.inputs.Load(), Times: b.sessions.runs.Load()},
	}
}
