package web_test

import (
	"bytes"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/password"
	"firstbell/app/seal"
	"firstbell/app/token"
	"firstbell/app/totp"
	"firstbell/web"
)

func otherTokens(t *testing.T) *token.Signer {
	t.Helper()
	s, err := token.New([]byte("another secret of the tests, as long as the one"), time.Hour, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// phone is an app that shows codes, on a clock of its own.
type phone struct {
	t    *testing.T
	seed []byte
	now  func() time.Time
}

func (p phone) code() string {
	p.t.Helper()
	code, err := totp.Code(p.seed, p.now())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

// setUp gives whoever the headers sign in a second factor.
func (d *desk) setUp(t *testing.T, c *clock, password string, headers ...string) (phone, []string) {
	t.Helper()
	a := d.call("POST", "/api/me/totp", "", `{"password":"`+password+`"}`, headers...)
	if a.status != 201 {
		t.Fatalf("begin: %d %s", a.status, a.body)
	}
	seed, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.text("data", "key"))
	if err != nil {
		t.Fatal(err)
	}
	p := phone{t, seed, c.now}
	if a := d.call("POST", "/api/me/totp/confirm", "", `{"code":"000000"}`, headers...); a.status != 400 {
		t.Fatalf("confirmed by a wrong code: %d %s", a.status, a.body)
	}
	a = d.call("POST", "/api/me/totp/confirm", "", `{"code":"`+p.code()+`"}`, headers...)
	var out struct {
		Data struct{ RecoveryCodes []string }
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.status != 200 || len(out.Data.RecoveryCodes) != 10 {
		t.Fatalf("confirm: %d %s", a.status, a.body)
	}
	c.pass(30 * time.Second) // that code is used
	return p, out.Data.RecoveryCodes
}

// post sends a request from beside the test and returns the status.
func (d *desk) post(path, body string) int {
	res, err := http.Post(d.url+path, "application/json", strings.NewReader(body)) //nolint:noctx // own server
	if err != nil {
		d.t.Error(err)
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func signInBody(code string) string {
	return `{"email":"asha@example.com","password":"secret1","code":"` + code + `"}`
}

func TestSecondFactorIsAskedForAtEveryDoor(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	cookie := d.signIn("asha@example.com", "secret1")
	d.query("UPDATE school SET name = repeat('शाला ', 50) RETURNING ''") // a QR code holds only so much
	if a := d.call("POST", "/api/me/totp", "", `{"password":"wrong"}`, "Cookie", cookie); a.status != 400 {
		t.Errorf("begun without the password: %d %s", a.status, a.body)
	}
	p, codes := d.setUp(t, &c, "secret1", "Cookie", cookie)
	for _, door := range []string{"/api/session", "/api/auth/login"} {
		for body, want := range map[string]string{`{"email":"asha@example.com","password":"secret1"}`: "code_needed", signInBody(""): "code_needed",
			signInBody("000000"): "code_wrong", signInBody("aaaa-bbbb-cccc-dddd"): "code_wrong",
			`{"email":"asha@example.com","password":"wrong","code":"` + p.code() + `"}`: "credentials"} {
			a := d.call("POST", door, "", body)
			if a.status != 401 || a.text("code") != want || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s: %d %s", door, body, a.status, a.body)
			}
		}
		if a := d.call("POST", door, "", signInBody(p.code())); a.status != 200 {
			t.Errorf("%s with a code: %d %s", door, a.status, a.body)
		}
		if a := d.call("POST", door, "", signInBody(p.code())); a.status != 401 || a.text("code") != "code_wrong" {
			t.Errorf("%s with the same code again: %d %s", door, a.status, a.body)
		}
		c.pass(30 * time.Second)
	}
	if a := d.call("POST", "/api/session", "", signInBody(codes[0])); a.status != 200 {
		t.Errorf("a recovery code: %d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/session", "", signInBody(codes[0])); a.status != 401 {
		t.Errorf("the same recovery code again: %d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/me/totp", "", `{"password":"secret1"}`, "Cookie", cookie); a.status != 409 {
		t.Errorf("set up a second time: %d %s", a.status, a.body)
	}
	for _, body := range []string{`{"password":"secret1"}`, `{"password":"secret1","code":"000000"}`, `{"password":"wrong","code":"` + p.code() + `"}`} {
		if a := d.call("DELETE", "/api/me/totp", "", body, "Cookie", cookie); a.status != 400 {
			t.Errorf("switched off by %s: %d %s", body, a.status, a.body)
		}
	}
	if a := d.call("DELETE", "/api/me/totp", "", `{"password":"secret1","code":"`+p.code()+`"}`, "Cookie", cookie); a.status != 200 {
		t.Errorf("switch off: %d %s", a.status, a.body)
	}
	d.signIn("asha@example.com", "secret1")
}

// TestOneCodeOneSignIn sends one code twenty times at once.
func TestOneCodeOneSignIn(t *testing.T) {
	t.Parallel()
	for name, pick := range map[string]func(phone, []string) string{
		"app":      func(p phone, _ []string) string { return p.code() },
		"recovery": func(_ phone, codes []string) string { return codes[3] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c clock
			// So many hashes at a time that they do not put the sign-ins in line.
			d := open(t, c.option, func(a *app.Desk, _ *web.Config) { a.Passwords = password.New(20) })
			d.register("Asha Patel", "asha@example.com")
			p, codes := d.setUp(t, &c, "secret1", "Cookie", d.signIn("asha@example.com", "secret1"))
			body := signInBody(pick(p, codes))
			statuses := make(chan int, 20)
			for range cap(statuses) {
				go func() { statuses <- d.post("/api/session", body) }()
			}
			n := map[int]int{}
			for range cap(statuses) {
				n[<-statuses]++
			}
			if n[200] != 1 || n[200]+n[401]+n[429] != cap(statuses) {
				t.Errorf("one code, twenty tries: %v", n)
			}
		})
	}
}

func TestWrongCodesAreCountedBeforeTheyAreLookedAt(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	p, codes := d.setUp(t, &c, "secret1", "Cookie", d.signIn("asha@example.com", "secret1"))
	for range 5 {
		if a := d.call("POST", "/api/session", "", signInBody("000000")); a.status != 401 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	for _, right := range []string{p.code(), codes[0]} {
		if a := d.call("POST", "/api/session", "", signInBody(right)); a.status != 429 || a.text("code") != "code_void" || a.header.Get("Retry-After") == "" {
			t.Errorf("a right code after five wrong ones: %d %s", a.status, a.body)
		}
	}
	c.pass(15 * time.Minute)
	if a := d.call("POST", "/api/session", "", signInBody(p.code())); a.status != 200 {
		t.Errorf("after a while: %d %s", a.status, a.body)
	}
}

func TestTheSchoolCanAskForASecondFactor(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	rahul := d.register("Rahul Rao", "rahul@example.com")
	owner := d.signIn("asha@example.com", "secret1")
	want := func(rule string, status int) {
		t.Helper()
		if a := d.call("PATCH", "/api/settings", "", `{"totpRequired":"`+rule+`"}`, "Cookie", owner); a.status != status {
			t.Fatalf("%s: %d %s", rule, a.status, a.body)
		}
	}
	want("everybody", 400) // the owner has none yet
	want("sometimes", 400)
	_, _ = d.setUp(t, &c, "secret1", "Cookie", owner)
	want("owners", 200)
	if a := d.call("GET", "/api/enquiries/unclaimed", rahul, ""); a.status != 200 {
		t.Errorf("a counsellor where owners need one: %d", a.status)
	}
	want("everybody", 200)
	if a := d.call("GET", "/api/enquiries/unclaimed", rahul, ""); a.status != 403 || a.text("code") != "factor_needed" {
		t.Errorf("a counsellor without one: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.status != 200 || a.text("data", "secondFactor", "needed") != "true" {
		t.Errorf("who am I: %d %s", a.status, a.body)
	}
	_, _ = d.setUp(t, &c, "secret1", "Authorization", "Bearer "+rahul)
	if a := d.call("GET", "/api/enquiries/unclaimed", rahul, ""); a.status != 200 {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
}

func TestAnOwnerClearsALostSecondFactor(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner, rahul := d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	_, _ = d.setUp(t, &c, "secret1", "Authorization", "Bearer "+rahul)
	_, _ = d.setUp(t, &c, "secret1", "Authorization", "Bearer "+owner)
	for path, want := range map[string]int{"/api/users/1/totp": 403, "/api/users/9/totp": 400, "/api/users/x/totp": 400} {
		if a := d.call("DELETE", path, owner, ""); a.status != want {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := d.call("DELETE", "/api/users/1/totp", rahul, ""); a.status != 403 {
		t.Errorf("a counsellor clears the owner's: %d", a.status)
	}
	if a := d.call("DELETE", "/api/users/2/totp", owner, ""); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.status != 401 {
		t.Errorf("the session of whose factor was cleared: %d", a.status)
	}
	d.signIn("rahul@example.com", "secret1")
	if n := d.query("SELECT count(*) FROM recovery_codes WHERE user_id = 2"); n != "0" {
		t.Errorf("%s recovery codes are left", n)
	}
}

// TestTheDatabaseDoesNotTellTheSeed reads every row of every table.
func TestTheDatabaseDoesNotTellTheSeed(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	p, codes := d.setUp(t, &c, "secret1", "Cookie", d.signIn("asha@example.com", "secret1"))
	dump := []byte(d.query(`SELECT string_agg(query_to_xml('SELECT * FROM ' || quote_ident(table_name), true, false, '')::text, E'\n')
		FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`))
	if !bytes.Contains(dump, []byte("asha@example.com")) {
		t.Fatal("the dump holds nothing")
	}
	key := base32.StdEncoding.EncodeToString(p.seed)
	b64, err := json.Marshal(p.seed)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{key, hex.EncodeToString(p.seed), string(b64[1 : len(b64)-1]), codes[0], codes[0][:9]} {
		if bytes.Contains(bytes.ToLower(dump), bytes.ToLower([]byte(secret))) {
			t.Errorf("the database tells %q", secret)
		}
	}
}

func sealKeys(t *testing.T, current string, older ...string) *seal.Keys {
	t.Helper()
	var old [][]byte
	for _, o := range older {
		old = append(old, []byte(o))
	}
	k, err := seal.New([]byte(current), old...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestRotatedKeys: after new keys old tokens are dead, browsers and second
// factors go on; and without the old key nothing is changed at all.
func TestRotatedKeys(t *testing.T) {
	t.Parallel()
	const next, lost = "the next instance key of the tests, long enough", "a key that does not fit anything of this desk"
	var c clock
	d := open(t, c.option)
	token := d.register("Asha Patel", "asha@example.com")
	cookie := d.signIn("asha@example.com", "secret1")
	p, _ := d.setUp(t, &c, "secret1", "Cookie", cookie)
	sealed := func() string { return d.query("SELECT encode(seed, 'hex') FROM totp") }
	before := sealed()
	if _, err := app.RotateKeys(t.Context(), d.store, sealKeys(t, next, lost), c.now()); !errors.Is(err, seal.ErrKey) || sealed() != before {
		t.Errorf("without the old key: %v", err)
	}
	if a := d.call("GET", "/api/me", token, ""); a.status != 200 {
		t.Errorf("a token after a refusal: %d", a.status)
	}
	if n, err := app.RotateKeys(t.Context(), d.store, sealKeys(t, next, secret), c.now()); n != 1 || err != nil || sealed() == before {
		t.Fatalf("%d, %v", n, err)
	}
	if n, err := app.LostKeys(t.Context(), d.store, sealKeys(t, secret)); n != 1 || err != nil {
		t.Errorf("the old key still fits: %d, %v", n, err)
	}
	d.serve(c.option, func(a *app.Desk, _ *web.Config) { a.Sealer, a.Tokens = sealKeys(t, next), otherTokens(t) })
	if a := d.call("GET", "/api/me", token, ""); a.status != 401 {
		t.Errorf("an old token: %d", a.status)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", cookie); a.status != 200 {
		t.Errorf("a browser: %d", a.status)
	}
	if a := d.call("POST", "/api/session", "", signInBody(p.code())); a.status != 200 {
		t.Errorf("the second factor: %d %s", a.status, a.body)
	}
	c.pass(30 * time.Second)
	d.serve(c.option, func(a *app.Desk, _ *web.Config) { a.Sealer = sealKeys(t, lost) })
	if a := d.call("POST", "/api/session", "", signInBody(p.code())); a.status != 503 || a.text("code") != "factor_key" {
		t.Errorf("where the key is lost: %d %s", a.status, a.body)
	}
}
