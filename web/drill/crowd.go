package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"firstbell/db/local"
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
