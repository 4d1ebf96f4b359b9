package db

import (
	"context"
	"errors"

	"firstbell/app"
)

// AddUser keeps a new account; app.ErrEmailTaken when the address is in use.
func (s Store) AddUser(ctx context.Context, n app.NewUser) (app.User, error) {
	var r userRow
	err := s.write(ctx, "add user", &r, `
		WITH u AS (
			INSERT INTO users (name, email, password_hash, role) VALUES (?, ?, ?, ?)
			ON CONFLICT (email) DO NOTHING RETURNING *
		)
		SELECT `+userColumns+" FROM u"+besideUser, n.Name, n.Email, n.PasswordHash, n.Role)
	if errors.Is(err, app.ErrNotFound) {
		err = app.ErrEmailTaken // said without failing, so that the transaction can go on
	}
	return r.user(), err
}

// LockSetup makes other transactions that want to create an owner wait until
// this one ends.
func (s Store) LockSetup(ctx context.Context) error {
	_, err := s.idb.NewRaw("SELECT pg_advisory_xact_lock(?)", lockSetup).Exec(ctx)
	return resolve("lock setup", err)
}

// HasOwner reports whether an owner exists.
func (s Store) HasOwner(ctx context.Context) (bool, error) {
	var owned bool
	err := s.row(ctx, "look for an owner", &owned, "SELECT EXISTS (SELECT FROM users WHERE role = 'owner' AND active)")
	return owned, err
}

// MakeOwner gives an account the owner's role.
func (s Store) MakeOwner(ctx context.Context, userID int64) (app.User, error) {
	var r userRow
	err := s.write(ctx, "make owner", &r, `
		WITH u AS (UPDATE users SET role = 'owner', updated_at = now() WHERE id = ? AND active RETURNING *)
		SELECT `+userColumns+" FROM u"+besideUser, userID)
	return r.user(), err
}

type credentials struct {
	userRow
	PasswordHash string
}

// UserByEmail returns an active account and its password hash.
func (s Store) UserByEmail(ctx context.Context, email string) (app.User, string, error) {
	return s.credentials(ctx, "u.email = ?", email)
}

// AdoptedUserByEmail is UserByEmail among the accounts that the original
// service made.
func (s Store) AdoptedUserByEmail(ctx context.Context, email string) (app.User, string, error) {
	return s.credentials(ctx, "u.email = ? AND u.adopted", email)
}

func (s Store) credentials(ctx context.Context, where, email string) (app.User, string, error) {
	var c credentials
	err := s.row(ctx, "read credentials", &c,
		"SELECT "+userColumns+", u.password_hash FROM "+userTables+" WHERE u.active AND "+where, email)
	return c.user(), c.PasswordHash, err
}

// SetPasswordHash replaces the hash; app.ErrNotFound when it changed since it
// was read.
func (s Store) SetPasswordHash(ctx context.Context, userID int64, old, hash string) error {
	var id int64
	return s.write(ctx, "set password hash", &id,
		"UPDATE users SET password_hash = ?, updated_at = now() WHERE id = ? AND password_hash = ? RETURNING id", hash, userID, old)
}
