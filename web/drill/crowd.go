package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// crowd is the people at one desk: those who send enquiries and those who claim
// and release them. It remembers everything that was answered.
type crowd struct {
	desk  *desk
	staff []person

	mu      sync.Mutex
	serial  int
	acked   []enquiry
	changes []change
	unsure  map[int64]bool // enquiries of which a change was not answered
	answers int
	refused int            // answered in words that nothing new is taken now
	cut     []string       // let in and left without an answer
	strange map[string]int // answers that no rule explains
}

type person struct {
	id    int64
	token string
}

// enquiry is one that was answered 201, and when.
type enquiry struct {
	id int64
	n  int // its serial number, which its name and its text tell
	at time.Time
}

// change is a claim (+1) or a release (-1) that was answered 200.
type change struct {
	lead, who    int64
	by           int
	begun, ended time.Time
}

// staffed is a new desk that runs, with people at it, for the caller to end; conf
// goes to its PostgreSQL.
func (d *drill) staffed(ctx context.Context, name, conf string) (*desk, *crowd, error) {
	k, err := d.desk(name, conf)
	if err != nil {
		return nil, nil, err
	}
	c, err := d.open(ctx, k)
	return k, c, err
}

// open starts a desk and hires its people; after an error it is ended.
func (d *drill) open(ctx context.Context, k *desk) (*crowd, error) {
	_, err := k.start(ctx)
	if err != nil {
		k.end()
		return nil, err
	}
	c, err := d.hire(ctx, k)
	if err != nil {
		k.end()
	}
	return c, err
}

// hire opens accounts at a desk that runs, and notes which PostgreSQL it has.
func (d *drill) hire(ctx context.Context, k *desk) (*crowd, error) {
	pool, err := database(k.dir, local.Database)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	var version string
	if err := pool.QueryRowContext(ctx, "SELECT split_part(current_setting('server_version'), ' ', 1)").Scan(&version); err != nil {
		return nil, err
	}
	d.server.Store(&version)
	c := &crowd{desk: k, unsure: map[int64]bool{}, strange: map[string]int{}}
	for i := range 4 {
		a := ask(ctx, http.DefaultClient, http.MethodPost, k.url+"/api/auth/register", "",
			fmt.Sprintf(`{"name":"Person %d","email":"p%d@example.com","password":"a long word %d"}`, i, i, i))
		if a.status != http.StatusCreated {
			return nil, fmt.Errorf("open an account: %d %s %w", a.status, a.Message, a.err)
		}
		c.staff = append(c.staff, person{a.Data.User.ID, a.Data.Token})
	}
	return c, nil
}

// work lets n clients ask, with a pause between two requests of each, until stop
// is called, which returns when all have their last answer.
func (c *crowd) work(ctx context.Context, r *rand.Rand, n int, pause time.Duration) (stop func()) {
	ctx, enough := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for i := range n {
		w := &window{crowd: c, who: c.staff[i%len(c.staff)], rand: rand.New(rand.NewPCG(r.Uint64(), 1)),
			http: &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: i%4 == 3}}}
		wg.Go(func() {
			defer w.http.CloseIdleConnections()
			for ctx.Err() == nil {
				if w.next() {
					_ = outside.Rest(ctx, 20*time.Millisecond)
				}
				if pause > 0 {
					_ = outside.Rest(ctx, pause/2+rand.N(pause))
				}
			}
		})
	}
	return func() { enough(); wg.Wait() }
}

// window is one client, who has one request under way at a time.
type window struct {
	*crowd
	who  person
	rand *rand.Rand
	http *http.Client
	mine []int64
}

// next sends one request: six in ten are enquiries, the others claims and
// releases of claims. It reports whether no server listens.
func (w *window) next() (gone bool) {
	switch n := w.rand.IntN(10); {
	case n >= 8 && len(w.mine) > 0, len(w.mine) >= 20:
		i := w.rand.IntN(len(w.mine))
		lead := w.mine[i]
		w.mine = append(w.mine[:i], w.mine[i+1:]...)
		return w.change(lead, "release", -1)
	case n >= 6:
		if lead, ok := w.recent(); ok {
			return w.change(lead, "claim", 1)
		}
	}
	return w.enquire()
}

// recent is one of the newest enquiries.
func (w *window) recent() (int64, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.acked) == 0 {
		return 0, false
	}
	return w.acked[len(w.acked)-1-w.rand.IntN(min(len(w.acked), 200))].id, true
}

func (w *window) enquire() (gone bool) {
	w.mu.Lock()
	w.serial++
	n := w.serial
	w.mu.Unlock()
	a := ask(context.Background(), w.http, http.MethodPost, w.desk.url+"/api/enquiries/public", "",
		fmt.Sprintf(`{"name":%q,"email":"s%d@example.com","courseInterest":"NEET","message":%q}`, nameOf(n), n, textOf(n)))
	w.mu.Lock()
	defer w.mu.Unlock()
	if a.status == http.StatusCreated {
		w.answers++
		w.acked = append(w.acked, enquiry{a.Data.ID, n, time.Now()})
		return false
	}
	return w.judge("an enquiry", a)
}

func nameOf(n int) string { return fmt.Sprintf("Sender %d", n) }

// textOf is long enough to be cut in two by whoever writes in halves.
func textOf(n int) string {
	return fmt.Sprintf("%d begins\nनमस्ते, \"when\" does it begin? %s ends %d", n, strings.Repeat("please tell ", n%40), n)
}

func (w *window) change(lead int64, what string, by int) (gone bool) {
	begun := time.Now()
	a := ask(context.Background(), w.http, http.MethodPost, fmt.Sprintf("%s/api/enquiries/%d/%s", w.desk.url, lead, what), w.who.token, "")
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case a.status == http.StatusOK:
		w.answers++
		w.changes = append(w.changes, change{lead, w.who.id, by, begun, time.Now()})
		if by > 0 {
			w.mine = append(w.mine, lead)
		}
		return false
	case a.status == http.StatusConflict && by > 0:
		w.answers++ // somebody was faster
		return false
	case !a.refused:
		w.unsure[lead] = true
	}
	return w.judge("a "+what, a)
}

// judge counts an answer that is not the hoped one. The caller holds mu.
func (w *window) judge(what string, a answer) (gone bool) {
	switch {
	case a.refused:
		return true
	case a.err != nil:
		w.cut = append(w.cut, what+": "+a.err.Error())
	case a.status == http.StatusServiceUnavailable && a.Message != "":
		w.answers++
		w.refused++
	default:
		w.answers++
		w.strange[fmt.Sprintf("%s was answered %d %s", what, a.status, a.Code)]++
	}
	return false
}

// count returns how many enquiries were acknowledged and how many requests
// answered up to now.
func (c *crowd) count() (acked, answers int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.acked), c.answers
}

// underWay waits until some more enquiries were acknowledged.
func (c *crowd) underWay(ctx context.Context, more int) error {
	from, _ := c.count()
	if !eventually(ctx, 30*time.Second, func() bool { n, _ := c.count(); return n >= from+more }) {
		return fmt.Errorf("the desk takes no enquiries:\n%s", c.desk.said())
	}
	return ctx.Err()
}

// oddities tells l of answers that no rule explains, and of requests without any.
func (c *crowd) oddities(l *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for what, n := range c.strange {
		l.breach("%s, %d times", what, n)
	}
	for _, cut := range c.cut {
		l.breach("a request was let in and not answered: %s", cut)
	}
	clear(c.strange)
	c.cut = nil
}
