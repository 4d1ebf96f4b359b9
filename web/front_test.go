package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestFrontDeskHandsOutAndHoldsNothing(t *testing.T) {
	t.Parallel()
	d, owner, asha, fred := team(t)
	d.query("UPDATE users SET role = 'front_desk' WHERE id = 3 RETURNING ''")
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("seeing who waits", d.call("GET", "/api/enquiries/unclaimed", fred, ""), 200, "")
	d.want("claiming", d.call("POST", path+"/claim", fred, ""), 403, "role")
	d.want("claiming the next", d.call("POST", "/api/enquiries/claim-next", fred, ""), 403, "role")
	d.want("taking for oneself", d.call("POST", path+"/reassign", fred, `{"userId":3}`), 400, "holds_none")
	d.want("handing out", d.call("POST", path+"/reassign", fred, `{"userId":2,"note":"walked in"}`), 200, "")
	d.want("handing out again", d.call("POST", path+"/reassign", fred, `{"userId":1}`), 403, "not_holder")
	d.want("a counsellor giving it to the front desk", d.call("POST", path+"/reassign", asha, `{"userId":3}`), 400, "holds_none")
	d.want("settings", d.call("PATCH", "/api/settings", fred, `{"queueMode":"open"}`), 403, "owner_only")
	if a := d.call("GET", path, fred, ""); strings.Contains(a.body, "x@example") || a.text("data", "enquiry", "name") != "Meera Nair" {
		t.Errorf("the front desk sees of a colleague's lead %s", a.body)
	}
	if a := d.call("GET", path, owner, ""); !strings.Contains(a.body, "x@example") {
		t.Errorf("the owner of the desk sees %s", a.body)
	}
}

// Handing out and claiming at the same moment: one of them gets it.
func TestHandingOutRacesWithClaiming(t *testing.T) {
	t.Parallel()
	d := open(t)
	people := []string{d.register("Olga Owner", "olga@example.com")}
	for i := range 4 {
		people = append(people, d.register(fmt.Sprint("Person ", i), fmt.Sprintf("p%d@example.com", i)))
	}
	d.query("UPDATE users SET role = 'front_desk' WHERE id IN (4, 5) RETURNING ''")
	const rounds = 30
	for round := range rounds {
		path := d.url + "/api/enquiries/" + d.enquire(fmt.Sprint("Meera Nair ", round))
		answers := make(chan int, 6)
		start := make(chan struct{})
		var wg sync.WaitGroup
		send := func(token, url, body string) {
			wg.Go(func() {
				<-start
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+token)
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				_ = res.Body.Close()
				answers <- res.StatusCode
			})
		}
		for _, front := range []int{3, 4, 3, 4} {
			send(people[front], path+"/reassign", fmt.Sprintf(`{"userId":%d}`, front-1))
		}
		send(people[1], path+"/claim", "{}")
		send(people[2], path+"/claim", "{}")
		close(start)
		wg.Wait()
		close(answers)
		got := map[int]int{}
		for status := range answers {
			got[status]++
		}
		if got[200] != 1 || got[403]+got[409] != 5 {
			t.Fatalf("of six at once %v", got)
		}
	}
	if n := d.query("SELECT count(*) FROM claims WHERE ended_at IS NULL"); n != fmt.Sprint(rounds) {
		t.Errorf("%s claims of %d enquiries are active", n, rounds)
	}
	if n := d.query("SELECT count(*) FROM events WHERE kind <> 'received'"); n != fmt.Sprint(rounds) {
		t.Errorf("%s changes of owner for %d enquiries", n, rounds)
	}
}
