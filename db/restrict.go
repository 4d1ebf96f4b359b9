package db

import (
	"context"

	"github.com/uptrace/bun"

	"firstbell/app"
)

// EnsureRole makes a role that may sign in with the password, unless there is
// one by its name. s belongs to a role that may make roles.
func (s Store) EnsureRole(ctx context.Context, role, password string) error {
	var there bool
	err := s.row(ctx, "look for the desk's role", &there, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", role)
	if err != nil || there {
		return err
	}
	_, err = s.idb.NewRaw("CREATE ROLE ? LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ?", bun.Ident(role), password).Exec(ctx)
	return resolve("make the desk's role", err)
}

// Restrict lets a role do the daily work on the tables that belong to the role
// of s, and no more: it cannot change the schema or switch a trigger off, and
// it cannot change or remove a line of the audit log. It is to be called after
// Migrate, because at first nobody but the owner may use a new table.
func (s Store) Restrict(ctx context.Context, role string) error {
	return s.InTx(ctx, func(tx app.Store) error {
		for _, q := range []string{
			"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ?",
			"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ?",
			"REVOKE UPDATE, DELETE ON audit, audit_chain, audit_heads FROM ?",
			"REVOKE UPDATE, DELETE ON erasures FROM ?",
			"REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM ?",
		} {
			if _, err := tx.(Store).idb.NewRaw(q, bun.Ident(role)).Exec(ctx); err != nil {
				return resolve("give the desk's role its rights", err)
			}
		}
		return nil
	})
}
