package db_test

import (
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/db/dbtest"
)

func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	if err := s.Audit(t.Context(), app.Actor{User: app.User{ID: 1}, From: "192.0.2.7/32"}.Did(app.RoleChanged, app.Object{Kind: app.OnUser, ID: 2}, "role")); err != nil {
		t.Fatal(err)
	}
	pool := dbtest.SQL(dsn)
	t.Cleanup(func() { _ = pool.Close() })
	for _, table := range []string{"audit", "audit_chain", "audit_heads"} {
		column := map[string]string{"audit": "action", "audit_chain": "seq", "audit_heads": "seq"}[table]
		for _, q := range []string{"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table, "TRUNCATE " + table + " CASCADE"} {
			if _, err := pool.Exec(q); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", q, err)
			}
		}
	}
	if _, err := pool.Exec("INSERT INTO audit (actor_kind, action, network) VALUES ('nobody', 'x', '192.0.2.7/32')"); err == nil {
		t.Error("a whole address was kept")
	}
}

func TestAuditIsKeptWithItsChangeOrNotAtAll(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	err := s.InTx(t.Context(), func(tx app.Store) error {
		if err := tx.Audit(t.Context(), app.CommandLine.Did(app.Restored, app.Object{})); err != nil {
			return err
		}
		return app.ErrNotFound
	})
	if err == nil {
		t.Fatal("the transaction was kept")
	}
	pool := dbtest.SQL(dsn)
	t.Cleanup(func() { _ = pool.Close() })
	var n int
	if err := pool.QueryRow("SELECT count(*) FROM audit").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d entries are left of what did not happen (%v)", n, err)
	}
}
