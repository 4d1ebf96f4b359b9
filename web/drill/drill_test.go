package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// short makes the quick form of one part with the program as it is in this
// folder, and shows what came of it.
func short(t *testing.T, try func(*drill, context.Context) error) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "firstbell")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "firstbell").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	d, err := open(options{quick: true, seed: uint64(time.Now().Unix())}, bin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	}()
	if err := try(d, t.Context()); err != nil {
		t.Error(err)
	}
	figures, err := os.OpenFile(cmp.Or(os.Getenv("FIGURES"), os.DevNull), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer figures.Close()
	for _, l := range d.table {
		for _, what := range l.broken {
			t.Errorf("%s: %s (seed %d)", l.tried, what, d.seed)
		}
		fmt.Fprintf(figures, "%s: %s; %s: %s\n", l.part, l.tried, l.figures, l.verdict())
	}
	t.Logf("\n%s", d.report(nil))
}

// A disk that fills up, whatever fills it, stops new enquiries in words before
// PostgreSQL has to; staff go on reading; all that was acknowledged is there, and
// the desk takes enquiries again by itself once there is room. A backup gives up
// before it comes to that.
func TestAFullDiskStopsNewEnquiriesOnly(t *testing.T) {
	t.Parallel()
	short(t, (*drill).disk)
}

// A data directory of which everything was cut off in the middle of work starts,
// with all that was acknowledged before.
func TestADataDirectoryCutOffInTheMiddleOfWorkStarts(t *testing.T) {
	t.Parallel()
	short(t, (*drill).copies)
}

// An inspection that finds nothing may be blind: each of these has to be told.
func TestAnInspectionTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	began := time.Now()
	at := func(s int) time.Time { return began.Add(time.Duration(s) * time.Second) }
	whole := func(n int, owner int64) kept {
		return kept{int64(n), owner, nameOf(n), fmt.Sprintf("s%d@example.com", n), textOf(n)}
	}
	half := whole(2, 0)
	half.text = half.text[:20]
	c := &crowd{serial: 3, acked: []enquiry{{1, 1, at(1)}, {2, 2, at(2)}, {3, 3, at(9)}},
		changes: []change{{1, 7, 1, at(1), at(2)}}}
	for _, try := range []struct {
		what  string
		there []kept
		tells string
	}{
		{"all is well", []kept{whole(1, 7), whole(2, 0)}, ""},
		{"what came after the picture was taken", []kept{whole(1, 7), whole(2, 0), whole(3, 0)}, ""},
		{"a lost enquiry", []kept{whole(1, 7)}, "of Sender 2 was acknowledged and is not there"},
		{"another in its place", []kept{whole(1, 7), {2, 0, nameOf(3), "s3@example.com", textOf(3)}}, "of Sender 2 was acknowledged"},
		{"half of one", []kept{whole(1, 7), half}, "in part"},
		{"one that nobody sent", []kept{whole(1, 7), whole(2, 0), whole(4, 0)}, "nobody sent"},
		{"one twice", []kept{whole(1, 7), whole(2, 0), {5, 0, nameOf(2), "s2@example.com", textOf(2)}}, "twice"},
		{"a lost claim", []kept{whole(1, 0), whole(2, 0)}, "its owner is 0"},
		{"a claim by somebody else", []kept{whole(1, 8), whole(2, 0)}, "its owner is 8"},
	} {
		there := map[int64]kept{}
		for _, k := range try.there {
			there[k.id] = k
		}
		l := line{tried: try.what}
		c.lost(&l, there, at(5))
		c.strays(&l, there)
		c.owners(&l, there, at(5), at(6))
		if said := strings.Join(l.broken, "; "); (try.tells == "") != (said == "") || !strings.Contains(said, try.tells) {
			t.Errorf("%s: it tells %q", try.what, said)
		}
	}
}
