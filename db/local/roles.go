package local

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// ensureDatabase makes the roles and the database unless they are there. It
// runs at every start, because a first start can be cut off in between.
func (s *Server) ensureDatabase(ctx context.Context) error {
	db := s.admin()
	defer func() { _ = db.Close() }()
	role := "CREATE ROLE " + AppRole + " LOGIN NOSUPERUSER NOCREATEROLE"
	if s.opts.Ephemeral {
		role += " CREATEDB"
	}
	steps := []struct{ question, name, statement string }{
		{"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", AppRole, role},
		{"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", OwnerRole, "CREATE ROLE " + OwnerRole + " LOGIN NOSUPERUSER NOCREATEROLE"},
		{"SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", Database, "CREATE DATABASE " + Database + " OWNER " + s.owner()},
	}
	for _, step := range steps {
		if err := ensure(ctx, db, step.question, step.name, step.statement); err != nil {
			return err
		}
	}
	if err := s.handOverTables(ctx, db); err != nil {
		return err
	}
	return s.checkDurable(ctx, db)
}

// handOverTables gives the owner role what the app role owned in a database of
// before there was one.
func (s *Server) handOverTables(ctx context.Context, db *sql.DB) error {
	var owner string
	err := db.QueryRowContext(ctx, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", Database).Scan(&owner)
	if err != nil || owner == s.owner() || owner != AppRole {
		return err
	}
	inside := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(s.dsn(AdminRole, Database)), pgdriver.WithReadTimeout(time.Minute)))
	defer func() { _ = inside.Close() }()
	if _, err := inside.ExecContext(ctx, "REASSIGN OWNED BY "+AppRole+" TO "+OwnerRole); err != nil {
		return fmt.Errorf("hand the tables over: %w", err)
	}
	return nil
}

func ensure(ctx context.Context, db *sql.DB, question, name, statement string) error {
	var there bool
	if err := db.QueryRowContext(ctx, question, name).Scan(&there); err != nil {
		return fmt.Errorf("look for %s: %w", name, err)
	}
	if there {
		return nil
	}
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	return nil
}

// checkDurable asks the running server, because a role or a database can carry
// settings of its own that beat the command line.
func (s *Server) checkDurable(ctx context.Context, db *sql.DB) error {
	const question = `SELECT count(*) FROM pg_settings
		WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') AND setting = 'on'`
	const weakened = `SELECT count(*) FROM pg_db_role_setting, unnest(setconfig) AS line
		WHERE line LIKE 'synchronous\_commit=%' AND line NOT LIKE '%=on'`
	var on, off int
	if err := db.QueryRowContext(ctx, question).Scan(&on); err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	if err := db.QueryRowContext(ctx, weakened).Scan(&off); err != nil {
		return fmt.Errorf("read settings of roles: %w", err)
	}
	durable := on == 4 && off == 0
	s.note(func(st *Status) { st.Durable = durable })
	if !durable && !s.opts.Ephemeral {
		s.opts.Log.Error("the database does not promise durability: fsync, full_page_writes, synchronous_commit and checksums must be on")
	}
	return nil
}
