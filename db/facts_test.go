package db_test

import (
	"testing"
	"time"

	"firstbell/db/dbtest"
)

func TestFactsAreThoseOfTheServer(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	f, err := s.Facts(t.Context())
	if err != nil || f.Version < 150000 || f.SyncCommit == "" || f.Role == "" || time.Since(f.Now).Abs() > time.Minute || !f.AuditWritable {
		t.Errorf("%+v, %v", f, err) // in tests the owner of the tables asks
	}
}
