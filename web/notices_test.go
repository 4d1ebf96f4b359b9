package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/push"
	"firstbell/app/push/pushtest"
	"firstbell/app/seal"
	"firstbell/web"
)

// noticing lets a desk send notices, with the key that it makes at its start.
func noticing(t *testing.T, d *desk, s *pushtest.Service) push.Key {
	t.Helper()
	key, err := app.OpenPushKey(t.Context(), d.store, d.app.Sealer)
	if err != nil {
		t.Fatal(err)
	}
	d.app.Push = &push.Service{Key: key, Contact: "desk@school.example", Client: s.Client()}
	d.app.Outbox = app.NewOutbox()
	return key
}

// subscribe adds a device and returns its number.
func (d *desk) subscribe(t *testing.T, s *pushtest.Service, token, path string) string {
	t.Helper()
	p := s.Device(t, path)
	a := d.want("subscribe", d.call("POST", "/api/me/devices", token, fmt.Sprintf(`{"endpoint":%q,"p256dh":%q,"auth":%q}`, p.Endpoint, p.P256dh, p.Auth)), 201, "")
	return a.text("data", "id")
}

// shown are the notices of a device, the oldest first.
func shown(s *pushtest.Service, path string) (list []string) {
	for _, n := range s.Notices() {
		if n.Path == path {
			list = append(list, n.Body)
		}
	}
	return list
}

// A new enquiry shows on the devices of those who may take it, with what each may
// see, and is taken away when somebody claims it. A device gets nothing when its
// person is signed out, wants no notices, or sleeps.
func TestNoticesOnDevices(t *testing.T) {
	t.Parallel()
	service := pushtest.Start(t)
	d, owner, _, _ := team(t)
	noticing(t, d, service)
	for _, id := range []string{"2", "3"} {
		d.want("role", d.call("PATCH", "/api/users/"+id, owner, `{"role":"counsellor"}`), 200, "")
	}
	asha, rahul := d.login("asha@example.com"), d.login("rahul@example.com")
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	d.subscribe(t, service, owner, "/owner")
	d.subscribe(t, service, asha, "/asha")
	phone := d.subscribe(t, service, rahul, "/rahul")
	sending(t, d.app, t.Context())
	settle := func() { t.Helper(); d.app.Outbox.Posted(); d.waitQuery("0", underWay) }
	send := func(message string) {
		t.Helper()
		d.want("an enquiry", d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"`+strings.ToLower(message[:3])+`@example.com","courseInterest":"NEET","message":"`+message+`"}`), 201, "")
		settle()
	}
	send("Are there weekend batches?")
	if got := shown(service, "/owner"); len(got) != 1 || got[0] != `{"title":"Meera Nair, NEET","body":"“Are there weekend batches?” Nobody has claimed it.","path":"/inbox/1","tag":"e1"}` {
		t.Errorf("an owner: %q", got)
	}
	if got := shown(service, "/asha"); len(got) != 1 || got[0] != `{"title":"M., NEET","body":"Nobody has claimed it.","path":"/inbox/1","tag":"e1"}` {
		t.Errorf("masked: %q", got)
	}
	d.want("claim", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	d.waitQuery("3", "SELECT count(*) FROM outbox WHERE kind = 'withdrawn' AND via = 'push' AND result = 'sent'")
	for _, path := range []string{"/owner", "/asha", "/rahul"} {
		if got := shown(service, path); len(got) != 2 || got[1] != `{"close":"e1"}` {
			t.Errorf("withdrawn on %s: %q", path, got)
		}
	}

	d.want("not wanted", d.call("PATCH", "/api/me/notices", asha, `{"pushOff":["new_enquiry"]}`), 200, "")
	now := time.Now().UTC()
	quiet := fmt.Sprintf(`{"quietFrom":%q,"quietUntil":%q,"sound":true}`, now.Add(-time.Hour).Format("15:04"), now.Add(time.Hour).Format("15:04"))
	d.want("quiet", d.call("PATCH", "/api/me/notices", rahul, quiet), 200, "")
	d.want("half", d.call("PATCH", "/api/me/notices", rahul, `{"quietUntil":""}`), 400, "invalid_input")
	send("two")
	if len(shown(service, "/asha")) != 2 || len(shown(service, "/rahul")) != 2 || len(shown(service, "/owner")) != 3 {
		t.Errorf("who is not to be told: %q %q", shown(service, "/asha"), shown(service, "/rahul"))
	}
	d.want("test", d.call("POST", "/api/me/devices/"+phone+"/test", rahul, ""), 200, "")
	d.want("test of another's", d.call("POST", "/api/me/devices/"+phone+"/test", asha, ""), 404, "device_not_found")
	d.want("removing another's", d.call("DELETE", "/api/me/devices/"+phone, asha, ""), 404, "device_not_found")
	settle()
	if got := shown(service, "/rahul"); len(got) != 3 || !strings.Contains(got[2], "It works") {
		t.Errorf("test: %q", got)
	}

	d.want("signed out", d.call("DELETE", "/api/users/1/sessions", owner, ""), 200, "")
	before := len(service.Notices())
	send("three")
	if got := len(service.Notices()) - before; got != 0 {
		t.Errorf("%d notices for who is signed out", got)
	}
}

// A service that is down gets the notice later; a device that is gone is
// forgotten, and its person gets mails again.
func TestDevicesThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	service := pushtest.Start(t)
	d, owner, _, _ := team(t)
	noticing(t, d, service)
	d.subscribe(t, service, owner, "/owner")
	sending(t, d.app, t.Context())
	service.Answer(503)
	d.enquire("Meera Nair")
	d.waitQuery("1", "SELECT count(*) FROM outbox WHERE kind = 'new_enquiry' AND answer LIKE '503%' AND ended_at IS NULL")
	service.Answer(201)
	if err := d.exec("UPDATE outbox SET due_at = now() WHERE kind = 'new_enquiry'"); err != nil {
		t.Fatal(err)
	}
	d.app.Outbox.Posted()
	d.waitQuery("sent 2", "SELECT coalesce(result, '') || ' ' || tries FROM outbox WHERE kind = 'new_enquiry'")
	service.Answer(410)
	d.enquire("Sana Qureshi")
	d.waitQuery("0", "SELECT count(*) FROM push_devices")
	d.waitQuery("dropped", "SELECT coalesce(result, '') FROM outbox WHERE kind = 'new_enquiry' AND enquiry_id = 2")
}

// A device has to be a browser that is signed in, and its address that of a push
// service.
func TestWhatIsNoDevice(t *testing.T) {
	t.Parallel()
	service := pushtest.Start(t)
	d, owner, _, _ := team(t)
	noticing(t, d, service)
	p := service.Device(t, "/one")
	before := d.state()
	for what, body := range map[string]string{
		"http":     fmt.Sprintf(`{"endpoint":"http://push.example/x","p256dh":%q,"auth":%q}`, p.P256dh, p.Auth),
		"a user":   fmt.Sprintf(`{"endpoint":"https://a:b@push.example/x","p256dh":%q,"auth":%q}`, p.P256dh, p.Auth),
		"no key":   fmt.Sprintf(`{"endpoint":%q,"p256dh":"AAAA","auth":%q}`, p.Endpoint, p.Auth),
		"no auth":  fmt.Sprintf(`{"endpoint":%q,"p256dh":%q,"auth":"x"}`, p.Endpoint, p.P256dh),
		"no point": fmt.Sprintf(`{"endpoint":%q,"p256dh":%q,"auth":%q}`, p.Endpoint, strings.Repeat("A", 87), p.Auth),
	} {
		d.want(what, d.call("POST", "/api/me/devices", owner, body), 400, "invalid_input")
	}
	if d.state() != before {
		t.Error("a refused device has changed something")
	}
}

// The key that signs notices is made once, is sealed in the database, and stays
// the same when the keys of the desk are made anew.
func TestTheKeyOfNotices(t *testing.T) {
	t.Parallel()
	d := open(t, func(*app.Desk, *web.Config) {})
	first, err := app.OpenPushKey(t.Context(), d.store, d.app.Sealer)
	if err != nil {
		t.Fatal(err)
	}
	again, err := app.OpenPushKey(t.Context(), d.store, d.app.Sealer)
	if err != nil || again != first {
		t.Errorf("another key: %v", err)
	}
	if strings.Contains(d.query("SELECT k::text FROM push_key k"), first.Private) {
		t.Error("the secret half is in the database")
	}
	newer, err := seal.New([]byte("another secret of the tests, long enough"), []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.RotateKeys(t.Context(), d.store, newer, time.Now()); err != nil {
		t.Fatal(err)
	}
	alone, err := seal.New([]byte("another secret of the tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	if rotated, err := app.OpenPushKey(t.Context(), d.store, alone); err != nil || rotated != first {
		t.Errorf("after new keys: %v", err)
	}
}
