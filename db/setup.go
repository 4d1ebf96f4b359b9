package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

// SetupProgress reports whether there is an owner, and the step to go on with.
func (s Store) SetupProgress(ctx context.Context) (owned bool, step *int, err error) {
	var r struct {
		Owned bool
		Step  *int
	}
	err = s.row(ctx, "read setup", &r,
		"SELECT EXISTS (SELECT FROM users WHERE role = 'owner' AND active) AS owned, setup_step AS step FROM school")
	return r.Owned, r.Step, err
}

// BeginSetup notes that the setup goes on with a step, and takes out the list of
// what comes after it.
func (s Store) BeginSetup(ctx context.Context, step int) error {
	_, err := s.idb.NewRaw("UPDATE school SET setup_step = ?, ticked = '{}'", step).Exec(ctx)
	return resolve("begin setup", err)
}

// SetSetupStep notes the step to go on with.
func (s Store) SetSetupStep(ctx context.Context, step *int) error {
	_, err := s.idb.NewRaw("UPDATE school SET setup_step = ?", step).Exec(ctx)
	return resolve("note setup step", err)
}

// SetSetupCode keeps a code in the place of the one before, with a time only if
// that is spent by then.
func (s Store) SetSetupCode(ctx context.Context, c app.SetupCode, spentBy time.Time) (bool, error) {
	var id int
	err := s.write(ctx, "keep setup code", &id, `
		INSERT INTO setup_code AS c (hash, expires_at) VALUES (?0, ?1)
		ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at, wrong = 0
		      WHERE ?2 OR c.wrong >= ?3 OR c.expires_at <= ?4
		RETURNING id`, c.Hash, c.ExpiresAt, spentBy.IsZero(), c.Tries, spentBy)
	if errors.Is(err, app.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// TrySetupCode counts a try. Tries that come at one moment are counted one
// after the other: the row is theirs to wait for.
func (s Store) TrySetupCode(ctx context.Context, hash []byte, now time.Time, most int) (fits, spent bool, err error) {
	var r struct{ Fits, Spent bool }
	err = s.write(ctx, "try setup code", &r, `
		UPDATE setup_code SET wrong = wrong + CASE WHEN hash = ?0 THEN 0 ELSE 1 END
		RETURNING hash = ?0 AND wrong < ?2 AND expires_at > ?1 AS fits, wrong >= ?2 OR expires_at <= ?1 AS spent`, hash, now, most)
	if errors.Is(err, app.ErrNotFound) {
		return false, true, nil
	}
	return r.Fits, r.Spent, err
}

// Doings returns what was done since the setup.
func (s Store) Doings(ctx context.Context) (app.Doings, error) {
	var r struct {
		Tested, Invited, Asked bool
		Ticked                 []string `bun:",array"`
		Samples                int
		Step                   *int
	}
	err := s.row(ctx, "read what was done", &r, `
		SELECT EXISTS (SELECT FROM enquiries) AS tested, EXISTS (SELECT FROM enquiries WHERE NOT sample) AS asked,
		       EXISTS (SELECT FROM invitations) OR (SELECT count(*) FROM users) > 1 AS invited, ticked,
		       (SELECT count(*) FROM enquiries WHERE sample) AS samples, setup_step AS step
		  FROM school`)
	return app.Doings{Tested: r.Tested, Invited: r.Invited, Asked: r.Asked, Ticked: r.Ticked, Samples: r.Samples, Step: r.Step}, err
}

// Tick notes that something is done.
func (s Store) Tick(ctx context.Context, id string) error {
	_, err := s.idb.NewRaw("UPDATE school SET ticked = array_append(array_remove(ticked, ?0), ?0)", id).Exec(ctx)
	return resolve("tick off", err)
}
