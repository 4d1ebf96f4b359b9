package db_test

import (
	"fmt"
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/app/phone"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// person keeps an enquiry of somebody and returns its number.
func person(t *testing.T, s db.Store, name, email, number string) int64 {
	t.Helper()
	n := app.NewEnquiry{Name: name, Email: email, CourseInterest: "NEET"}
	if number != "" {
		n.Phone = &number
	}
	e, err := s.AddEnquiry(t.Context(), n, someOp())
	if err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// search returns the names that a search finds, those that are only similar with
// a ~ before them.
func search(t *testing.T, s db.Store, f app.Sought) string {
	t.Helper()
	f.Limit, f.Digits = 8, phone.Part(f.Words)
	if f.Digits != "" {
		f.Whole, _ = phone.Read(f.Words, "IN")
	}
	found, err := s.Search(t.Context(), f)
	if err != nil {
		t.Fatalf("%q: %v", f.Words, err)
	}
	names := make([]string, len(found))
	for i, l := range found {
		names[i] = strings.ReplaceAll(l.Name, " ", "_")
		if l.Similar {
			names[i] = "~" + names[i]
		}
	}
	return strings.Join(names, " ")
}

func TestPeopleAreFoundByWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for _, p := range [][3]string{
		{"Meera Nair", "meera.nair@mail.example", "+919822041763"},
		{"Nair Sameera", "sn@other.example", "+919876543210"},
		{"José Álvarez-Ñúñez", "jose_a@mail.example", ""},
		{"हिंदी क़मर", "qamar@mail.example", "+919822100000"},
		{"Ørjan Łukasz", "o.l@mail.example", ""},
		{"100% Sure", "sure@mail.example", ""},
	} {
		person(t, s, p[0], p[1], p[2])
	}
	for words, want := range map[string]string{
		"me":                      "Meera_Nair",
		"meera":                   "Meera_Nair Nair_Sameera",
		"MEERA N":                 "Meera_Nair Nair_Sameera",
		"nair m":                  "Meera_Nair ~Nair_Sameera",
		"mera":                    "~Meera_Nair",
		"qmar":                    "",
		"meara nair":              "~Meera_Nair",
		"jose":                    "José_Álvarez-Ñúñez",
		"alvarez nunez":           "José_Álvarez-Ñúñez",
		"álvarez-n":               "José_Álvarez-Ñúñez",
		"कमर":                     "हिंदी_क़मर",
		"क़म":                     "हिंदी_क़मर",
		"orjan lukasz":            "Ørjan_Łukasz",
		"ØRJ":                     "Ørjan_Łukasz",
		"%":                       "",
		"100%":                    "100%_Sure हिंदी_क़मर",
		"meera.nair@mail.example": "Meera_Nair",
		"Meera.Nair@":             "Meera_Nair",
		"meera.n":                 "Meera_Nair Nair_Sameera",
		"jose_a@mail":             "José_Álvarez-Ñúñez",
		"982":                     "हिंदी_क़मर Meera_Nair",
		"1763":                    "Meera_Nair",
		"98220 417":               "Meera_Nair",
		"+91 98220":               "Meera_Nair",
		"098220":                  "Meera_Nair",
		"९८२२० ४१७६३":             "Meera_Nair",
		"98220-41763":             "Meera_Nair",
		"+91 9822041764":          "",
		"nair 9822":               "Meera_Nair",
		"nair 99":                 "",
		"x":                       "",
		"zzzz":                    "",
		"' OR ''='":               "Ørjan_Łukasz",
		`\`:                       "",
	} {
		if got := search(t, s, app.Sought{Words: words, Sight: everything}); got != want {
			t.Errorf("%q finds %q, not %q", words, got, want)
		}
	}
	if got := search(t, s, app.Sought{Words: "3", ID: 3, Sight: everything}); got != "José_Álvarez-Ñúñez" {
		t.Errorf("No. 3 is %q", got)
	}
}

// Who asks again under another name, number or address is found by those, too,
// once; a correction and an end of them count at once.
func TestPeopleAreFoundByWhatTheyGaveLater(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s, pool := dbtest.Open(t, dsn), dbtest.SQL(dsn)
	defer pool.Close()
	meera, other := person(t, s, "Meera Nair", "meera@mail.example", "+919822041763"), person(t, s, "Arjun Rao", "arjun@mail.example", "")
	must(t, pool, `INSERT INTO touches (enquiry_id, at, origin, name, email, phone, course_interest)
		SELECT $1, now(), 'form', 'Meera Kulkarni', 'mk@other.example', '+918005550' || n, 'NEET' FROM generate_series(100, 180) n`, meera)
	finds := func(found map[string]string) {
		for words, want := range found {
			if got := search(t, s, app.Sought{Words: words, Sight: everything}); got != want {
				t.Errorf("%q finds %q, not %q", words, got, want)
			}
		}
	}
	finds(map[string]string{"kulk": "Meera_Nair", "meera": "Meera_Nair", "80055 50142": "Meera_Nair", "mk@other": "Meera_Nair", "98220": "Meera_Nair", "rao": "Arjun_Rao", "nair kulk": ""})
	found, err := s.Search(t.Context(), app.Sought{Words: "kulk", Limit: 8, Sight: everything})
	if err != nil || len(found) != 1 || found[0].Also == nil || found[0].Also.Name != "Meera Kulkarni" || *found[0].Also.Email != "mk@other.example" {
		t.Errorf("found by %+v, %v", found, err)
	}
	own := app.Sight{Waiting: false, Own: 1}
	if got := search(t, s, app.Sought{Words: "kulk", Sight: own}); got != "" {
		t.Errorf("what is hidden finds %q", got)
	}
	must(t, pool, "UPDATE touches SET name = 'Asha Jadhav', phone = NULL, enquiry_id = $1 WHERE id = (SELECT max(id) FROM touches)", other)
	finds(map[string]string{"jadhav": "Arjun_Rao", "80055 50180": ""})
	must(t, pool, "DELETE FROM touches WHERE name = 'Asha Jadhav'")
	finds(map[string]string{"jadhav": ""})
	must(t, pool, "TRUNCATE enquiries CASCADE")
	finds(map[string]string{"kulk": ""})
}

// However few are looked at closely at first, open ones come first and the newest
// of them, whoever holds more.
func TestTheFirstFoundAreTheSameAmongMany(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s, pool := dbtest.Open(t, dsn), dbtest.SQL(dsn)
	defer pool.Close()
	must(t, pool, `INSERT INTO enquiries (name, email, course_interest, stage, closed_reason, closed_at)
		SELECT CASE WHEN n = 7 THEN 'Meera the first' WHEN n <= 300 THEN 'Nair Meera' ELSE 'Meera Nair' END, 'x' || n || '@mail.example', 'NEET', CASE WHEN n > 12 THEN 'lost' ELSE 'new' END, CASE WHEN n > 12 THEN 'fees' END, CASE WHEN n > 12 THEN now() END
		  FROM generate_series(1, 500) n`)
	found, err := s.Search(t.Context(), app.Sought{Words: "meera", Limit: 4, Sight: everything})
	if got := numbers(found); err != nil || got != "7 500 499 498" {
		t.Errorf("by the first name: %s, %v", got, err)
	}
	found, err = s.Search(t.Context(), app.Sought{Words: "eera", Limit: 4, Sight: everything})
	if got := numbers(found); err != nil || got != "12 11 10 9" {
		t.Errorf("by a part: %s, %v", got, err)
	}
}

func numbers(found []app.Found) string {
	list := make([]string, len(found))
	for i, l := range found {
		list[i] = fmt.Sprint(l.ID)
	}
	return strings.Join(list, " ")
}

func TestSearchFollowsChanges(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s, pool := dbtest.Open(t, dsn), dbtest.SQL(dsn)
	defer pool.Close()
	id := person(t, s, "Meera Nair", "meera@mail.example", "")
	if _, err := pool.Exec("UPDATE enquiries SET name = 'Asha Rao', phone = '+919822041763' WHERE id = $1", id); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{"asha": "Asha_Rao", "98220": "Asha_Rao", "nair": "", "meera": "Asha_Rao"} {
		if got := search(t, s, app.Sought{Words: words, Sight: everything}); got != want {
			t.Errorf("after a change %q finds %q", words, got)
		}
	}
	if _, err := pool.Exec("TRUNCATE enquiries CASCADE"); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := pool.QueryRow("SELECT count(*) FROM search_words").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d are left, %v", left, err)
	}
}

func TestSearchKeepsHidden(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	asha, rahul := addUser(t, s, "asha"), addUser(t, s, "rahul")
	waiting, his := one(t, s, 0), one(t, s, rahul.ID)
	open := app.Sight{Waiting: true, Own: asha.ID, Names: true}
	hidden := app.Sight{Own: asha.ID, Names: true}
	for _, c := range []struct {
		what string
		f    app.Sought
		want string
	}{
		{"a colleague's by name", app.Sought{Words: "meera", Sight: hidden}, "Meera_Nair"},
		{"a similar one", app.Sought{Words: "meerab", Sight: hidden}, "~Meera_Nair"},
		{"without names", app.Sought{Words: "meera", Sight: app.Sight{Own: asha.ID}}, ""},
		{"a similar one without names", app.Sought{Words: "meerab", Sight: app.Sight{Own: asha.ID}}, ""},
		{"the queue by name", app.Sought{Words: "meera0@mail", Sight: open}, "Meera_Nair"},
		{"a colleague's by address", app.Sought{Words: fmt.Sprintf("meera%d@mail", rahul.ID), Sight: open}, ""},
		{"his own by address", app.Sought{Words: fmt.Sprintf("meera%d@mail", rahul.ID), Sight: app.Sight{Own: rahul.ID}}, "Meera_Nair"},
		{"who stands in for him", app.Sought{Words: "98220", Sight: app.Sight{Own: asha.ID, Covered: []int64{rahul.ID}}}, "Meera_Nair"},
		{"part of a number", app.Sought{Words: "98220", Sight: hidden}, ""},
		{"a number but its last digit", app.Sought{Words: "982204176", Sight: hidden}, ""},
		{"the whole number", app.Sought{Words: "98220 41763", Sight: hidden}, "Meera_Nair M."},
		{"No. of one that waits", app.Sought{Words: fmt.Sprint(waiting), ID: waiting, Sight: hidden}, "M."},
		{"where nobody chooses", app.Sought{Words: "meera", Sight: open, NoQueue: true}, "Meera_Nair"},
		{"a key that may nothing", app.Sought{Words: "nair", Sight: app.Sight{}}, ""},
	} {
		if got := search(t, s, c.f); got != c.want {
			t.Errorf("%s: %q, not %q (hers waits as %d, his is %d)", c.what, got, c.want, waiting, his)
		}
	}
}
