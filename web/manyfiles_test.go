package web_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/app/mail"
	"firstbell/app/mail/mailtest"
	"firstbell/app/push/pushtest"
)

// The fifth file that one person takes away on a day of the school's is told to every
// owner, each in their language, once a day; whatever files they are, and also when
// programs take them for the person.
func TestOwnersAreToldOfManyFiles(t *testing.T) {
	t.Parallel()
	server, service, c := mailtest.Start(t, mail.None), pushtest.Start(t), &clock{}
	d, owner, _, _ := team(t, mailing(server.Sender()), c.option)
	noticing(t, d, service)
	d.want("another owner", d.call("PATCH", "/api/users/2", owner, `{"role":"owner"}`), 200, "")
	d.query("UPDATE users SET language = 'hi' WHERE id = 2 RETURNING ''")
	d.query("UPDATE school SET time_zone = $1 RETURNING ''", beforeMidnight(time.Now()))
	d.enquire("Meera")
	sending(t, d.app, t.Context())
	d.app.Outbox.Posted()
	d.waitQuery("0", underWay)
	key, _ := d.key(owner, 1, "export")
	files := []func() answer{
		func() answer { return d.call("GET", "/api/enquiries/export?format=csv", owner, "") },
		func() answer { return d.call("GET", "/api/audit?format=csv", owner, "") },
		func() answer { return d.call("GET", "/api/enquiries/export?format=csv", key, "") },
		func() answer { return d.call("POST", "/api/privacy/export", owner, `{"enquiry":1}`) },
	}
	told := func() string {
		return d.query("SELECT concat_ws(' ', count(*), max(actor_id), max(object_kind), max(object_id)) FROM audit WHERE action = 'many_files_taken'") +
			d.query("SELECT concat_ws(' ', ', letters', count(*), count(*) FILTER (WHERE via = 'push')) FROM outbox WHERE kind = 'many_files'")
	}
	take := func(n int) {
		t.Helper()
		for i := range n {
			d.want("a file", files[i%len(files)](), 200, "")
		}
	}
	take(4)
	c.pass(time.Hour) // the next day begins
	owner = d.login("olga@example.com")
	d.subscribe(t, service, owner, "/owner")
	take(4)
	if got := told(); got != "0, letters 0 0" {
		t.Errorf("four files on each of two days: %s", got)
	}
	take(3)
	if got := told(); got != "1 1 user 1, letters 3 1" {
		t.Errorf("seven files on one day: %s", got)
	}
	english, hindi := d.whole(t, server, "olga@example.com"), mails(t, server, "asha@example.com")
	if got := english[len(english)-1]; got.Subject != "Olga Owner has taken 5 files away in one day" || !strings.Contains(got.Text, "/audit") || !strings.Contains(got.Text, "audit log says what was in them") {
		t.Errorf("in English: %+v", got)
	}
	if got := hindi[len(hindi)-1]; got.Subject != "Olga Owner ने एक दिन में 5 फ़ाइलें सेव की हैं" || !strings.Contains(got.Text, "बहुत लोगों की जानकारी") {
		t.Errorf("in Hindi: %+v", got)
	}
	if got := shown(service, "/owner"); !strings.Contains(got[len(got)-1], `"title":"Olga Owner has taken 5 files away in one day"`) || !strings.Contains(got[len(got)-1], `"path":"/audit"`) {
		t.Errorf("on a device: %q", got)
	}
	d.want("none of the choices", d.call("PATCH", "/api/me/notices", owner, `{"mailOff":["many_files"]}`), 400, "invalid_input")
}

// However many files somebody takes at one moment, it is told once.
func TestManyFilesAtOnceAreToldOnce(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() { d.want("a file", d.call("GET", "/api/audit?format=csv", owner, ""), 200, "") })
	}
	all.Wait()
	if got := d.query("SELECT concat((SELECT files FROM files_taken), ' ', (SELECT count(*) FROM audit WHERE action = 'many_files_taken'))"); got != "12 1" {
		t.Errorf("files and tellings: %s", got)
	}
}

// beforeMidnight is a time zone in which the day ends within an hour.
func beforeMidnight(now time.Time) string {
	ahead := 23 - now.UTC().Hour()
	if ahead > 12 {
		ahead -= 24
	}
	return fmt.Sprintf("Etc/GMT%+d", -ahead)
}
