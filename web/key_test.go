package web_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// key makes an API key of some scopes, which acts for a person, and returns it
// and its number.
func (d *desk) key(owner string, person int, scopes ...string) (secret, id string) {
	d.t.Helper()
	a := d.call("POST", "/api/keys", owner, fmt.Sprintf(`{"name":"Website","days":30,"userId":%d,"scopes":["%s"]}`, person, strings.Join(scopes, `","`)))
	if a.status != 201 {
		d.t.Fatalf("make a key: %d %s", a.status, a.body)
	}
	return a.text("data", "secret"), a.text("data", "key", "id")
}

func TestKeysAreMadeByOwnersAndShownOnce(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	body := `{"name":" Website ","scopes":["enquiries:create","enquiries:create"],"days":365}`
	first := d.want("make", d.call("POST", "/api/keys", owner, body, "Idempotency-Key", "k1"), 201, "")
	secret := first.text("data", "secret")
	if len(secret) != 49 || !strings.HasPrefix(secret, first.text("data", "key", "prefix")) || first.text("data", "key", "scopes") != `["enquiries:create"]` ||
		first.text("data", "key", "name") != "Website" || first.text("data", "key", "person", "name") != "Olga Owner" {
		t.Errorf("made: %s", first.body)
	}
	again := d.want("made again", d.call("POST", "/api/keys", owner, body, "Idempotency-Key", "k1"), 201, "")
	if again.text("data", "secret") != "null" || again.text("data", "key") != first.text("data", "key") {
		t.Errorf("the repeated answer is %s", again.body)
	}
	if list := d.call("GET", "/api/keys", owner, ""); strings.Contains(list.body, secret) || strings.Count(list.body, `"prefix"`) != 1 {
		t.Errorf("the list: %s", list.body)
	}
	for _, table := range []string{"api_keys", "ops", "events"} {
		if n := d.query("SELECT count(*) FROM " + table + " AS t WHERE t::text LIKE '%" + secret[12:] + "%'"); n != "0" {
			t.Errorf("%s rows of %s hold the key in clear", n, table)
		}
	}
	for _, bad := range []string{
		`{"name":"x","scopes":["enquiries:read"]}`,
		`{"name":"x","scopes":["enquiries:read"],"days":366}`,
		`{"name":"x","scopes":["enquiries:read"],"days":0}`,
		`{"name":"x","scopes":[],"days":9}`,
		`{"name":"x","scopes":["everything"],"days":9}`,
		`{"name":"","scopes":["export"],"days":9}`,
		`{"name":"x","scopes":["export"],"days":9,"userId":99}`,
		`{"name":"x","scopes":"export","days":9}`,
	} {
		d.want(bad, d.call("POST", "/api/keys", owner, bad), 400, "")
	}
	d.query("UPDATE users SET role = 'front_desk' WHERE id = 3 RETURNING ''")
	d.want("claiming for the front desk", d.call("POST", "/api/keys", owner, `{"name":"x","scopes":["enquiries:claim"],"days":9,"userId":3}`), 400, "holds_none")
	d.want("a counsellor", d.call("POST", "/api/keys", asha, body), 403, "owner_only")
	if n := d.query("SELECT count(*) FROM api_keys"); n != "1" {
		t.Errorf("%s keys were kept", n)
	}
}

func TestKeyDoesWhatItsScopesSay(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	create, createID := d.key(owner, 1, "enquiries:create")
	read, _ := d.key(owner, 1, "enquiries:read")
	claim, claimID := d.key(owner, 3, "enquiries:claim")
	sent := d.want("send", d.call("POST", "/api/enquiries/public", create, meera), 201, "")
	path := "/api/enquiries/" + sent.text("data", "id")
	refused := d.want("read with a key that creates", d.call("GET", path, create, ""), 403, "key_scope")
	if refused.text("details", "scope") != "enquiries:read" || !strings.Contains(refused.text("message"), "enquiries:read") {
		t.Errorf("the refusal does not name the scope: %s", refused.body)
	}
	d.want("send with a key that reads", d.call("POST", "/api/enquiries/public", read, meera), 403, "key_scope")
	d.want("claim with a key that reads", d.call("POST", path+"/claim", read, ""), 403, "key_scope")
	d.want("what only people do", d.call("GET", "/api/me", read, ""), 403, "key_never")
	d.want("make a key with a key of the owner", d.call("POST", "/api/keys", read, `{}`), 403, "key_never")
	if a := d.want("read", d.call("GET", path, read, ""), 200, ""); a.text("data", "enquiry", "email") != "m@example.com" {
		t.Errorf("read: %s", a.body)
	}
	d.want("the queue", d.call("GET", "/api/enquiries/unclaimed", read, ""), 200, "")
	d.want("the team", d.call("GET", "/api/users", read, ""), 200, "")
	mine := d.want("claim", d.call("POST", path+"/claim", claim, ""), 200, "")
	if mine.text("data", "enquiry", "claimedBy") != "3" || mine.text("data", "enquiry", "email") != "m@example.com" {
		t.Errorf("claimed: %s", mine.body)
	}
	if a := d.want("its person", d.call("GET", path, rahul, ""), 200, ""); a.text("data", "enquiry", "masked") != "false" {
		t.Errorf("the key's person: %s", a.body)
	}
	history := d.query("SELECT string_agg(concat_ws('|', kind, coalesce(actor_id, 0), coalesce(key_id, 0)), ' ' ORDER BY id) FROM events")
	if want := "received|0|" + createID + " claimed|3|" + claimID; history != want {
		t.Errorf("the history is %q, want %q", history, want)
	}
	d.want("taking it from its person", d.call("POST", path+"/reassign", asha, `{"userId":2}`), 403, "not_holder")
	d.want("put back", d.call("POST", path+"/release", claim, ""), 200, "")
	d.want("a key has no role: an owner's key moves what others hold", d.call("POST", path+"/claim", asha, ""), 200, "")
	ownerClaims, _ := d.key(owner, 1, "enquiries:claim")
	d.want("as its person alone", d.call("POST", path+"/release", ownerClaims, ""), 403, "not_holder")
	d.query("UPDATE users SET role = 'front_desk' WHERE id = 3 RETURNING ''")
	d.want("its person holds none any more", d.call("POST", path+"/claim", claim, ""), 403, "key_scope")
}

func TestKeyIsDeadAtOnce(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	read := func(key string) answer { return d.call("GET", "/api/enquiries/unclaimed", key, "") }
	for code, kill := range map[string]func(id string){
		"key_revoked": func(id string) { d.want("revoke", d.call("DELETE", "/api/keys/"+id, owner, ""), 200, "") },
		"key_expired": func(id string) {
			d.query("UPDATE api_keys SET created_at = now() - interval '31 days', expires_at = now() - interval '1 second' WHERE id = $1 RETURNING ''", id)
		},
	} {
		key, id := d.key(owner, 2, "enquiries:read")
		d.want("while it is good", read(key), 200, "")
		kill(id)
		d.want(code, read(key), 401, code)
		d.want("in public, too", d.call("POST", "/api/enquiries/public", key, meera), 401, code)
	}
	key, _ := d.key(owner, 2, "enquiries:read")
	d.query("UPDATE users SET active = false WHERE id = 2 RETURNING ''")
	d.want("its person is gone", read(key), 401, "key_orphaned")
	d.want("revoking nothing", d.call("DELETE", "/api/keys/99", owner, ""), 404, "key_not_found")
	for _, bad := range []string{key[:48], key + "0", key[:20] + "x" + key[21:], "fb_", "fb_" + strings.Repeat("0", 46), strings.Replace(key, "fb_", "FB_", 1)} {
		if a := read(bad); a.status != 401 {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
}

// A key that is taken away does not go on listening.
func TestKeyListensToTheStream(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	key, _ := d.key(owner, 2, "enquiries:read")
	lines := d.listen(t.Context(), key, "")
	await(t, lines, "retry:")
	id := d.enquire("Meera Nair")
	d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
	await(t, lines, "data:", `"kind":"claimed"`)
}

func TestKeyHasARateAndItsUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	now.Store(time.Now().UnixNano())
	clock := func() time.Time { return time.Unix(0, now.Load()) }
	d, owner, asha, _ := team(t, func(a *app.Desk, _ *web.Config) { a.Now, a.KeyRate = clock, app.NewKeyRate(clock) })
	key, id := d.key(owner, 1, "enquiries:read")
	other, _ := d.key(owner, 1, "enquiries:read")
	used := func() string { return d.query("SELECT concat(used_at, ' ', xmin) FROM api_keys WHERE id = $1", id) }
	read := func(key string) answer { return d.call("GET", "/api/users", key, "") }
	d.want("the first", read(key), 200, "")
	first := used()
	for range 119 {
		d.want("one of 120", read(key), 200, "")
	}
	if used() != first {
		t.Error("the last use is written more than once a minute")
	}
	if a := d.want("one too many", read(key), 429, "rate"); a.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
	}
	d.want("another key", read(other), 200, "")
	d.want("a person", read(asha), 200, "")
	now.Add(int64(time.Second))
	d.want("a second later", read(key), 200, "")
	d.want("and another", read(key), 200, "")
	d.want("and no more", read(key), 429, "rate")
	now.Add(int64(time.Minute))
	d.want("a minute later", read(key), 200, "")
	if used() == first {
		t.Error("a minute later the use is not written")
	}
}
