package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"firstbell/app"
	"firstbell/app/mail"
	"firstbell/app/mail/mailtest"
	"firstbell/db/dbtest"
	"firstbell/web"
)

// mailing lets a desk send its mails through a server.
func mailing(m app.Mailer) option {
	return func(d *app.Desk, _ *web.Config) {
		d.Mail, d.Outbox = m, app.NewOutbox()
		d.Rules.Address = "https://desk.school.example"
		d.Rules.MailServer = app.MailServer{Address: "smtp.school.example:587", From: "desk@school.example", Private: "encrypted"}
	}
}

// sending runs the outbox of a desk until ctx or the test ends.
func sending(t *testing.T, d *app.Desk, ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.RunOutbox(ctx, func(err error) {
			if ctx.Err() == nil && !strings.Contains(err.Error(), "given up") {
				t.Errorf("the outbox: %v", err)
			}
		})
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return stop
}

// beside is another server on the database of a desk.
func (d *desk) beside(t *testing.T) *app.Desk {
	return &app.Desk{Store: dbtest.Open(t, d.dsn), Tokens: d.app.Tokens, Now: d.app.Now, Feed: d.app.Feed, Rules: d.app.Rules, Mail: d.app.Mail, Outbox: app.NewOutbox()}
}

// waitQuery waits until a query answers as it should.
func (d *desk) waitQuery(want, q string) {
	d.t.Helper()
	got := ""
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if got = d.query(q); got == want {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	d.t.Fatalf("%s: %q, want %q", q, got, want)
}

const unsent = "SELECT count(*) FROM outbox WHERE ended_at IS NULL AND due_at <= now()"

// underWay also counts what somebody is just sending.
const underWay = "SELECT count(*) FROM outbox WHERE ended_at IS NULL AND answer IS NULL AND (tries > 0 OR due_at <= now())"

// killer ends the goroutine that sends a letter, as the death of its server
// would, at its first try: before or after the mail server has the mail. Now and
// then it stops all of them, in the middle of their work.
type killer struct {
	app.Mailer
	mu     sync.Mutex
	tried  map[string]bool
	killed int
	left   int // mails and deaths until all are stopped
	stop   context.CancelFunc
}

func (k *killer) Send(ctx context.Context, m mail.Message) (string, error) {
	h := fnv.New32a()
	_, _ = io.WriteString(h, m.ID)
	k.mu.Lock()
	at := h.Sum32() % 20
	if k.tried[m.ID] {
		at = 20
	}
	k.tried[m.ID] = true
	k.left--
	if at < 2 {
		k.killed++
		k.left -= 15 // there are six to kill
	}
	if k.left <= 0 {
		k.stop()
	}
	k.mu.Unlock()
	if at == 0 {
		runtime.Goexit()
	}
	answer, err := k.Mailer.Send(ctx, m)
	if at == 1 {
		runtime.Goexit()
	}
	return answer, err
}

// A thousand people get their answer, each at least once and nobody more than
// twice, though two servers send them and are killed all the time: before they
// send, after it and before they have noted it, and when they are told to stop.
func TestEveryReplyIsSent(t *testing.T) {
	t.Parallel()
	const people = 1000
	server := mailtest.Start(t, mail.None)
	k := &killer{Mailer: server.Sender(), tried: map[string]bool{}}
	d := open(t, mailing(k))
	other := d.beside(t)
	var all sync.WaitGroup
	for w := range 10 {
		all.Go(func() {
			for i := w; i < people; i += 10 {
				in := app.EnquiryInput{Name: app.TextOf("Meera Nair"), Email: app.TextOf(fmt.Sprintf("m%d@example.com", i)), CourseInterest: app.TextOf("NEET")}
				if _, err := d.app.Submit(t.Context(), app.NewOp("public", "", []byte(fmt.Sprint(i))), in); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	rounds := 0
	for ; d.query("SELECT count(*) FROM outbox WHERE ended_at IS NULL AND kind <> 'nudge'") != "0"; rounds++ {
		if rounds > 200 {
			t.Fatal("it does not end")
		}
		ctx, cancel := context.WithCancel(t.Context())
		k.mu.Lock()
		k.left, k.stop = 80, cancel
		k.mu.Unlock()
		stop, stopOther := sending(t, d.app, ctx), sending(t, other, ctx)
		for ctx.Err() == nil && d.query(unsent) != "0" {
			time.Sleep(20 * time.Millisecond)
		}
		cancel()
		stop()
		stopOther()
		if err := d.exec("UPDATE outbox SET due_at = now() WHERE ended_at IS NULL AND kind <> 'nudge'"); err != nil { // the leases of the dead are over
			t.Fatal(err)
		}
	}
	got := map[string]int{}
	for _, m := range server.Mails() {
		got[m.To]++
	}
	twice := 0
	for i := range people {
		switch n := got[fmt.Sprintf("m%d@example.com", i)]; {
		case n == 2:
			twice++
		case n != 1:
			t.Errorf("person %d got %d answers", i, n)
		}
	}
	if log := d.query("SELECT count(*) FROM outbox WHERE kind = 'auto_reply' AND result = 'sent' AND tries >= 1 AND answer <> ''"); log != fmt.Sprint(people) {
		t.Errorf("the log shows %s of %d", log, people)
	}
	t.Logf("%d killed in %d rounds, %d got it twice", k.killed, rounds, twice)
	if k.killed < people/20 || twice == 0 {
		t.Errorf("only %d were killed, %d sent twice: does the test still kill?", k.killed, twice)
	}
}

// Two servers that nobody kills send nothing twice.
func TestTwoServersDoNotDouble(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.None)
	d := open(t, mailing(server.Sender()))
	other := d.beside(t)
	if err := d.exec(`WITH e AS (INSERT INTO enquiries (name, email, course_interest, due_at) SELECT 'Meera', 'm' || i || '@example.com', 'NEET', now() FROM generate_series(1, 300) i RETURNING id)
		INSERT INTO outbox (kind, via, enquiry_id) SELECT 'auto_reply', 'mail', id FROM e`); err != nil {
		t.Fatal(err)
	}
	sending(t, d.app, t.Context())
	sending(t, other, t.Context())
	d.waitQuery("0", underWay)
	got := map[string]int{}
	for _, m := range server.Mails() {
		got[m.To]++
	}
	if len(got) != 300 || len(server.Mails()) != 300 {
		t.Errorf("%d people got %d mails", len(got), len(server.Mails()))
	}
}

// A server that says later is asked later, one that says no is not asked again,
// and a connection that breaks after the mail was taken leads to the same mail
// once more, with the same Message-ID.
func TestWhatTheMailServerSays(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mail.StartTLS)
	server.Refuse(map[string]error{"grey@example.com": &smtp.SMTPError{Code: 451, Message: "come back later"}, "gone@example.com": &smtp.SMTPError{Code: 550, Message: "no such user"}},
		map[string]error{"cut@example.com": mailtest.ErrCut})
	d := open(t, mailing(server.Sender()))
	owner := d.register("Olga Owner", "olga@example.com")
	sending(t, d.app, t.Context())
	for _, who := range []string{"grey", "gone", "cut"} {
		d.want(who, d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"`+who+`@example.com","courseInterest":"NEET"}`), 201, "")
	}
	const states = `SELECT coalesce(string_agg(split_part(e.email, '@', 1) || ' ' || coalesce(o.result, 'waits') || ' ' || o.tries, ', ' ORDER BY e.id), '') FROM outbox o JOIN enquiries e ON e.id = o.enquiry_id
		WHERE o.kind = 'auto_reply' AND o.answer IS NOT NULL`
	d.waitQuery("grey waits 1, gone failed 1, cut waits 1", states)
	if got := d.query("SELECT min(extract(epoch FROM due_at - now())) > 15 FROM outbox WHERE kind = 'auto_reply' AND ended_at IS NULL"); got != "true" {
		t.Error("what is to wait is due at once")
	}
	server.Refuse(nil, nil)
	if err := d.exec("UPDATE outbox SET due_at = now() WHERE kind = 'auto_reply' AND ended_at IS NULL"); err != nil {
		t.Fatal(err)
	}
	d.app.Outbox.Posted()
	d.waitQuery("grey sent 2, gone failed 1, cut sent 2", states)
	ids := map[string][]string{}
	for _, m := range server.Mails() {
		ids[m.To] = append(ids[m.To], letter(t, m).Header.Get("Message-Id"))
	}
	if cut := ids["cut@example.com"]; len(cut) != 2 || cut[0] != cut[1] || len(ids["gone@example.com"]) != 0 || len(ids["grey@example.com"]) != 1 {
		t.Errorf("Message-IDs: %v", ids)
	}
	log := d.want("the log", d.call("GET", "/api/letters?state=failed", owner, ""), 200, "")
	if !strings.Contains(log.body, "550") || !strings.Contains(log.body, "no such user") || !strings.Contains(log.body, "gone@example.com") || strings.Contains(log.body, "grey@") {
		t.Errorf("the log: %s", log.body)
	}
	id := d.query("SELECT id FROM outbox WHERE result = 'failed'")
	d.want("again", d.call("POST", "/api/letters/"+id+"/again", owner, ""), 200, "")
	d.waitQuery("grey sent 2, gone sent 1, cut sent 2", states)
	d.want("again what was sent", d.call("POST", "/api/letters/"+id+"/again", owner, ""), 404, "letter_not_failed")
	if strings.Contains(d.log.String(), "example.com") {
		t.Error("an address is in the log of the server")
	}
}

// A letter that the server never takes is given up, and said so in the log.
func TestALetterIsGivenUp(t *testing.T) {
	t.Parallel()
	d := open(t, mailing(failing{}))
	d.enquire("Meera Nair")
	var said []string
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		d.app.RunOutbox(ctx, func(err error) { said = append(said, err.Error()) })
		close(done)
	}()
	d.waitQuery("1", "SELECT count(*) FROM outbox WHERE kind = 'auto_reply' AND tries = 1 AND answer IS NOT NULL")
	if err := d.exec("UPDATE outbox SET due_at = now(), tries = 11 WHERE kind = 'auto_reply'"); err != nil {
		t.Fatal(err)
	}
	d.app.Outbox.Posted()
	d.waitQuery("failed 12 the server is not there", "SELECT coalesce(result, '') || ' ' || tries || ' ' || coalesce(answer, '') FROM outbox WHERE kind = 'auto_reply'")
	cancel()
	<-done
	if len(said) != 1 || !strings.Contains(said[0], "given up after try 12") {
		t.Errorf("said: %q", said)
	}
}

type failing struct{}

func (failing) Send(context.Context, mail.Message) (string, error) {
	return "", &mail.Refusal{Answer: "the server is not there"}
}

// read is a mail as its reader has it.
type read struct {
	Header        netmail.Header
	Subject       string
	Text, HTML    string
	To, From, Raw string
}

func letter(t testing.TB, m mailtest.Mail) read {
	t.Helper()
	parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	r := read{Header: parsed.Header, To: m.To, Raw: string(m.Data), From: parsed.Header.Get("From")}
	r.Subject, _ = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	_, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(parsed.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			r.HTML = string(text)
		} else {
			r.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
		}
	}
}
