package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func rawGet(url string) (string, error) {
	res, err := http.Get(url) //nolint:noctx // a test against its own server
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// step is one request of a scenario and what must come back.
type step struct {
	name    string
	as      string // whose token: "asha", "rahul", "" for nobody, or a token
	method  string
	path    string
	body    string
	headers []string
	status  int
	absent  string // must not appear in the answer
}

// scenario is the contract of the original service, line by line, as one
// conversation. The whole answers are in testdata/contract.
var scenario = []step{
	{name: "health", method: "GET", path: "/health", status: 200},
	{name: "register", method: "POST", path: "/api/auth/register", body: `{"name":"  Asha Patel ","email":" Asha@Example.com ","password":"secret1"}`, status: 201, absent: "secret1"},
	{name: "register-taken", method: "POST", path: "/api/auth/register", body: `{"name":"Another","email":"asha@example.com","password":"secret1"}`, status: 409},
	{name: "register-empty", method: "POST", path: "/api/auth/register", body: `{}`, status: 400},
	{name: "register-wrong", method: "POST", path: "/api/auth/register", body: `{"name":"A","email":"no","password":"short"}`, status: 400, absent: `"short"`},
	{name: "login", method: "POST", path: "/api/auth/login", body: `{"email":"ASHA@example.com","password":"secret1"}`, status: 200},
	{name: "login-wrong-password", method: "POST", path: "/api/auth/login", body: `{"email":"asha@example.com","password":"secret2"}`, status: 401},
	{name: "login-unknown", method: "POST", path: "/api/auth/login", body: `{"email":"nobody@example.com","password":"secret2"}`, status: 401},
	{name: "login-empty", method: "POST", path: "/api/auth/login", body: `{}`, status: 400},
	{name: "enquiry", method: "POST", path: "/api/enquiries/public", body: `{"name":" Alice Student ","email":"Alice@Student.com","courseInterest":" JavaScript Bootcamp ","message":" I want to learn "}`, status: 201, absent: "claimedBy"},
	{name: "enquiry-no-message", method: "POST", path: "/api/enquiries/public", body: `{"name":"Bob Learner","email":"bob@learner.com","courseInterest":"Python"}`, status: 201},
	{name: "enquiry-null-message", method: "POST", path: "/api/enquiries/public", body: `{"name":"Bob Learner","email":"bob@learner.com","courseInterest":"Python","message":null}`, status: 201},
	{name: "enquiry-form", method: "POST", path: "/api/enquiries/public", body: `name=Eve+Adams&email=eve%40example.com&courseInterest=Go`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 201},
	{name: "enquiry-empty", method: "POST", path: "/api/enquiries/public", body: `{}`, status: 400},
	{name: "enquiry-wrong", method: "POST", path: "/api/enquiries/public", body: `{"name":"A","email":"no","courseInterest":"  ","message":5}`, status: 400},
	{name: "unclaimed", as: "asha", method: "GET", path: "/api/enquiries/unclaimed", status: 200},
	{name: "unclaimed-page", as: "asha", method: "GET", path: "/api/enquiries/unclaimed?limit=1&offset=1", status: 200},
	{name: "unclaimed-clamped", as: "asha", method: "GET", path: "/api/enquiries/unclaimed?limit=0&offset=-4", status: 200},
	{name: "unclaimed-not-a-number", as: "asha", method: "GET", path: "/api/enquiries/unclaimed?limit=abc&offset=xyz", status: 200},
	{name: "unclaimed-far", as: "asha", method: "GET", path: "/api/enquiries/unclaimed?limit=999999&offset=9000", status: 200},
	{name: "unclaimed-no-token", method: "GET", path: "/api/enquiries/unclaimed", status: 401},
	{name: "claim", as: "asha", method: "POST", path: "/api/enquiries/1/claim", status: 200},
	{name: "claim-taken", as: "rahul", method: "POST", path: "/api/enquiries/1/claim", status: 409},
	{name: "claim-again", as: "asha", method: "POST", path: "/api/enquiries/1/claim", status: 409},
	{name: "claim-unknown", as: "asha", method: "POST", path: "/api/enquiries/99999/claim", status: 404},
	{name: "claim-bad-id", as: "asha", method: "POST", path: "/api/enquiries/12abc/claim", status: 400},
	{name: "claim-zero-id", as: "asha", method: "POST", path: "/api/enquiries/0/claim", status: 400},
	{name: "claim-no-token", method: "POST", path: "/api/enquiries/2/claim", status: 401},
	{name: "mine", as: "asha", method: "GET", path: "/api/enquiries/mine", status: 200},
	{name: "mine-empty", as: "rahul", method: "GET", path: "/api/enquiries/mine", status: 200},
	{name: "mine-no-token", method: "GET", path: "/api/enquiries/mine", status: 401},
	{name: "one", as: "rahul", method: "GET", path: "/api/enquiries/1", status: 200},
	{name: "unknown-route", method: "GET", path: "/x", status: 404},
	{name: "wrong-method", method: "PUT", path: "/api/enquiries/public", status: 404},
	{name: "route-with-slash", method: "GET", path: "/health/", status: 404},
	{name: "unknown-sort", as: "asha", method: "GET", path: "/api/enquiries/unclaimed?sort=password_hash", status: 400},
	{name: "body-not-json", method: "POST", path: "/api/enquiries/public", body: `{"name":`, status: 400},
	{name: "body-of-another-kind", method: "POST", path: "/api/enquiries/public", body: `<x/>`, headers: []string{"Content-Type", "text/xml"}, status: 415},
	{name: "body-too-large", method: "POST", path: "/api/enquiries/public", body: strings.Repeat("x", 70_000), status: 413},
}

func TestContractOfTheOriginalService(t *testing.T) {
	t.Parallel()
	d := open(t)
	var people map[string]string
	for _, s := range scenario {
		if s.name == "login" { // the first account was made by a step of its own
			people = map[string]string{"rahul": d.register("Rahul Rao", "rahul@example.com")}
		}
		before := d.rows()
		a := d.call(s.method, s.path, people[s.as], s.body, s.headers...)
		if a.status != s.status {
			t.Fatalf("%s: %d, want %d: %s", s.name, a.status, s.status, a.body)
		}
		if s.name == "login" {
			people["asha"] = a.text("data", "token")
		}
		if s.absent != "" && strings.Contains(a.body, s.absent) {
			t.Errorf("%s: the answer must not hold %q: %s", s.name, s.absent, a.body)
		}
		if a.header.Get("X-Request-Id") == "" {
			t.Errorf("%s: the answer has no X-Request-Id", s.name)
		}
		if s.status >= 400 && d.rows() != before {
			t.Errorf("%s: a refused request changed the database", s.name)
		}
		golden(t, "contract/"+s.name+".json", settled(a.body))
	}
}

// rows counts what the contract's routes can change; failed sign-ins change
// nothing and good ones only add sessions.
func (d *desk) rows() string {
	d.t.Helper()
	return d.query(`SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM enquiries),
		(SELECT count(*) FROM claims), (SELECT count(*) FROM events), (SELECT count(*) FROM sessions))`)
}

func TestTokensThatAreNotGood(t *testing.T) {
	t.Parallel()
	d := open(t)
	good := d.register("Asha Patel", "asha@example.com")
	mint := func(method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		s, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	soon, past := time.Now().Add(time.Hour).Unix(), time.Now().Add(-time.Hour).Unix()
	for _, c := range []struct {
		name, authorization, title, message string
	}{
		{"nothing", "", "Authentication required", "No token provided"},
		{"no Bearer", good, "Authentication required", "No token provided"},
		{"only Bearer", "Bearer ", "Authentication required", "No token provided"},
		{"nonsense", "Bearer abc", "Invalid token", ""},
		{"two words", "Bearer a b", "Invalid token", ""},
		{"expired", "Bearer " + mint(jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"userId": 1, "exp": past}), "Token expired", "Please login again"},
		{"expired and forged", "Bearer " + mint(jwt.SigningMethodHS256, []byte("another key of the same length, no?"), jwt.MapClaims{"userId": 1, "exp": past}), "Invalid token", ""},
		{"no exp", "Bearer " + mint(jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"userId": 1}), "Invalid token", ""},
		{"HS512", "Bearer " + mint(jwt.SigningMethodHS512, []byte(secret), jwt.MapClaims{"userId": 1, "exp": soon}), "Invalid token", ""},
		{"none", "Bearer " + mint(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, jwt.MapClaims{"userId": 1, "exp": soon}), "Invalid token", ""},
		{"somebody who is gone", "Bearer " + mint(jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"userId": 99, "exp": soon}), "Invalid token", "User not found"},
		{"an unknown session", "Bearer " + mint(jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"userId": 1, "sid": 99, "exp": soon}), "Invalid token", ""},
	} {
		headers := []string{"Authorization", c.authorization}
		if c.authorization == "" {
			headers = nil
		}
		a := d.call("GET", "/api/enquiries/mine", "", "", headers...)
		if a.status != 401 || a.text("error") != c.title || c.message != "" && a.text("message") != c.message {
			t.Errorf("%s: %d %s", c.name, a.status, a.body)
		}
	}
	elsewhere := mint(jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{"userId": 1, "exp": soon, "iat": time.Now().Unix()})
	if a := d.call("GET", "/api/enquiries/mine", elsewhere, ""); a.status != 200 {
		t.Errorf("a token that a client signed with the same key as the original's: %d %s", a.status, a.body)
	}
}
