package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"firstbell/web/outside"
)

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
					_ = outside.Rest(ctx, pause/2+upTo(w.rand, pause))
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
