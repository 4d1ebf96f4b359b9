package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// A database of before that somebody has put in the place of the one in use, by
// whatever means, is erased again; another enquiry under an old number is not.
func TestErasuresAreCarriedOutAgain(t *testing.T) {
	t.Parallel()
	k, desk := keeping(t)
	ids := map[string]int64{}
	for _, name := range []string{"Zubeida", "Newer"} {
		e, err := k.store.AddEnquiry(t.Context(), app.NewEnquiry{Name: name, Email: name + "@example.com", CourseInterest: "NEET"}, app.NewOp("", "", []byte(name)))
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = e.ID
	}
	pool := dbtest.SQL(k.dsn)
	defer pool.Close()
	row := func(query string) (s string) {
		t.Helper()
		if err := pool.QueryRow(query).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if err := k.keepErasures(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(k.erasures()); err == nil {
		t.Error("there is a list of no erasures")
	}
	a := app.Actor{User: app.User{ID: 1}, Op: app.NewOp("", "", []byte("erase"))}
	if _, err := desk.Erase(t.Context(), a, app.EraseInput{Enquiries: []int64{ids["Zubeida"]}, Reason: app.TextOf("asked")}); err != nil {
		t.Fatal(err)
	}
	if err := k.keepErasures(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	list, err := readErasures(k.c.Backups())
	if err != nil || len(list) != 1 || list[0].Number != ids["Zubeida"] {
		t.Fatalf("%v %+v", err, list)
	}
	// As if a copy of before had come back, which had given out a number anew.
	row("DELETE FROM erasures RETURNING ''")
	row("UPDATE enquiries SET erased_at = NULL, name = 'Zubeida', email = 'z@example.com' WHERE erased_at IS NOT NULL RETURNING ''")
	other := list[0]
	other.Number = ids["Newer"]
	raw, err := json.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(k.erasures())
	if err == nil {
		err = os.WriteFile(k.erasures(), append(append(text, raw...), '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := k.keepErasures(t.Context(), desk); err != nil {
			t.Fatal(err)
		}
		if got := row("SELECT string_agg(name, ' ' ORDER BY id) || (SELECT count(*) FROM erasures) || (SELECT count(*) FROM audit WHERE action = 'erased') FROM enquiries"); got != "Erased Newer22" {
			t.Errorf("after the old database came back: %s", got)
		}
	}
	// A list that cannot be read is neither believed nor written over.
	if err := os.WriteFile(k.erasures(), []byte("{\"kind\":"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.keepErasures(t.Context(), desk); err == nil {
		t.Error("a broken list is taken")
	}
	if text, _ := os.ReadFile(k.erasures()); !bytes.Equal(text, []byte("{\"kind\":")) {
		t.Errorf("a broken list was written over: %s", text)
	}
}

func TestListsOfErasuresAreOne(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 7, 9, 0, 0, 123456000, time.UTC)
	one := app.Erasure{Kind: app.ErasedEnquiry, Number: 7, ReceivedAt: at, ErasedAt: at, ErasedBy: 1, Reason: "asked"}
	elsewhere := one
	elsewhere.ReceivedAt = at.In(time.FixedZone("IST", 19800))
	later := one
	later.ReceivedAt = at.Add(time.Microsecond)
	if got := together([]app.Erasure{later, one}, []app.Erasure{elsewhere}); len(got) != 2 || got[0] != one || got[1] != later {
		t.Errorf("%+v", got)
	}
	dir := filepath.Join(t.TempDir(), "new")
	for i, want := range []bool{true, false} {
		if news, err := writeErasures(dir, []app.Erasure{elsewhere, later}); err != nil || news != want {
			t.Errorf("write %d: %v, %v", i, news, err)
		}
	}
	if got, err := readErasures(dir); err != nil || len(got) != 2 || got[0] != one {
		t.Errorf("%v %+v", err, got)
	}
}
