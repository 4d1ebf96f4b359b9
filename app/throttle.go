package app

import (
	"fmt"
	"sync"
	"time"
)

// Visitor is where a request came from, as far as the rules need it. It is
// never logged.
type Visitor struct {
	Net   string // its network: /24 of IPv4, /64 of IPv6
	Local bool   // it came from this machine, so that Net tells nobody apart
	Agent string // what it says it is, as a browser writes it
}

// pace says how many tries are free within a window, and how long the next one
// waits then. The wait doubles each time, up to most, and is forgotten after a
// quiet while: nobody is ever locked out for good.
type pace struct {
	tries              int
	window, wait, most time.Duration
}

// The paces of guessing: one account from one network, one account from
// everywhere, and one network whatever the account. At the full wait that is
// at most 60, 240 and 240 tries an hour.
var (
	pacePair    = pace{5, time.Minute, 30 * time.Second, 5 * time.Minute}
	paceAccount = pace{20, 4 * time.Minute, 30 * time.Second, 5 * time.Minute}
	paceNet     = pace{20, time.Minute, 30 * time.Second, 5 * time.Minute}
	paceNew     = pace{5, time.Hour, time.Hour, time.Hour}  // new accounts from one network
	paceAsked   = pace{3, time.Hour, time.Hour, time.Hour}  // links to one address
	paceAsks    = pace{20, time.Hour, time.Hour, time.Hour} // links asked for from one network
)

const (
	throttleQuiet = 15 * time.Minute // then the waits begin anew
	throttleKnown = 30 * 24 * time.Hour
	throttleKept  = 10_000 // entries of each kind
)

// Throttle slows down guessing of passwords and making of accounts. Where an
// account has signed in from a network before, others elsewhere cannot slow it
// down there. The nil Throttle lets everything pass.
type Throttle struct {
	mu    sync.Mutex
	now   func() time.Time
	slow  map[string]*tries
	known map[string]time.Time // account and network of the last good sign-ins
}

type tries struct {
	n, waits           int
	since, last, until time.Time
}

// NewThrottle returns a throttle that reads the time from now.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, slow: map[string]*tries{}, known: map[string]time.Time{}}
}

// counted is one thing that is counted, and its pace.
type counted struct {
	key string
	pace
}

// counts lists what a try at an account counts for, and the network beside it.
func (t *Throttle) counts(account string, v Visitor) (own, network []counted) {
	pair := account + "|" + v.Net
	own = []counted{{"pair " + pair, pacePair}}
	if _, known := t.known[pair]; known {
		return own, nil
	}
	if !v.Local {
		network = []counted{{"net " + v.Net, paceNet}}
	}
	return append(own, counted{"account " + account, paceAccount}), network
}

// Try counts a try at an account before anybody looks whether it is right, so
// that tries at the same moment count, too. It returns a TooMany refusal while
// a try has to wait.
func (t *Throttle) Try(account string, v Visitor) error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	own, network := t.counts(account, v)
	if err := t.allow(append(network, own...)); err != nil {
		return err
	}
	for _, c := range own {
		t.count(c)
	}
	return nil
}

// Ask counts a link that somebody asks for by mail, for its address and for its
// network; a TooMany refusal when there were enough.
func (t *Throttle) Ask(address string, v Visitor) error {
	asked := []counted{{"asked " + address, paceAsked}}
	if !v.Local {
		asked = append(asked, counted{"asks " + v.Net, paceAsks})
	}
	return t.take(asked...)
}

// take counts something that costs us something, unless there was enough of it.
func (t *Throttle) take(list ...counted) error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.allow(list); err != nil {
		return err
	}
	for _, c := range list {
		t.count(c)
	}
	return nil
}

// Failed counts a wrong try for its network. Right ones do not count there: in
// the morning a whole school signs in from one.
func (t *Throttle) Failed(account string, v Visitor) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, network := t.counts(account, v)
	for _, c := range network {
		t.count(c)
	}
}

// Succeeded forgets the wrong tries at the account and remembers where it was
// right.
func (t *Throttle) Succeeded(account string, v Visitor) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := account + "|" + v.Net
	delete(t.slow, "pair "+pair)
	delete(t.slow, "account "+account)
	makeRoom(t.known, func(at time.Time) bool { return t.now().Sub(at) > throttleKnown })
	t.known[pair] = t.now()
}

// NewAccount counts a new account, or returns a TooMany refusal when enough
// were made from that network.
func (t *Throttle) NewAccount(v Visitor) error {
	if v.Local {
		return nil
	}
	return t.take(counted{"new " + v.Net, paceNew})
}

func (t *Throttle) allow(list []counted) error {
	var wait time.Duration
	for _, c := range list {
		if e := t.slow[c.key]; e != nil {
			wait = max(wait, e.until.Sub(t.now()))
		}
	}
	if wait <= 0 {
		return nil
	}
	wait = wait.Round(time.Second)
	return &Error{Kind: TooMany, Code: "throttle", Title: "Too many tries", RetryAfter: wait,
		Message: fmt.Sprintf("Too many tries. Wait %d seconds, then try again", int(wait.Seconds()))}
}

func (t *Throttle) count(c counted) {
	now := t.now()
	e := t.slow[c.key]
	if e == nil {
		makeRoom(t.slow, func(e *tries) bool { return now.Sub(e.last) > throttleQuiet && now.After(e.until) })
		e = &tries{since: now}
		t.slow[c.key] = e
	}
	if now.Sub(e.last) > throttleQuiet {
		e.waits = 0
	}
	if now.Sub(e.since) > c.window {
		e.n, e.since = 0, now
	}
	e.last = now
	if e.n++; e.n >= c.tries {
		e.n, e.since = 0, now
		e.until = now.Add(min(c.most, c.wait<<min(e.waits, 10)))
		e.waits++
	}
}

// makeRoom keeps a map within its bound: the old ones go first, and then one in
// ten of whatever there is.
func makeRoom[V any](m map[string]V, old func(V) bool) {
	if len(m) < throttleKept {
		return
	}
	for key, v := range m {
		if old(v) {
			delete(m, key)
		}
	}
	for key := range m {
		if len(m) < throttleKept*9/10 {
			return
		}
		delete(m, key)
	}
}
