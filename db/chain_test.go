package db_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/app"

	"firstbell/db/dbtest"
)

var headKey = app.NewHeadKey([]byte("a secret of the tests"))

// log is an audit log with its keeper.
type log struct {
	t    testing.TB
	desk *app.Desk
	pool *sql.DB
}

func newLog(t testing.TB) log {
	t.Helper()
	dsn := dbtest.URL(t)
	l := log{t, &app.Desk{Store: dbtest.Open(t, dsn), Now: time.Now}, dbtest.SQL(dsn)}
	t.Cleanup(func() { _ = l.pool.Close() })
	return l
}

func (l log) write(n int) {
	l.t.Helper()
	for range n {
		e := app.Actor{User: app.User{ID: 3}, From: "192.0.2.0/24"}.Did(app.RoleChanged, app.Object{Kind: app.OnUser, ID: 4}, "role", "name")
		if err := l.desk.Store.Audit(l.t.Context(), e); err != nil {
			l.t.Fatal(err)
		}
	}
}

func (l log) chain() int {
	l.t.Helper()
	n, err := l.desk.ChainAudit(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

// verify returns what is wrong, "" when nothing is.
func (l log) verify() string {
	l.t.Helper()
	_, _, err := l.desk.VerifyAudit(l.t.Context(), headKey, nil)
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[*app.ChainBreak](err); !ok {
		l.t.Fatal(err)
	}
	return err.Error()
}

// force runs SQL as somebody who owns the database can: past the triggers.
func (l log) force(q string) {
	l.t.Helper()
	tx, err := l.pool.Begin()
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, s := range []string{
		"ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_entry_fkey",
		"ALTER TABLE audit DISABLE TRIGGER USER", "ALTER TABLE audit_chain DISABLE TRIGGER USER", "ALTER TABLE audit_heads DISABLE TRIGGER USER",
		q,
		"ALTER TABLE audit ENABLE TRIGGER USER", "ALTER TABLE audit_chain ENABLE TRIGGER USER", "ALTER TABLE audit_heads ENABLE TRIGGER USER",
	} {
		if _, err := tx.Exec(s); err != nil {
			l.t.Fatalf("%s: %v", s, err)
		}
	}
	if err := tx.Commit(); err != nil {
		l.t.Fatal(err)
	}
}

// TestChainHasNoGaps writes entries in many transactions at once, of which some
// are undone and some end late, while three keepers chain them.
func TestChainHasNoGaps(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	ctx, stop := context.WithCancel(t.Context())
	var keepers, writers sync.WaitGroup
	for range 3 {
		keepers.Go(func() {
			for ctx.Err() == nil {
				if _, err := l.desk.ChainAudit(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	undone := errors.New("undone")
	for w := range 8 {
		writers.Go(func() {
			for i := range 40 {
				err := l.desk.Store.InTx(t.Context(), func(tx app.Store) error {
					if err := tx.Audit(t.Context(), app.CommandLine.Did(app.BackupMade, app.Object{})); err != nil {
						return err
					}
					if w == 0 { // later ones are committed before it
						_, _ = l.pool.ExecContext(t.Context(), "SELECT pg_sleep(0.02)")
					}
					if i%4 == 0 {
						return undone
					}
					return nil
				})
				if err != nil && !errors.Is(err, undone) {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	stop()
	keepers.Wait()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); l.chain() {
		if waiting, err := l.desk.Store.AnyUnchained(t.Context()); err != nil || !waiting {
			break // a keeper that was cut off may have held the lock for a moment
		}
	}
	s, waiting, err := l.desk.VerifyAudit(t.Context(), headKey, nil)
	if err != nil || waiting != 0 || s.Seq != 8*30 {
		t.Errorf("%d places, %d waiting: %v", s.Seq, waiting, err)
	}
}

func TestTamperedLogIsFoundInPostgreSQL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ forge, want string }{
		"column":        {"UPDATE audit SET action = 'signed_out' WHERE id = 5", "place 5 of the chain, entry 5: what it says was changed"},
		"time":          {"UPDATE audit SET at = at + interval '1 microsecond' WHERE id = 5", "place 5 of the chain, entry 5: what it says was changed"},
		"hash":          {"UPDATE audit_chain SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1) WHERE seq = 5", "place 5 of the chain, entry 5: its hash was changed"},
		"place":         {"DELETE FROM audit_chain WHERE seq = 5", "place 5 of the chain: it is missing"},
		"entry":         {"DELETE FROM audit WHERE id = 5", "place 5 of the chain, entry 5: the entry was removed"},
		"both":          {"DELETE FROM audit_chain WHERE seq = 5; DELETE FROM audit WHERE id = 5", "place 5 of the chain: it is missing"},
		"end":           {"DELETE FROM audit_chain WHERE seq > 8; DELETE FROM audit WHERE id > 8", "place 9 of the chain: the end was cut off"},
		"past the line": {"INSERT INTO audit (actor_kind, action) VALUES ('nobody', 'x')", "entry 11: it was added past the chain"},
		"signature":     {"UPDATE audit_heads SET seq = 9", "place 9 of the chain: the signature of head 1 is not good"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLog(t)
			l.write(10)
			l.chain()
			if _, ok, err := l.desk.SignHead(t.Context(), headKey); !ok || err != nil {
				t.Fatal(ok, err)
			}
			if bad := l.verify(); bad != "" {
				t.Fatalf("as it was made: %s", bad)
			}
			l.force(c.forge)
			if got := l.verify(); !strings.HasPrefix(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadIsSignedOnceAnHourAndNotOverAChangedLog(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	now := time.Now()
	l.desk.Now = func() time.Time { return now }
	if _, ok, err := l.desk.SignHead(t.Context(), headKey); ok || err != nil {
		t.Fatalf("an empty log was signed: %v", err)
	}
	l.write(3)
	l.chain()
	for i, want := range []bool{true, false} {
		if _, ok, err := l.desk.SignHead(t.Context(), headKey); ok != want || err != nil {
			t.Fatalf("try %d: signed %v %v", i, ok, err)
		}
	}
	now = now.Add(time.Hour)
	l.write(2)
	l.chain()
	if h, ok, err := l.desk.SignHead(t.Context(), headKey); !ok || h.Seq != 5 || err != nil {
		t.Fatalf("after an hour: %+v %v %v", h, ok, err)
	}
	l.force("DELETE FROM audit_chain WHERE seq > 4")
	now = now.Add(time.Hour)
	if _, _, err := l.desk.SignHead(t.Context(), headKey); !errors.Is(err, app.ErrAuditChanged) {
		t.Errorf("a log without its end was signed: %v", err)
	}
}

func TestWholeNewChainIsFoundByTheNotedHead(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	l.write(6)
	l.chain()
	s, _, err := l.desk.VerifyAudit(t.Context(), headKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	noted := s.Head
	l.force(`DELETE FROM audit_chain; UPDATE audit SET action = 'x' WHERE id = 2; INSERT INTO audit_waiting SELECT id FROM audit`)
	l.chain()
	if bad := l.verify(); bad != "" {
		t.Fatalf("the forger made a mistake: %s", bad)
	}
	if _, _, err := l.desk.VerifyAudit(t.Context(), headKey, &noted); err == nil || !strings.Contains(err.Error(), "made anew") {
		t.Errorf("the noted head says %v", err)
	}
}
