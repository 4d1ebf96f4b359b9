package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
	"firstbell/web"
)

// principal is somebody who asks: a person with a session, an API key, or
// nobody we know.
type principal struct {
	name   string
	person int64       // 0 for nobody
	role   app.Role    // of a person who is good
	scopes []app.Scope // of a key
	dead   string      // the code with which they are turned away
	token  string      // "" for a session made when it is needed
}

func (p principal) isKey() bool { return p.scopes != nil }

func (p principal) may(s app.Scope) bool { return slices.Contains(p.scopes, s) }

// People of the matrix, in the order in which they are made.
const (
	olga = iota + 1
	asha
	rahul
	fred
	gone
	spare
	stella // stands in for Asha, who is on leave
)

// kinds of enquiries that the matrix asks for.
type object string

const (
	ashas   object = "Asha's"
	rahuls  object = "Rahul's"
	waiting object = "nobody's"
	unknown object = "an unknown one"
	none    object = "" // the route names none
)

// TestAccess sends every route of the table for every principal and object, in
// every queue mode, and holds each answer to what the table and the rules about
// objects say: who is refused, and with which code; that a refused request has
// changed nothing; and that no answer shows what its reader may not see.
func TestAccess(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, mode := range []app.QueueMode{app.OpenList, app.MaskedList, app.NextOnly} {
		m.mode = mode
		m.query("UPDATE school SET queue_mode = $1 RETURNING ''", string(mode))
		for _, l := range m.table {
			m.line(l)
		}
	}
	figure(t, "access: %d routes x %d principals x 4 kinds of enquiry x 3 queue modes: %d requests, %d refused, changed by a refused one %d, leaks %d",
		len(m.table), len(m.principals), m.asked, m.refused, m.changed, m.leaks)
}

type matrix struct {
	*desk
	pool       *sql.DB
	stateQuery string
	mode       app.QueueMode
	principals []principal
	standing   map[object]string // for requests that change nothing
	made       int               // enquiries

	asked, refused, changed, leaks int
}

func newMatrix(t *testing.T) *matrix {
	d := open(t)
	m := &matrix{desk: d, pool: dbtest.SQL(d.dsn), standing: map[object]string{none: "999999998", unknown: "999999999"}}
	t.Cleanup(func() { _ = m.pool.Close() })
	owner := d.register("Olga Owner", "olga@example.com")
	for _, name := range []string{"Asha", "Rahul", "Fred", "Gone", "Spare", "Stella"} {
		d.register(name+" Person", strings.ToLower(name)+"@example.com")
	}
	d.query("UPDATE users SET role = 'front_desk' WHERE id = $1 RETURNING ''", fred)
	d.query("UPDATE users SET leave_from = current_date - 3, leave_until = current_date + 3, stand_in = $1 WHERE id = $2 RETURNING ''", stella, asha)
	m.principals = []principal{
		{name: "nobody", dead: "no_token"},
		{name: "owner", person: olga, role: app.Owner},
		{name: "Asha", person: asha, role: app.Counsellor},
		{name: "Rahul", person: rahul, role: app.Counsellor},
		{name: "Asha's stand-in", person: stella, role: app.Counsellor},
		{name: "front desk", person: fred, role: app.FrontDesk},
		{name: "deactivated", person: gone, dead: "user_gone"},
		{name: "expired session", person: asha, dead: "token_invalid", token: d.session(asha, -time.Second)},
	}
	for _, s := range app.Scopes {
		m.addKey(owner, "", string(s))
	}
	for code, kill := range map[string]string{
		"key_revoked":  "UPDATE api_keys SET revoked_at = now() WHERE id = $1 RETURNING ''",
		"key_expired":  "UPDATE api_keys SET created_at = now() - interval '9 days', expires_at = now() - interval '1 second' WHERE id = $1 RETURNING ''",
		"key_orphaned": "UPDATE api_keys SET user_id = 5 WHERE id = $1 RETURNING ''",
	} {
		d.query(kill, m.addKey(owner, code, "enquiries:create", "enquiries:read", "enquiries:claim", "reports:read", "export"))
	}
	d.query("UPDATE users SET active = false WHERE id = $1 RETURNING ''", gone)
	m.standing[ashas], m.standing[rahuls] = m.enquiry(ashas), m.enquiry(rahuls)
	m.query("UPDATE enquiries SET stage = 'enrolled', closed_at = now() WHERE id = $1 AND id = $2 RETURNING ''", m.enquiry(waiting), closedOne)
	return m
}

func (m *matrix) addKey(owner, dead string, scopes ...string) (id string) {
	secret, id := m.key(owner, asha, scopes...)
	p := principal{name: "key " + strings.Join(scopes, " ") + dead, person: asha, dead: dead, token: secret, scopes: []app.Scope{}}
	for _, s := range scopes {
		p.scopes = append(p.scopes, app.Scope(s))
	}
	m.principals = append(m.principals, p)
	return id
}

// session opens a session of a person that is good for some time, and returns
// a token for it.
func (d *desk) session(person int64, life time.Duration) string {
	d.t.Helper()
	u, _ := d.store.UserByID(d.t.Context(), person) // of one who is deactivated nothing is needed
	id, err := d.store.AddSession(d.t.Context(), app.NewSession{UserID: person, ExpiresAt: time.Now().Add(life), SignedOutAt: u.SignedOutAt}, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	bearer, err := d.app.Tokens.Sign(person, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return bearer
}

func (m *matrix) objects(l web.Line) []object {
	switch {
	case !strings.Contains(l.Path, "{id}"):
		return []object{none}
	case strings.HasPrefix(l.Path, "/api/enquiries/"):
		return []object{ashas, rahuls, waiting, unknown}
	default:
		return []object{none, unknown}
	}
}

// line asks for one route as everybody. Those that must be refused come first,
// so that nothing else happens while it is looked whether they change something.
func (m *matrix) line(l web.Line) {
	m.t.Helper()
	m.standing[waiting] = m.enquiry(waiting) // claim next may have taken the one before
	before := m.state()
	for _, refused := range []bool{true, false} {
		for _, p := range m.principals {
			for _, o := range m.objects(l) {
				status, code, byTable := m.expected(l, p, o)
				if byTable && m.mode != app.OpenList || (status >= 400) != refused {
					continue // whom the table turns away does not depend on the mode
				}
				m.ask(l, p, o, status, code)
				if !refused {
					continue
				}
				m.refused++
				if now := m.state(); now != before {
					m.changed++
					m.t.Errorf("%s asks %s %s of %q, is refused, and has changed the database", p.name, l.Method, l.Path, o)
					before = now
				}
			}
		}
	}
}

// ask sends one request and judges the answer.
func (m *matrix) ask(l web.Line, p principal, o object, status int, code string) {
	m.t.Helper()
	m.asked++
	number, bearer := m.standing[o], p.token
	if status < 400 {
		number = m.fresh(l, o)
	}
	if bearer == "" && p.person != 0 {
		bearer = m.session(p.person, time.Hour) // signing out must not spoil the next one's
	}
	path := otherID.ReplaceAllString(strings.ReplaceAll(l.Path, "{id}", number), m.standing[unknown])
	a := m.send(l, path, bearer)
	what := fmt.Sprintf("%s queue: %s asks %s %s of %q", m.mode, p.name, l.Method, path, o)
	switch {
	case status == 0: // let in; what the route makes of an empty request is its own
		if turnedAway(a.text("code")) {
			m.t.Errorf("%s: turned away, %d %s", what, a.status, a.body)
		}
	case a.status != status || code != "" && a.text("code") != code:
		m.t.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, code)
	}
	m.mustNotShow(what, p, a.body)
}

// send is call, which a stream would keep waiting.
func (m *matrix) send(l web.Line, path, bearer string) answer {
	m.t.Helper()
	if l.Path != "/api/stream" {
		return m.call(l.Method, path, bearer, bodies(l), "If-Match", "*")
	}
	ctx, hangUp := context.WithCancel(m.t.Context())
	defer hangUp()
	req, err := http.NewRequestWithContext(ctx, l.Method, m.url+path, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		return answer{res.StatusCode, res.Header, ""}
	}
	hangUp()
	return m.call(l.Method, path, bearer, "")
}

// closedOne is an enquiry that is closed and that nobody owns.
const closedOne = 3

// bodies are what a request must hold to be judged by more than its form.
func bodies(l web.Line) string {
	switch l.Method + " " + l.Path {
	case "POST /api/enquiries/{id}/reassign":
		return fmt.Sprintf(`{"userId":%d}`, spare)
	case "POST /api/enquiries/{id}/attempts":
		return `{"channel":"call","outcome":"no_answer"}`
	case "POST /api/enquiries/{id}/notes", "PATCH /api/enquiries/{id}/notes/{note}":
		return `{"text":"came by"}`
	case "POST /api/enquiries/{id}/merge":
		return fmt.Sprintf(`{"into":%d}`, closedOne)
	case "POST /api/enquiries/{id}/stage":
		return `{"stage":"applied"}`
	case "GET " + l.Path, "DELETE " + l.Path:
		return ""
	default:
		return "{}"
	}
}

// fresh is the number of a new object of a kind, for a request that is let in.
func (m *matrix) fresh(l web.Line, o object) string {
	switch {
	case o == ashas || o == rahuls || o == waiting:
		return m.enquiry(o)
	case o == unknown:
		return m.standing[unknown]
	case strings.HasPrefix(l.Path, "/api/keys/"):
		_, id := m.key(m.session(olga, time.Hour), asha, "export")
		return id
	case strings.HasPrefix(l.Path, "/api/users/"): // whatever becomes of them, nobody else needs them
		return m.query("INSERT INTO users (name, email, password_hash) VALUES ('Throwaway', concat(gen_random_uuid(), '@example.com'), 'x') RETURNING id")
	default:
		return "1"
	}
}

var otherID = regexp.MustCompile(`\{\w+\}`)

var secrets = regexp.MustCompile(`98\d{8}|secret(?:name|mail|words)\d{8}`)

// enquiry keeps a new enquiry of which every detail can be told apart in an
// answer, and returns its number.
func (m *matrix) enquiry(o object) string {
	m.t.Helper()
	m.made++
	words, phone := fmt.Sprintf("secretwords%08d, call 98%08d", m.made, m.made), fmt.Sprintf("+9198%08d", m.made)
	e, err := m.store.AddEnquiry(m.t.Context(), app.NewEnquiry{Phone: &phone, Name: fmt.Sprintf("X secretname%08d", m.made), Email: fmt.Sprintf("secretmail%08d@mail.example", m.made),
		CourseInterest: "NEET", Message: &words}, app.NewOp("matrix", "", []byte(words)))
	if err != nil {
		m.t.Fatal(err)
	}
	for person, owned := range ownedBy {
		if owned == o {
			_, err = m.app.Claim(m.t.Context(), app.Actor{User: app.User{ID: person, Role: app.Owner}, Op: app.NewOp("matrix", "", nil)}, e.ID)
		}
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return fmt.Sprint(e.ID)
}

// mustNotShow fails when an answer holds a contact detail, a name or words that
// its reader may not see as things stand after it.
func (m *matrix) mustNotShow(what string, p principal, body string) {
	m.t.Helper()
	shown := secrets.FindAllString(body, -1)
	if shown == nil {
		return
	}
	owners := map[string]int64{}
	rows, err := m.pool.QueryContext(m.t.Context(), "SELECT right(name, 8), coalesce(claimed_by, 0) FROM enquiries WHERE name LIKE 'X secret%'")
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		var owner int64
		if err := rows.Scan(&number, &owner); err != nil {
			m.t.Fatal(err)
		}
		owners[number] = owner
	}
	if err := rows.Err(); err != nil {
		m.t.Fatal(err)
	}
	for _, s := range shown {
		owner := owners[s[len(s)-8:]]
		if contact := !strings.HasPrefix(s, "secretname") && !strings.HasPrefix(s, "secretwords"); !m.maySee(p, owner, contact) {
			m.leaks++
			m.t.Errorf("%s: the answer shows %s of an enquiry that %d owns: %.400s", what, s, owner, body)
		}
	}
}
