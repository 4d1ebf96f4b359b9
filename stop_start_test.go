package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"firstbell/db/local"
)

// A request that is being answered when the order to stop comes is finished.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	p := launch(t, env...).ready()
	owner := as(t, dir, local.OwnerRole)
	hold, err := owner.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.ExecContext(t.Context(), "LOCK TABLE enquiries IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	type answered struct {
		status int
		err    error
	}
	answer := make(chan answered, 1)
	go func() {
		status, _, err := p.post(t.Context(), "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET"}`)
		answer <- answered{status, err}
	}()
	waits := func() bool {
		var n int
		err := owner.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'enquiries'::regclass").Scan(&n)
		return err == nil && n > 0
	}
	eventually(t, "the request waits for the table", waits)
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	eventually(t, "the program stops", func() bool { return strings.Contains(p.errs.String(), "msg=stopping") })
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	if a := <-answer; a.err != nil || a.status != 201 {
		t.Errorf("the request under way was answered %d, %v", a.status, a.err)
	}
	if code := p.end(20 * time.Second); code != 0 {
		t.Errorf("SIGTERM ends with %d:\n%s", code, p.errs)
	}
}

// eventually waits for something that happens by itself.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within 20 seconds: %s", what)
		}
	}
}
