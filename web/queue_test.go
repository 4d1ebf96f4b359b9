package web_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/db/dbtest"
)

// team is a desk with an owner of it and two counsellors.
func team(t *testing.T, options ...option) (d *desk, owner, asha, rahul string) {
	t.Helper()
	d = open(t, options...)
	return d, d.register("Olga Owner", "olga@example.com"), d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
}

func (d *desk) want(what string, a answer, status int, code string) answer {
	d.t.Helper()
	if a.status != status || code != "" && a.text("code") != code {
		d.t.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, code)
	}
	return a
}

func TestReleaseAndReassign(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	id := d.enquire("Meera Nair")
	path := "/api/enquiries/" + id
	d.want("release of what nobody holds", d.call("POST", path+"/release", asha, ""), 409, "not_held")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	d.want("release of another's", d.call("POST", path+"/release", rahul, ""), 403, "not_holder")
	d.want("handing on another's", d.call("POST", path+"/reassign", rahul, `{"userId":3}`), 403, "not_holder")
	d.want("handing to nobody", d.call("POST", path+"/reassign", asha, `{"userId":99}`), 400, "unknown_user")
	d.want("handing over", d.call("POST", path+"/reassign", asha, `{"userId":3,"note":"speaks Hindi, call after 4"}`), 200, "")
	if mine := d.call("GET", "/api/enquiries/mine", rahul, ""); mine.text("data", "pagination", "total") != "1" {
		t.Errorf("Rahul's: %s", mine.body)
	}
	d.want("release by the desk's owner", d.call("POST", path+"/release", owner, `{"reason":"Rahul is ill"}`), 200, "")
	d.want("handing out by the desk's owner", d.call("POST", path+"/reassign", owner, `{"userId":2}`), 200, "")
	d.want("an unknown number", d.call("POST", "/api/enquiries/99/release", asha, ""), 404, "enquiry_not_found")
	history := d.query(`SELECT string_agg(concat_ws('|', kind, actor_id, coalesce(owner_before, 0), coalesce(owner_after, 0), reason), E'\n' ORDER BY id) FROM events`)
	if want := "received|0|0\nclaimed|2|0|2\nreassigned|2|2|3|speaks Hindi, call after 4\nreleased|1|3|0|Rahul is ill\nreassigned|1|0|2"; history != want {
		t.Errorf("the history is\n%s\nwant\n%s", history, want)
	}
	if claims := d.query("SELECT string_agg(concat_ws('|', user_id, ended_at IS NULL), ' ' ORDER BY id) FROM claims"); claims != "2|f 3|f 2|t" {
		t.Errorf("claims: %s", claims)
	}
}

func TestOwnerHandsOverPastALimitAndTheHistorySaysSo(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	for range 3 {
		d.enquire("Meera Nair" + fmt.Sprint(time.Now().UnixNano()))
	}
	d.want("a limit", d.call("PATCH", "/api/users/3", owner, `{"maxOpen":1,"courses":["NEET"," neet ","JEE"]}`), 200, "")
	d.want("a limit set by somebody else", d.call("PATCH", "/api/users/3", asha, `{"maxOpen":9}`), 403, "owner_only")
	d.want("a limit that is none", d.call("PATCH", "/api/users/3", owner, `{"maxOpen":0}`), 400, "invalid_input")
	if courses := d.query("SELECT array_to_string(courses, ',') FROM users WHERE id = 3"); courses != "NEET,JEE" {
		t.Errorf("courses: %s", courses)
	}
	d.want("the first", d.call("POST", "/api/enquiries/1/claim", rahul, ""), 200, "")
	over := d.want("the second", d.call("POST", "/api/enquiries/2/claim", rahul, ""), 422, "limit_reached")
	if over.text("details", "limit") != "open" || over.text("details", "value") != "1" || over.text("error") != "Limit reached" {
		t.Errorf("%s", over.body)
	}
	d.want("claim for handing on", d.call("POST", "/api/enquiries/2/claim", asha, ""), 200, "")
	d.want("a colleague past the limit", d.call("POST", "/api/enquiries/2/reassign", asha, `{"userId":3}`), 422, "limit_reached")
	d.want("the owner past the limit", d.call("POST", "/api/enquiries/2/reassign", owner, `{"userId":3,"note":"please"}`), 200, "")
	if reason := d.query("SELECT reason FROM events ORDER BY id DESC LIMIT 1"); reason != "please (over the limit open of 1)" {
		t.Errorf("the history says %q", reason)
	}
	d.want("no limit again", d.call("PATCH", "/api/users/3", owner, `{"maxOpen":null}`), 200, "")
	d.want("the third", d.call("POST", "/api/enquiries/3/claim", rahul, ""), 200, "")
}

func TestQueueModes(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"meera@mail.example.com","courseInterest":"NEET","message":"my number is 98220 41763"}`)
	set := func(mode string) {
		t.Helper()
		d.want(mode, d.call("PATCH", "/api/settings", owner, `{"queueMode":"`+mode+`"}`), 200, "")
	}
	set("masked")
	for _, path := range []string{"/api/enquiries/unclaimed", "/api/enquiries/1", "/api/enquiries/unclaimed?q=meera"} {
		a := d.want(path, d.call("GET", path, asha, ""), 200, "")
		for _, secret := range []string{"Meera", "Nair", "meera", "mail.example", "98220"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s shows %q before the claim: %s", path, secret, a.body)
			}
		}
	}
	if a := d.call("GET", "/api/enquiries/unclaimed", owner, ""); !strings.Contains(a.body, "Meera Nair") {
		t.Errorf("the owner sees %s", a.body)
	}
	other := d.enquire("Daniel Rao")
	d.want("the owner claims", d.call("POST", "/api/enquiries/"+other+"/claim", owner, ""), 200, "")
	lost := d.want("a claim that came second", d.call("POST", "/api/enquiries/"+other+"/claim", asha, ""), 409, "claimed")
	if strings.Contains(lost.body, "Meera") || lost.text("details", "next", "name") != "M." {
		t.Errorf("the next in line is named before the claim: %s", lost.body)
	}
	set("next")
	if a := d.call("GET", "/api/enquiries/unclaimed", asha, ""); a.text("data", "enquiries") != "[]" || a.text("data", "pagination", "total") != "1" {
		t.Errorf("where nobody chooses: %s", a.body)
	}
	d.want("choosing", d.call("POST", "/api/enquiries/1/claim", asha, ""), 403, "next_only")
	next := d.want("claim next", d.call("POST", "/api/enquiries/claim-next", asha, "", "Idempotency-Key", "n1"), 200, "")
	if next.text("data", "enquiry", "email") != "meera@mail.example.com" {
		t.Errorf("after the claim: %s", next.body)
	}
	if again := d.call("POST", "/api/enquiries/claim-next", asha, "", "Idempotency-Key", "n1"); again.body != next.body {
		t.Errorf("repeated: %s", again.body)
	}
	for range 2 { // asked, and repeated
		if empty := d.call("POST", "/api/enquiries/claim-next", asha, "", "Idempotency-Key", "n2"); empty.status != 200 || empty.text("data", "enquiry") != "null" {
			t.Errorf("an empty queue: %d %s", empty.status, empty.body)
		}
	}
	if empty := d.call("POST", "/api/enquiries/claim-next", asha, ""); empty.status != 200 || empty.text("data", "enquiry") != "null" {
		t.Errorf("an empty queue without a key: %d %s", empty.status, empty.body)
	}
	d.want("an unknown mode", d.call("PATCH", "/api/settings", owner, `{"queueMode":"secret","timeZone":"Mars/Base","promiseMinutes":0}`), 400, "invalid_input")
	d.want("somebody else", d.call("PATCH", "/api/settings", asha, `{"queueMode":"open"}`), 403, "owner_only")
}

func TestWhoIsLooking(t *testing.T) {
	t.Parallel()
	d, _, asha, rahul := team(t)
	id := d.enquire("Meera Nair")
	d.want("looking", d.call("POST", "/api/enquiries/"+id+"/looking", rahul, ""), 200, "")
	d.want("looking at nothing", d.call("POST", "/api/enquiries/99/looking", rahul, ""), 404, "")
	if a := d.call("GET", "/api/enquiries/unclaimed", asha, ""); !strings.Contains(a.body, `"looking":[{"id":3,"name":"Rahul Rao"}]`) {
		t.Errorf("Asha sees %s", a.body)
	}
	if a := d.call("GET", "/api/enquiries/"+id, rahul, ""); !strings.Contains(a.body, `"looking":[]`) {
		t.Errorf("Rahul sees himself: %s", a.body)
	}
	d.query("UPDATE looking SET at = at - interval '31 seconds' RETURNING ''")
	if a := d.call("GET", "/api/enquiries/"+id, asha, ""); !strings.Contains(a.body, `"looking":[]`) {
		t.Errorf("half a minute later: %s", a.body)
	}
}

// A storm on one lead: everybody is answered, and others are served meanwhile.
func TestStormOnOneLead(t *testing.T) {
	t.Parallel()
	d, _, asha, rahul := team(t)
	id := d.enquire("Meera Nair")
	const storm = 256
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: storm}}
	var wg sync.WaitGroup
	var mu sync.Mutex
	counts := map[int]int{}
	start := make(chan struct{})
	for i := range storm {
		wg.Go(func() {
			<-start
			status, err := post(t.Context(), client, d.url+"/api/enquiries/"+id+"/claim", []string{asha, rahul}[i%2])
			mu.Lock()
			defer mu.Unlock()
			counts[status]++
			if err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	for range 5 {
		d.want("another request meanwhile", d.call("GET", "/api/enquiries/mine", asha, ""), 200, "")
	}
	wg.Wait()
	if counts[200] != 1 || counts[409] != storm-1 {
		t.Errorf("the answers were %v", counts)
	}
}

// listen opens a stream and returns its lines as they come.
func (d *desk) listen(ctx context.Context, token, last string) <-chan string {
	d.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/api/stream", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		d.t.Fatalf("the stream answers %d %v", res.StatusCode, res.Header)
	}
	lines := make(chan string, 100)
	go func() {
		defer res.Body.Close()
		defer close(lines)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return lines
}

// await returns the first line that holds all the words.
func await(t *testing.T, lines <-chan string, words ...string) string {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case line, open := <-lines:
			if !open {
				t.Fatalf("the stream ended before %q", words)
			}
			found := true
			for _, w := range words {
				found = found && strings.Contains(line, w)
			}
			if found {
				return line
			}
		case <-deadline:
			t.Fatalf("no line with %q came", words)
		}
	}
}

// What one process writes is told by every other one, and a listener that comes
// back gets what it missed.
func TestStreamTellsWhatOtherProcessesDo(t *testing.T) {
	t.Parallel()
	d, _, asha, _ := team(t)
	other := &desk{t: t, dsn: d.dsn, store: dbtest.Open(t, d.dsn), log: &lockedBuffer{}}
	other.serve()
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	lines := other.listen(ctx, asha, "")
	await(t, lines, "retry:")
	id := d.enquire("Meera Nair")
	await(t, lines, "data:", `"enquiryId":`+id, `"kind":"received"`)
	d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
	await(t, lines, "data:", `"kind":"claimed"`, `"by":2`, `"owner":2`)
	hangUp()

	missed := other.listen(t.Context(), asha, "1")
	first := await(t, missed, "data:")
	if !strings.Contains(first, `"kind":"claimed"`) {
		t.Errorf("after event 1 came %s", first)
	}
	if a := d.call("GET", "/api/stream", "", ""); a.status != 401 {
		t.Errorf("a stranger gets %d", a.status)
	}
	if a := d.call("GET", "/api/stream", asha, "", "Last-Event-ID", "x"); a.status != 400 {
		t.Errorf("a made-up number gets %d", a.status)
	}
}
