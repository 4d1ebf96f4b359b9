package db_test

import (
	"testing"
	"time"

	"firstbell/db"
	"firstbell/db/dbtest"
)

// PostgreSQL ends a connection a moment after it was closed: a restore must not
// take that for somebody at work, least of all its own.
func TestAConnectionThatIsBeingClosedIsNobodyElse(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	other := dbtest.SQL(dsn)
	if err := other.Ping(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, func() { _ = other.Close() })
	if err := db.Alone(t.Context(), dsn); err != nil {
		t.Errorf("with a connection that goes away: %v", err)
	}
}
