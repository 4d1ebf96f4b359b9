package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/mail"
	"firstbell/app/mail/mailtest"
)

// mails are the mails that somebody got, the oldest first.
func mails(t *testing.T, s *mailtest.Server, to string) (list []read) {
	for _, m := range s.Mails() {
		if m.To == to {
			list = append(list, letter(t, m))
		}
	}
	return list
}

// whole waits until nothing is left to send, and returns what somebody got.
func (d *desk) whole(t *testing.T, s *mailtest.Server, to string) []read {
	t.Helper()
	d.app.Outbox.Posted()
	d.waitQuery("0", underWay)
	return mails(t, s, to)
}

// Whoever asks is answered in their language, with what the school is sure of
// and nothing that somebody else may have typed.
func TestTheAnswerToAnEnquirer(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	d, owner, _, _ := team(t, mailing(server.Sender()))
	d.want("the school", d.call("PATCH", "/api/settings", owner, `{"name":"Kite Learning Centre","timeZone":"Asia/Kolkata","country":"IN"}`), 200, "")
	d.want("a course", d.call("POST", "/api/courses", owner, `{"name":"NEET foundation"}`), 201, "")
	sending(t, d.app, t.Context())
	send := func(body string) {
		t.Helper()
		d.want(body, d.call("POST", "/api/enquiries/public", "", body), 201, "")
	}
	send(`{"name":"Meera Nair","email":"en@example.com","courseInterest":"neet foundation","phone":"98220 41763","message":"weekend?"}`)
	send(`{"name":"मीरा नायर","email":"hi@example.com","courseInterest":"NEET foundation","language":"hi"}`)
	send(`{"name":"Buy now at https://evil.example","email":"victim@example.com","courseInterest":"<a href=https://evil.example>win</a>","message":"evil.example"}`)
	for _, n := range []string{"one", "two", "three", "four", "five"} {
		send(`{"name":"Meera Nair","email":"often@example.com","courseInterest":"` + n + `"}`)
	}
	got := d.whole(t, server, "en@example.com")
	if len(got) != 1 || got[0].Subject != "We have your question (No. 1)" || !strings.Contains(got[0].Text, "Hello Meera Nair") || !strings.Contains(got[0].Text, "NEET foundation. Somebody from Kite Learning Centre will call you") ||
		!strings.Contains(got[0].Text, "Monday to Saturday 9:00–19:00") || !strings.Contains(got[0].HTML, "No. 1.") || !strings.Contains(got[0].From, "Kite Learning Centre") || strings.Contains(got[0].Raw, "41763") {
		t.Errorf("English: %+v", got)
	}
	got = mails(t, server, "hi@example.com")
	if len(got) != 1 || !strings.Contains(got[0].Text, "नमस्ते मीरा नायर") || !strings.Contains(got[0].Text, "सोमवार से शनिवार") || !strings.Contains(got[0].HTML, `lang="hi"`) {
		t.Errorf("Hindi: %+v", got)
	}
	got = mails(t, server, "victim@example.com")
	if len(got) != 1 || strings.Contains(got[0].Text+got[0].HTML+got[0].Subject, "evil") || !strings.Contains(got[0].Text, "Hello there") {
		t.Errorf("what a stranger typed: %+v", got)
	}
	if n := len(mails(t, server, "often@example.com")); n != 3 {
		t.Errorf("one address got %d answers in a day", n)
	}

	d.want("preview", d.call("POST", "/api/mail/preview", owner, `{"language":"en","subject":"Hello {name}","body":"{course} {when}"}`), 200, "")
	d.want("words of its own", d.call("PATCH", "/api/mail", owner, `{"text":{"language":"en","subject":"Hi {name}","body":"No. {reference}"}}`), 200, "")
	d.want("braces", d.call("PATCH", "/api/mail", owner, `{"text":{"language":"en","subject":"Hi","body":"{password}"}}`), 400, "invalid_input")
	d.want("no words", d.call("PATCH", "/api/mail", owner, `{"text":{"language":"en","subject":"Hi","body":""}}`), 400, "invalid_input")
	send(`{"name":"Meera Nair","email":"own@example.com","courseInterest":"NEET"}`)
	if got := d.whole(t, server, "own@example.com"); len(got) != 1 || got[0].Subject != "Hi Meera Nair" {
		t.Errorf("own words: %+v", got)
	}
	d.want("off", d.call("PATCH", "/api/mail", owner, `{"off":["auto_reply"]}`), 200, "")
	d.want("nothing such", d.call("PATCH", "/api/mail", owner, `{"off":["reset"]}`), 400, "invalid_input")
	send(`{"name":"Meera Nair","email":"off@example.com","courseInterest":"NEET"}`)
	if got := d.whole(t, server, "off@example.com"); len(got) != 0 {
		t.Errorf("switched off: %+v", got)
	}
}

// Of a new enquiry the people on duty are told who may take it, each with what
// they may see of it; of a hand-over whoever has it now.
func TestNoticesByMail(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	d, owner, _, _ := team(t, mailing(server.Sender()))
	for _, id := range []string{"2", "3"} {
		d.want("role", d.call("PATCH", "/api/users/"+id, owner, `{"role":"counsellor"}`), 200, "")
	}
	asha, rahul := d.login("asha@example.com"), d.login("rahul@example.com")
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	d.want("other courses", d.call("PATCH", "/api/users/3", owner, `{"courses":["JEE"]}`), 200, "")
	sending(t, d.app, t.Context())
	d.want("an enquiry", d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET","message":"Is there a <b>weekend</b> batch?"}`), 201, "")
	got := d.whole(t, server, "asha@example.com")
	if len(got) != 1 || got[0].Subject != "M., NEET (waiting)" || strings.Contains(got[0].Text, "weekend") || !strings.Contains(got[0].Text, "https://desk.school.example/inbox/1") {
		t.Errorf("masked: %+v", got)
	}
	if got := mails(t, server, "olga@example.com"); len(got) != 1 || !strings.Contains(got[0].Text, "“Is there a <b>weekend</b> batch?”") || strings.Contains(got[0].HTML, "<b>weekend") {
		t.Errorf("an owner: %+v", got)
	}
	if got := mails(t, server, "rahul@example.com"); len(got) != 0 {
		t.Errorf("who takes other courses: %+v", got)
	}

	d.want("claim", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	d.want("handed over", d.call("POST", "/api/enquiries/1/reassign", asha, `{"userId":3,"note":"speaks Hindi, call after 4"}`), 200, "")
	if got := d.whole(t, server, "rahul@example.com"); len(got) != 1 || !strings.Contains(got[0].Text, "Asha Patel gave it to you. “speaks Hindi, call after 4”") || !strings.Contains(got[0].Subject, "Meera Nair") {
		t.Errorf("handed over: %+v", got)
	}

	d.want("asks again", d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET","message":"Hello?"}`), 201, "")
	if got := d.whole(t, server, "rahul@example.com"); len(got) != 2 || !strings.Contains(got[1].Text, "Meera Nair, NEET\n\nHas asked again.") {
		t.Errorf("asks again: %+v", got)
	}

	d.want("not these", d.call("PATCH", "/api/me/notices", asha, `{"mailOff":["new_enquiry"]}`), 200, "")
	d.want("duty", d.call("PATCH", "/api/users/1", owner, `{"onDuty":false}`), 200, "")
	before := len(server.Mails())
	d.want("walk-in", d.call("POST", "/api/enquiries", rahul, `{"name":"Arjun","phone":"+919822041763","courseInterest":"NEET","origin":"walk_in","for":"queue"}`), 201, "")
	d.whole(t, server, "")
	if got := len(server.Mails()) - before; got != 0 {
		t.Errorf("%d mails for nobody", got)
	}
	// Past the promise those who may take it are reminded, while nobody has.
	if err := d.exec("UPDATE outbox SET due_at = now() WHERE kind = 'nudge'"); err != nil {
		t.Fatal(err)
	}
	got = d.whole(t, server, "asha@example.com")
	if len(got) != 2 || !strings.HasPrefix(got[1].Subject, "A. waits for a call since ") {
		t.Errorf("reminded: %+v", got)
	}
}

// Who reads the desk in Hindi gets mails in Hindi; who has not said, in the
// language of the school.
func TestMailsInThePersonsLanguage(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	d, owner, asha, _ := team(t, mailing(server.Sender()))
	d.want("her language", d.call("PATCH", "/api/me", asha, `{"language":"hi"}`), 200, "")
	sending(t, d.app, t.Context())
	enquire := func() {
		t.Helper()
		d.want("an enquiry", d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET","message":"Is there a weekend batch?"}`), 201, "")
	}
	enquire()
	got := d.whole(t, server, "asha@example.com")
	if len(got) != 1 || got[0].Subject != "Meera Nair, NEET (इंतज़ार में)" || !strings.Contains(got[0].Text, "इसे अभी किसी ने नहीं लिया है।") || !strings.Contains(got[0].HTML, `<html lang="hi">`) {
		t.Errorf("in Hindi: %+v", got)
	}
	if got := mails(t, server, "olga@example.com"); len(got) != 1 || got[0].Subject != "Meera Nair, NEET (waiting)" || !strings.Contains(got[0].HTML, `<html lang="en">`) {
		t.Errorf("in English: %+v", got)
	}
	d.want("the school's", d.call("PATCH", "/api/settings", owner, `{"language":"hi"}`), 200, "")
	d.want("forgotten", d.call("POST", "/api/auth/forgot", "", `{"email":"olga@example.com"}`), 200, "")
	if got := d.whole(t, server, "olga@example.com"); len(got) != 2 || got[1].Subject != "नया पासवर्ड चुनें" {
		t.Errorf("in the language of the school: %+v", got)
	}
}

// The morning's list and the week's figures come once, in the morning of the
// school, and only to whom they concern.
func TestTheMorning(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	c := &clock{}
	d, owner, asha, _ := team(t, mailing(server.Sender()), c.option)
	d.want("zone", d.call("PATCH", "/api/settings", owner, `{"timeZone":"Asia/Kolkata"}`), 200, "")
	d.want("claim", d.call("POST", "/api/enquiries/"+d.enquire("Meera Nair")+"/claim", asha, ""), 200, "")
	d.query("UPDATE follow_ups SET due_at = now() RETURNING ''") // whatever day it is
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Now().In(zone)
	for monday = time.Date(monday.Year(), monday.Month(), monday.Day()+1, 8, 44, 0, 0, zone); monday.Weekday() != time.Monday; {
		monday = monday.AddDate(0, 0, 1)
	}
	plan := func(at time.Time) string {
		t.Helper()
		c.pass(at.Sub(c.now()))
		day, err := d.app.PlanMorning(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	for _, early := range []time.Time{monday, monday.Add(4 * time.Hour), monday.AddDate(0, 0, -1).Add(time.Minute)} {
		if plan(early) != "" {
			t.Errorf("it is no morning: %s", early)
		}
	}
	for range 3 { // other servers, and starts
		if plan(monday.Add(time.Minute)) == "" {
			t.Error("it is morning")
		}
	}
	sending(t, d.app, t.Context())
	got := d.whole(t, server, "asha@example.com")
	got = slices.DeleteFunc(got, func(r read) bool { return !strings.HasPrefix(r.Subject, "Today") })
	if len(got) != 1 || got[0].Subject != "Today: 1 follow-up, 1 late. Inbox: 0" || !strings.Contains(got[0].Text, "Meera Nair, NEET (late)") {
		t.Errorf("the morning: %+v", got)
	}
	weekly := func(r read) bool {
		return strings.HasPrefix(r.Subject, "The week: 1 came in, 0 enrolled") && strings.Contains(r.Text, "No backup has been proven yet.")
	}
	if got := d.whole(t, server, "olga@example.com"); !slices.ContainsFunc(got, weekly) {
		t.Errorf("the week: %+v", got)
	}
	if n := d.query("SELECT count(*) FROM outbox WHERE kind IN ('morning', 'weekly')"); n != "2" {
		t.Errorf("%s letters", n)
	}
}

// Links come by mail: each works once, none is in the database, and whoever asks
// for one of somebody who is not here is answered the same.
func TestLinksByMail(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	d, owner, _, _ := team(t, mailing(server.Sender()))
	sending(t, d.app, t.Context())
	known := d.want("known", d.call("POST", "/api/auth/forgot", "", `{"email":"asha@example.com"}`), 200, "")
	unknown := d.want("unknown", d.call("POST", "/api/auth/forgot", "", `{"email":"nobody@example.com"}`), 200, "")
	if known.body != unknown.body || !strings.Contains(known.body, `"mailed":true`) {
		t.Errorf("%s\n%s", known.body, unknown.body)
	}
	got := d.whole(t, server, "asha@example.com")
	if len(got) != 1 || len(server.Mails()) != 1 {
		t.Fatalf("%d mails", len(server.Mails()))
	}
	_, link, _ := strings.Cut(got[0].Text, "https://desk.school.example/reset/")
	secret, _, _ := strings.Cut(link, "\n")
	if kept := d.query("SELECT string_agg(t::text, ' ') FROM (SELECT o::text AS t FROM outbox o UNION ALL SELECT l::text FROM reset_links l) x"); strings.Contains(kept, secret) {
		t.Error("the secret is in the database")
	}
	body := `{"token":"` + secret + `","password":"a new one of hers"}`
	d.want("reset", d.call("POST", "/api/auth/reset", "", body), 200, "")
	d.want("again", d.call("POST", "/api/auth/reset", "", body), 400, "reset_link")
	d.want("signed in", d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"a new one of hers"}`), 200, "")

	invited := d.want("invite", d.call("POST", "/api/invitations", owner, `{"name":"Zoya Khan","email":"zoya@example.com"}`), 201, "")
	got = d.whole(t, server, "zoya@example.com")
	if len(got) != 1 || !strings.Contains(got[0].Text, "https://desk.school.example/invite/"+invited.text("data", "token")+"\n") {
		t.Errorf("invited: %+v", got)
	}
	d.want("a test", d.call("POST", "/api/mail/test", owner, ""), 200, "")
	if got := mails(t, server, "olga@example.com"); len(got) != 1 || got[0].Subject != "It works" {
		t.Errorf("test: %+v", got)
	}
	if strings.Contains(d.log.String(), secret) {
		t.Error("the secret is in the log")
	}
}

// Without a mail server everything works, and says that no mail goes out.
func TestWithoutAMailServer(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	d.app.Outbox = app.NewOutbox()
	sending(t, d.app, t.Context())
	d.enquire("Meera Nair")
	d.waitQuery("0", underWay)
	if n := d.query("SELECT count(*) FROM outbox WHERE via = 'mail'"); n != "0" {
		t.Errorf("%s mails wait", n)
	}
	if a := d.want("settings", d.call("GET", "/api/mail", owner, ""), 200, ""); a.text("data", "server") != "null" {
		t.Errorf("settings: %s", a.body)
	}
	d.want("test", d.call("POST", "/api/mail/test", owner, ""), 503, "no_mail")
	if a := d.want("forgot", d.call("POST", "/api/auth/forgot", "", `{"email":"olga@example.com"}`), 200, ""); !strings.Contains(a.body, `"mailed":false`) {
		t.Errorf("forgot: %s", a.body)
	}
}
