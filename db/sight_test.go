package db_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

const words = "Call ९८२२० ४१७६३ or +91 98220-41763, or meera.n@mail.example. Class 11, batch 2026?"

// one keeps an enquiry of Meera's and makes somebody its owner.
func one(t *testing.T, s db.Store, owner int64) int64 {
	t.Helper()
	w, phone := words, "+919822041763"
	e, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Phone: &phone, Name: "Meera Nair", Email: fmt.Sprintf("meera%d@mail.example.com", owner), CourseInterest: fmt.Sprint("NEET for ", owner), Message: &w}, someOp())
	if err != nil {
		t.Fatal(err)
	}
	if owner != 0 {
		claim(t, s, e.ID, owner)
	}
	return e.ID
}

func TestWhatIsHiddenNeverLeavesTheDatabase(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	asha, rahul := addUser(t, s, "asha"), addUser(t, s, "rahul")
	waiting, hers, his := one(t, s, 0), one(t, s, asha.ID), one(t, s, rahul.ID)
	scrubbed := "Call ••• or +•••, or ••• Class 11, batch 2026?"
	for _, c := range []struct {
		what                string
		v                   app.Sight
		id                  int64
		name, email, words1 string
	}{
		{"owner, waiting", everything, waiting, "Meera Nair", "meera0@", words},
		{"owner, hers", everything, hers, "Meera Nair", "meera", words},
		{"open, waiting", app.Sight{Waiting: true, Own: asha.ID, Names: true}, waiting, "Meera Nair", "meera0@", words},
		{"open, own", app.Sight{Waiting: true, Own: asha.ID, Names: true}, hers, "Meera Nair", "meera", words},
		{"open, a colleague's", app.Sight{Waiting: true, Own: asha.ID, Names: true}, his, "Meera Nair", "•••@•••.com", scrubbed},
		{"hidden, waiting", app.Sight{Own: asha.ID, Names: true}, waiting, "M.", "•••@•••.com", ""},
		{"hidden, own", app.Sight{Own: asha.ID, Names: true}, hers, "Meera Nair", "meera", words},
		{"hidden, a colleague's", app.Sight{Own: asha.ID, Names: true}, his, "Meera Nair", "•••@•••.com", scrubbed},
		{"a key that reads, waiting", app.Sight{Claimed: true, Names: true}, waiting, "M.", "•••@•••.com", ""},
		{"a key that reads, claimed", app.Sight{Claimed: true, Names: true}, his, "Meera Nair", "meera", words},
		{"a key that claims, own", app.Sight{Own: asha.ID}, hers, "Meera Nair", "meera", words},
		{"a key that claims, a colleague's", app.Sight{Own: asha.ID}, his, "M.", "•••@•••.com", ""},
		{"a stand-in, a covered colleague's", app.Sight{Own: asha.ID, Covered: []int64{rahul.ID}, Names: true}, his, "Meera Nair", "meera", words},
		{"a stand-in, waiting", app.Sight{Own: rahul.ID, Covered: []int64{asha.ID}, Names: true}, waiting, "M.", "•••@•••.com", ""},
		{"nobody", app.Sight{}, hers, "M.", "•••@•••.com", ""},
	} {
		l, err := s.Enquiry(t.Context(), c.id, c.v)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		if l.Message != nil {
			said = *l.Message
		}
		if l.Name != c.name || !strings.HasPrefix(l.Email, c.email) || said != c.words1 || l.Masked != strings.HasPrefix(l.Email, "•") {
			t.Errorf("%s: %q %q %q masked %v", c.what, l.Name, l.Email, said, l.Masked)
		}
		if want := map[bool]string{true: "•••", false: "+919822041763"}[l.Masked]; l.Phone == nil || *l.Phone != want {
			t.Errorf("%s: the phone is %v", c.what, l.Phone)
		}
	}
	next, err := s.NextWaiting(t.Context(), 0, app.Sight{})
	if err != nil || next.Name != "M." || next.Email != "•••@•••.com" || next.Message != nil {
		t.Errorf("next in line for somebody who may not see it: %+v, %v", next, err)
	}
}

func TestWhatIsHiddenCannotBeSearched(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	asha, rahul := addUser(t, s, "asha"), addUser(t, s, "rahul")
	one(t, s, 0)
	one(t, s, rahul.ID)
	for _, c := range []struct {
		v     app.Sight
		owner int64
		q     string
		want  int
	}{
		{app.Sight{Waiting: true, Own: asha.ID, Names: true}, 0, "mail.example", 1},
		{app.Sight{Own: asha.ID}, 0, "mail.example", 0},
		{app.Sight{Own: asha.ID}, 0, "Meera", 0},
		{app.Sight{Own: asha.ID}, 0, "neet", 1},
		{app.Sight{Waiting: true, Own: asha.ID, Names: true}, rahul.ID, "mail.example", 0},
		{app.Sight{Waiting: true, Own: asha.ID, Names: true}, rahul.ID, "Meera N", 1},
		{app.Sight{Own: rahul.ID}, rahul.ID, "mail.example", 1},
		{app.Sight{Own: asha.ID, Covered: []int64{rahul.ID}}, rahul.ID, "41763", 1},
		{everything, rahul.ID, "meera3@", 0},
		{everything, rahul.ID, "098220 41", 1},
		{everything, rahul.ID, "+91 98220", 1},
		{everything, rahul.ID, "98221", 0},
		{app.Sight{Waiting: true, Own: asha.ID, Names: true}, 0, "98220-41763", 1},
		{app.Sight{Own: asha.ID}, 0, "98220-41763", 0},
		{app.Sight{Own: asha.ID, Names: true}, 0, "982", 0},
		{app.Sight{Waiting: true, Own: asha.ID, Names: true}, rahul.ID, "98220", 0},
		{app.Sight{Own: rahul.ID}, rahul.ID, "41763", 1},
	} {
		f := app.EnquiryFilter{Owner: c.owner, Q: c.q, Sight: c.v, Page: app.Page{Limit: 10}}
		if p := list(t, s, f); p.Total != c.want || len(p.Enquiries) != c.want {
			t.Errorf("%q as %+v: %d of %d", c.q, c.v, len(p.Enquiries), p.Total)
		}
	}
}

// A statement that reads enquiries for somebody goes through seen. Those below
// answer whoever has just sent or taken the enquiry, or keep the answer.
func TestEnquiriesAreReadThroughSight(t *testing.T) {
	t.Parallel()
	// mailsettings.go is read by owners of the desk, who see everything; outbox.go shows nobody anything.
	raw := map[string]bool{"mailsettings.go": true, "outbox.go": true, "enquiry.go": true, "claim.go": true, "take.go": true, "submit.go": true, "walkin.go": true, "op.go": true, "sight.go": true}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.DeleteFunc(files, func(n string) bool { return strings.HasSuffix(n, "_test.go") || raw[n] }) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range []string{"enquiryColumns", "enquiryJSON", "e.email", "e.message", "e.phone", "enquiries.*", "e.*"} {
			if strings.Contains(string(text), column) {
				t.Errorf("%s reads %s of enquiries itself; for somebody to see, select seen(v)", name, column)
			}
		}
	}
}
