package web_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
	"firstbell/web"
)

// wire is the way to the database, which a test can cut.
type wire struct {
	to    string
	ln    net.Listener
	mu    sync.Mutex
	down  bool
	conns []net.Conn
}

// wired returns a wire to the database of a dsn, and the dsn through it.
func wired(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" {
		t.Fatalf("this database is not reached by an address: %v", err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{to: u.Host, ln: ln}
	t.Cleanup(func() { ln.Close(); w.cut() })
	go w.serve()
	u.Host = ln.Addr().String()
	return w, u.String()
}

func (w *wire) serve() {
	for {
		in, err := w.ln.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		w.mu.Lock()
		if w.down || err != nil {
			in.Close()
			if err == nil {
				out.Close()
			}
		} else {
			w.conns = append(w.conns, in, out)
			go func() { _, _ = io.Copy(in, out); in.Close() }()
			go func() { _, _ = io.Copy(out, in); out.Close() }()
		}
		w.mu.Unlock()
	}
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

// While the database cannot be reached the form is shown all the same; who sends
// it is told honestly that it was not sent, with the school's number and all that
// was typed. Sent again later, however often, it is one enquiry.
func TestFormTellsTheTruthWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	var c clock
	d := &desk{t: t, dsn: dbtest.URL(t), log: &lockedBuffer{}}
	w, through := wired(t, d.dsn)
	d.store = dbtest.Open(t, through)
	d.serve(c.option, func(a *app.Desk, _ *web.Config) { a.Rules.Loopback = true })
	d.query("UPDATE school SET phone = '+912025461111', country = 'IN' RETURNING ''")
	v := asked(d.opened("/f/enquiry"))
	c.pass(9 * time.Second)

	w.cut()
	if a := d.call("GET", "/f/enquiry", "", ""); a.status != 200 || !strings.Contains(a.body, "Ask us anything") {
		t.Errorf("the form while the database is away: %d %s", a.status, a.body)
	}
	for range 2 {
		a := d.ask("/f/enquiry", v)
		for _, want := range []string{"Not sent.", "tel:&#43;912025461111", `value="Meera Nair"`, "When does it start?", `value="student" checked`, `name="contact" value="yes" checked`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("%q is not in the page: %s", want, a.body)
			}
		}
		if got := hiddenView.FindStringSubmatch(a.body); a.status != 503 || a.header.Get("Retry-After") == "" || got == nil || got[1] != v.Get("view") {
			t.Errorf("%d, another page: %v", a.status, got)
		}
	}

	w.mend()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if a := d.ask("/f/enquiry", v); a.status != 303 {
				t.Errorf("afterwards: %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if got := d.query("SELECT count(*)::text || (SELECT count(*) FROM answers) FROM enquiries"); got != "11" {
		t.Errorf("enquiries and answers: %s", got)
	}
}

// A disk that is nearly full is told as honestly.
func TestFormTellsTheTruthWhileTheDiskIsFull(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	v := asked(d.opened("/f/enquiry"))
	c.pass(9 * time.Second)
	d.app.Gate.SetDiskLow(true)
	before := d.state()
	if a := d.ask("/f/enquiry", v); a.status != 503 || !strings.Contains(a.body, "Not sent.") || !strings.Contains(a.body, `value="Meera Nair"`) || d.state() != before {
		t.Errorf("%d %s", a.status, a.body)
	}
	d.app.Gate.SetDiskLow(false)
	if a := d.ask("/f/enquiry", v); a.status != 303 {
		t.Errorf("afterwards: %d", a.status)
	}
}

// What was kept when the desk was ended, and not let in, is let in later, once.
func TestWhatWasHeldUpIsLetInOnce(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	v := asked(d.opened("/f/enquiry"))
	c.pass(9 * time.Second)
	if err := d.exec(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ended'; END $$;
		CREATE TRIGGER fail BEFORE INSERT ON touches FOR EACH ROW EXECUTE FUNCTION fail()`); err != nil {
		t.Fatal(err)
	}
	if a := d.ask("/f/enquiry", v); a.status != 500 || !strings.Contains(a.body, "Not sent.") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if err := d.exec("DROP TRIGGER fail ON touches"); err != nil {
		t.Fatal(err)
	}
	if n, err := d.app.LetInStuck(t.Context()); n != 0 || err != nil {
		t.Errorf("let in at once: %d, %v", n, err)
	}
	c.pass(time.Minute)
	if n, err := d.app.LetInStuck(t.Context()); n != 1 || err != nil {
		t.Errorf("let in: %d, %v", n, err)
	}
	if a := d.ask("/f/enquiry", v); a.status != 303 {
		t.Errorf("sent again: %d", a.status)
	}
	if got := d.query("SELECT count(*)::text || (SELECT state FROM answers) FROM enquiries"); got != "1in" {
		t.Errorf("enquiries, and the answer: %s", got)
	}
}
