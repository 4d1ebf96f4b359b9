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
	for _, name := range []string{"Asha", "Rahul", "Fred", "Gone", "Spare"} {
		d.register(name+" Person", strings.ToLower(name)+"@example.com")
	}
	d.query("UPDATE users SET role = 'front_desk' WHERE id = $1 RETURNING ''", fred)
	m.principals = []principal{
		{name: "nobody", dead: "no_token"},
		{name: "owner", person: olga, role: app.Owner},
		{name: "Asha", person: asha, role: app.Counsellor},
		{name: "Rahul", person: rahul, role: app.Counsellor},
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
	path := strings.NewReplacer("{id}", number, "{note}", m.standing[unknown]).Replace(l.Path)
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

// bodies are what a request must hold to be judged by more than its form.
func bodies(l web.Line) string {
	switch l.Method + " " + l.Path {
	case "POST /api/enquiries/{id}/reassign":
		return fmt.Sprintf(`{"userId":%d}`, spare)
	case "POST /api/enquiries/{id}/attempts":
		return `{"channel":"call","outcome":"no_answer"}`
	case "POST /api/enquiries/{id}/notes", "PATCH /api/enquiries/{id}/notes/{note}":
		return `{"text":"came by"}`
	case "POST /api/enquiries/{id}/stage":
		return `{"stage":"applied"}`
	case "GET " + l.Path, "DELETE " + l.Path:
		return ""
	default:
		return "{}"
	}
}

func turnedAway(code string) bool {
	return slices.Contains([]string{"no_token", "token_invalid", "token_expired", "user_gone", "role", "owner_only", "cross_site",
		"key_unknown", "key_revoked", "key_expired", "key_orphaned", "key_never", "key_scope"}, code)
}

// expected is what the table says, and where it lets somebody in, the rules
// about objects; 0 where neither says more than that they are let in.
func (m *matrix) expected(l web.Line, p principal, o object) (status int, code string, byTable bool) {
	keyCounts := l.Roles != nil || l.Scope != "" // elsewhere nobody looks at it
	switch {
	case p.isKey() && keyCounts && p.dead != "":
		return 401, p.dead, true
	case p.isKey() && keyCounts && l.Scope == "":
		return 403, "key_never", true
	case p.isKey() && keyCounts && !p.may(l.Scope):
		return 403, "key_scope", true
	case p.isKey() || l.Roles == nil:
	case p.dead != "":
		return 401, p.dead, true
	case !slices.Contains(l.Roles, p.role) && slices.Contains(l.Roles, app.Counsellor):
		return 403, "role", true
	case !slices.Contains(l.Roles, p.role):
		return 403, "owner_only", true
	}
	if !strings.HasPrefix(l.Path, "/api/enquiries/{id}") {
		return 0, "", l.Roles == nil && l.Scope == ""
	}
	rule, known := objectRules[l.Method+" "+strings.TrimPrefix(l.Path, "/api/enquiries/{id}")]
	if !known {
		m.t.Fatalf("%s %s: add to objectRules what becomes of a request, by whom the enquiry belongs to", l.Method, l.Path)
	}
	status, code = rule(m, p, o)
	return status, code, false
}

// objectRules say what becomes of a request of somebody who is let in, by what
// they are to the enquiry.
var objectRules = map[string]func(*matrix, principal, object) (int, string){
	"GET ":            readable,
	"POST /looking":   readable,
	"DELETE /looking": func(*matrix, principal, object) (int, string) { return 200, "" }, // nobody looks at what is not there
	"POST /claim": func(m *matrix, p principal, o object) (int, string) {
		switch {
		case m.mode == app.NextOnly && p.role != app.Owner:
			return 403, "next_only"
		case o == unknown:
			return 404, "enquiry_not_found"
		case o != waiting:
			return 409, "claimed"
		}
		return 200, ""
	},
	"POST /release": func(_ *matrix, p principal, o object) (int, string) { return movable(p, o, false) },
	"POST /reassign": func(_ *matrix, p principal, o object) (int, string) {
		return movable(p, o, p.role == app.Owner || p.role == app.FrontDesk)
	},
	"PATCH ":       workable,
	"POST /stage":  workable,
	"POST /reopen": workable,
	"POST /attempts": func(m *matrix, p principal, o object) (int, string) {
		status, code := workable(m, p, o)
		if o == waiting {
			return 409, "not_claimed" // nobody is there to follow it up
		} else if status == 200 {
			status = 201
		}
		return status, code
	},
	"GET /events": readable,
	"POST /notes": func(m *matrix, p principal, o object) (int, string) {
		if o == unknown {
			return readable(m, p, o)
		}
		return 201, ""
	},
	"PATCH /notes/{note}": func(m *matrix, p principal, o object) (int, string) {
		if o == unknown {
			return readable(m, p, o)
		}
		return 404, "not_found"
	},
}

// workable says who works what: the owner of the desk everything, others what
// they own.
func workable(_ *matrix, p principal, o object) (int, string) {
	switch {
	case o == unknown:
		return 404, "enquiry_not_found"
	case p.role == app.Owner || o == ownedBy[p.person] && o != none:
		return 200, ""
	case o == waiting:
		return 409, "not_claimed"
	}
	return 403, "not_holder"
}

func readable(_ *matrix, _ principal, o object) (int, string) {
	if o == unknown {
		return 404, "enquiry_not_found"
	}
	return 200, ""
}

// movable says who moves what: the owner of the desk everything that has an
// owner, others what they own, and some what nobody owns.
func movable(p principal, o object, fromQueue bool) (int, string) {
	switch {
	case o == unknown:
		return 404, "enquiry_not_found"
	case o == waiting && fromQueue:
		return 200, ""
	case o == waiting:
		return 409, "not_held"
	case p.role == app.Owner || p.role != app.FrontDesk && o == ownedBy[p.person]:
		return 200, ""
	}
	return 403, "not_holder"
}

var ownedBy = map[int64]object{asha: ashas, rahul: rahuls}

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
	default:
		return fmt.Sprint(spare)
	}
}

var secrets = regexp.MustCompile(`98\d{8}|secret(?:name|mail|words)\d{8}`)

// enquiry keeps a new enquiry of which every detail can be told apart in an
// answer, and returns its number.
func (m *matrix) enquiry(o object) string {
	m.t.Helper()
	m.made++
	words := fmt.Sprintf("secretwords%08d, call 98%08d", m.made, m.made)
	e, err := m.store.AddEnquiry(m.t.Context(), app.NewEnquiry{Name: fmt.Sprintf("X secretname%08d", m.made), Email: fmt.Sprintf("secretmail%08d@mail.example", m.made),
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

// maySee says whether somebody may see a detail of an enquiry.
func (m *matrix) maySee(p principal, owner int64, contact bool) bool {
	reads := p.role != "" || p.may(app.ScopeRead)
	switch {
	case p.dead != "":
		return false
	case p.role == app.Owner:
		return true
	case owner == 0:
		return reads && m.mode == app.OpenList
	case owner == p.person:
		return reads || p.may(app.ScopeClaim)
	case p.may(app.ScopeRead):
		return true
	default:
		return reads && !contact
	}
}

// state is a hash over everything that is kept, as (*desk).state.
func (m *matrix) state() string {
	m.t.Helper()
	if m.stateQuery == "" {
		m.stateQuery = m.query(stateQuery)
	}
	var state string
	if err := m.pool.QueryRowContext(m.t.Context(), m.stateQuery).Scan(&state); err != nil {
		m.t.Fatal(err)
	}
	return state
}

// state is a hash over everything that is kept, but for sessions, which tests
// open themselves, for when something was last used, and for the audit log,
// which tells of refusals.
func (d *desk) state() string {
	d.t.Helper()
	return d.query(d.query(stateQuery))
}

// stateQuery writes the query that hashes every table there is.
const stateQuery = `SELECT 'SELECT ' || string_agg(format(
	$q$coalesce((SELECT md5(string_agg(row, '' ORDER BY row)) FROM
	   (SELECT (to_jsonb(t) - '{used_at,seen_at,last_seen_at,last_used_at}'::text[])::text AS row FROM %I t) AS rows), '-')$q$, tablename), ' || ' ORDER BY tablename)
	FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sessions' AND tablename NOT LIKE 'audit%'`
