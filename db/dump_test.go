package db_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

// chest is a backup in memory.
type chest map[string]*bytes.Buffer

func (c chest) Create(name string) (io.Writer, error) {
	c[name] = &bytes.Buffer{}
	return c[name], nil
}

func (c chest) Open(name string) (io.ReadCloser, error) {
	if c[name] == nil {
		return nil, errors.New("no such entry")
	}
	return io.NopCloser(bytes.NewReader(c[name].Bytes())), nil
}

// odd are texts that a backup may trip over.
var odd = []string{`back\slash and \. alone`, "tab\tand\nnew line\r\n", "नमस्ते दुनिया 🙂", `"quoted", 'twice'`, `\N`, "null", strings.Repeat("ä", 200), "  blank  ", "\u202eleft"}

// fillOdd puts n enquiries with odd texts into a database, some of them owned.
func fillOdd(t *testing.T, dsn string, n int) {
	t.Helper()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	q := fmt.Sprintf(`INSERT INTO enquiries (name, email, course_interest, message)
		SELECT o.text || i, 'e' || i || '@example.com', 'NEET', CASE WHEN i %% 3 > 0 THEN o.text END
		  FROM generate_series(1, %d) i JOIN unnest($1::text[]) WITH ORDINALITY AS o (text, k) ON o.k = i %% %d + 1`, n, len(odd))
	if _, err := pool.Exec(q, arrayOf(odd)); err != nil {
		t.Fatal(err)
	}
}

// arrayOf writes a text array the way PostgreSQL reads it.
func arrayOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

// inScratch loads a backup into a schema of its own and exports that again.
func inScratch(ctx context.Context, dsn string, in db.Source) (again db.Manifest, err error) {
	scratch, drop, err := db.Scratch(ctx, dsn, db.ForProof)
	if err != nil {
		return again, err
	}
	defer func() { err = errors.Join(err, drop(context.WithoutCancel(ctx))) }()
	if _, err := db.Load(ctx, scratch, embed.Migrations, in); err != nil {
		return again, err
	}
	return db.Export(ctx, scratch, "test", chest{})
}

func TestBackupComesBackAsItWas(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	fillOdd(t, dsn, 500)
	s := dbtest.Open(t, dsn)
	u := addUser(t, s, "Asha")
	if _, err := s.Take(t.Context(), app.OwnerChange{EnquiryID: 7, Kind: app.Claimed, By: u.ID, To: &u.ID, Op: someOp()}); err != nil {
		t.Fatal(err)
	}
	box := chest{}
	m, err := db.Export(t.Context(), dsn, "v1", box)
	if err != nil {
		t.Fatal(err)
	}
	other := dbtest.EmptyURL(t) // another database: nothing of the first is at hand
	again, err := inScratch(t.Context(), other, box)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(m.Tables, again.Tables, func(a, b db.Table) bool { return a.Name == b.Name && a.Rows == b.Rows && a.SHA256 == b.SHA256 }) ||
		!slices.Equal(m.Sequences, again.Sequences) {
		t.Errorf("what came back differs:\n%+v\n%+v", m, again)
	}
	if m.Rows() < 500 || m.Schema() == "" || m.Program != "v1" {
		t.Errorf("the manifest says %+v", m)
	}
}

// A backup under load is one moment: never an event without its enquiry, and
// everything that was acknowledged before it began.
func TestBackupsUnderLoadAreEachOneMoment(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	var mu sync.Mutex
	var acked int64
	for range 2 {
		wg.Go(func() {
			for ctx.Err() == nil {
				email := strings.ToLower(rand.Text()) + "@example.com"
				if _, err := s.AddEnquiry(ctx, app.NewEnquiry{Name: odd[0], Email: email, CourseInterest: "Go"}, someOp()); err == nil {
					mu.Lock()
					acked++
					mu.Unlock()
				}
			}
		})
	}
	for i := range 3 {
		mu.Lock()
		before := acked
		mu.Unlock()
		box := chest{}
		m, err := db.Export(t.Context(), dsn, "test", box)
		if err != nil {
			t.Fatal(err)
		}
		again, err := inScratch(t.Context(), dsn, box)
		if err != nil {
			t.Fatalf("backup %d: %v", i, err)
		}
		rows := map[string]int64{}
		for k, table := range m.Tables {
			rows[table.Name] = table.Rows
			if again.Tables[k].SHA256 != table.SHA256 {
				t.Errorf("backup %d: %s differs", i, table.Name)
			}
		}
		if rows["enquiries"] != rows["events"] || rows["enquiries"] < before {
			t.Errorf("backup %d holds %d enquiries, %d events; %d were acknowledged before", i, rows["enquiries"], rows["events"], before)
		}
	}
}

func TestWhatIsNotTheBackupIsNotLoaded(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	fillOdd(t, dsn, 20)
	box := chest{}
	if _, err := db.Export(t.Context(), dsn, "test", box); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]struct {
		entry, from, to string
		says            string
	}{
		"a row less":     {"tables/enquiries.copy", "1\t", "", ""},
		"another text":   {"tables/enquiries.copy", "NEET", "KEET", "changed"},
		"no such table":  {"manifest.json", `"name": "events"`, `"name": "evints"`, ""},
		"newer schema":   {"manifest.json", "20261123190000_phone", "29991123190000_later", "newer Firstbell"},
		"another step":   {"manifest.json", `"checksum": "`, `"checksum": "0`, "is not the one that this program knows"},
		"newer format":   {"manifest.json", `"format": 1`, `"format": 2`, "newer Firstbell"},
		"not a manifest": {"manifest.json", "{", "[", ""},
	} {
		t.Run(what, func(t *testing.T) {
			bad := chest{}
			for name, b := range box {
				bad[name] = bytes.NewBuffer(bytes.Clone(b.Bytes()))
			}
			text := strings.Replace(bad[change.entry].String(), change.from, change.to, 1)
			if text == bad[change.entry].String() {
				t.Fatal("nothing was changed")
			}
			bad[change.entry] = bytes.NewBufferString(text)
			if _, err := inScratch(t.Context(), dsn, bad); err == nil || !strings.Contains(err.Error(), change.says) {
				t.Errorf("it is loaded: %v", err)
			}
		})
	}
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var left int
	if err := pool.QueryRow("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'proof%'").Scan(&left); err != nil || left > 0 {
		t.Errorf("%d schemas are left, %v", left, err)
	}
}
