package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

// SetTOTPSeed keeps a seed that has to be confirmed; app.ErrTOTPOn when one is
// confirmed already. Tries go on being counted over seeds.
func (s Store) SetTOTPSeed(ctx context.Context, userID int64, sealed []byte) error {
	var id int64
	err := s.write(ctx, "set seed", &id, `
		INSERT INTO totp (user_id, seed) VALUES (?, ?)
		ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, last_step = 0 WHERE totp.confirmed_at IS NULL
		RETURNING user_id`, userID, sealed)
	if errors.Is(err, app.ErrNotFound) {
		err = app.ErrTOTPOn
	}
	return err
}

// CountTOTPTry counts a try before anybody looks at the code. The last of most
// tries makes further ones wait until voidUntil; app.ErrNotFound while they do.
// Nobody waits for longer than that: a wait that ends later is of a clock that
// was ahead then.
func (s Store) CountTOTPTry(ctx context.Context, userID int64, most int, now, voidUntil time.Time) (app.TOTP, error) {
	var t struct {
		Seed      []byte
		Confirmed bool
		LastStep  int64
	}
	err := s.write(ctx, "count try", &t, `
		UPDATE totp SET tries = CASE WHEN tries + 1 < ?0 THEN tries + 1 ELSE 0 END,
		       void_until = CASE WHEN tries + 1 < ?0 THEN NULL ELSE ?1::timestamptz END
		 WHERE user_id = ?2 AND (void_until IS NULL OR void_until <= ?3 OR void_until > ?1)
		RETURNING seed, confirmed_at IS NOT NULL AS confirmed, last_step`, most, voidUntil, userID, now)
	return app.TOTP{Sealed: t.Seed, Confirmed: t.Confirmed, LastStep: t.LastStep}, err
}

// TOTPVoidUntil says until when no code is looked at.
func (s Store) TOTPVoidUntil(ctx context.Context, userID int64) (time.Time, error) {
	var until time.Time
	err := s.row(ctx, "read until when codes wait", &until,
		"SELECT coalesce(void_until, 'epoch') FROM totp WHERE user_id = ?", userID)
	return until, err
}

// UseTOTPStep takes the code of a time step, and confirms the seed by it;
// app.ErrNotFound when that or a later one was taken before, also at the same
// moment: the condition is looked at again after waiting for the row.
func (s Store) UseTOTPStep(ctx context.Context, userID, step int64, now time.Time) error {
	var id int64
	return s.write(ctx, "use a code", &id, `
		UPDATE totp SET last_step = ?0, tries = 0, void_until = NULL, confirmed_at = coalesce(confirmed_at, ?1)
		 WHERE user_id = ?2 AND last_step < ?0 RETURNING user_id`, step, now, userID)
}

// SetRecoveryCodes replaces a person's recovery codes; app.ErrNotFound where
// there is no second factor. Locking that first, in a statement of its own, lets
// the next one see the codes that were being made meanwhile; it needs a
// transaction.
func (s Store) SetRecoveryCodes(ctx context.Context, userID int64, hashes [][]byte) error {
	var id int64
	if err := s.row(ctx, "lock second factor", &id, "SELECT user_id FROM totp WHERE user_id = ? FOR UPDATE", userID); err != nil {
		return err
	}
	_, err := s.idb.NewRaw("DELETE FROM recovery_codes WHERE user_id = ?", userID).Exec(ctx)
	for _, hash := range hashes {
		if err == nil {
			_, err = s.idb.NewRaw("INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)", userID, hash).Exec(ctx)
		}
	}
	return resolve("set recovery codes", err)
}

// RecoveryCodes counts the codes that a person has left.
func (s Store) RecoveryCodes(ctx context.Context, userID int64) (int, error) {
	var n int
	err := s.row(ctx, "count recovery codes", &n, "SELECT count(*) FROM recovery_codes WHERE user_id = ?", userID)
	return n, err
}

// UseRecoveryCode takes a recovery code; app.ErrNotFound when it is not there,
// or any more. It locks the second factor before the code, as whoever replaces
// the codes does.
func (s Store) UseRecoveryCode(ctx context.Context, userID int64, hash []byte) error {
	var id int64
	return s.write(ctx, "use a recovery code", &id, `
		WITH mine AS MATERIALIZED (SELECT user_id FROM totp WHERE user_id = ? FOR UPDATE),
		code AS (DELETE FROM recovery_codes WHERE user_id = (SELECT user_id FROM mine) AND hash = ? RETURNING user_id)
		UPDATE totp SET tries = 0, void_until = NULL FROM code WHERE totp.user_id = code.user_id RETURNING totp.user_id`, userID, hash)
}

// SealedSeeds locks and returns all seeds, by the number of the person.
func (s Store) SealedSeeds(ctx context.Context) (map[int64][]byte, error) {
	var rows []struct {
		UserID int64
		Seed   []byte
	}
	err := s.idb.NewRaw("SELECT user_id, seed FROM totp ORDER BY user_id FOR UPDATE").Scan(ctx, &rows)
	seeds := make(map[int64][]byte, len(rows))
	for _, r := range rows {
		seeds[r.UserID] = r.Seed
	}
	return seeds, resolve("read seeds", err)
}

// SetSealedSeed puts a seed that was sealed anew in the place of the old.
func (s Store) SetSealedSeed(ctx context.Context, userID int64, sealed []byte) error {
	_, err := s.idb.NewRaw("UPDATE totp SET seed = ? WHERE user_id = ?", sealed, userID).Exec(ctx)
	return resolve("set sealed seed", err)
}

// RemoveTOTP takes the second factor away, recovery codes and all.
func (s Store) RemoveTOTP(ctx context.Context, userID int64) error {
	_, err := s.idb.NewRaw(`
		WITH codes AS (DELETE FROM recovery_codes WHERE user_id = ?0)
		DELETE FROM totp WHERE user_id = ?0`, userID).Exec(ctx)
	return resolve("remove second factor", err)
}
