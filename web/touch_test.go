package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var numbersAndTimes = regexp.MustCompile(`"id":\d+|"\d{4}-[^"]*Z"`)

// The answer to who asks again is the answer to who asks the first time, with a
// number of its own, before and after somebody took the enquiry.
func TestAnswerDoesNotTellWhoIsKnown(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	const post = `{"name":"Meera Nair","email":"meera@example.com","courseInterest":"NEET","message":"%s"}`
	send := func(words string, headers ...string) (answer, string) {
		a := d.want(words, d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(post, words), headers...), 201, "")
		return a, numbersAndTimes.ReplaceAllString(strings.ReplaceAll(a.body, words, ""), "")
	}
	first, new := send("first")
	id := first.text("data", "id")
	_, waiting := send("again")
	d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
	third, taken := send("once more", "Idempotency-Key", "k")
	if waiting != new || taken != new {
		t.Errorf("new\n%s\nwhile it waits\n%s\nclaimed\n%s", new, waiting, taken)
	}
	if repeated, _ := send("once more", "Idempotency-Key", "k"); repeated.body != third.body {
		t.Errorf("repeated: %s, first %s", repeated.body, third.body)
	}
	if clicked, _ := send("first"); clicked.body != first.body {
		t.Errorf("clicked twice: %s, first %s", clicked.body, first.body)
	}
	if a := d.want("the later number", d.call("GET", "/api/enquiries/"+third.text("data", "id"), asha, ""), 200, ""); a.text("data", "enquiry", "id") != id {
		t.Errorf("the later number shows %s", a.body)
	}
	if a := d.call("POST", "/api/enquiries/"+third.text("data", "id")+"/claim", asha, ""); a.status != 409 {
		t.Errorf("claim by the later number: %d %s", a.status, a.body)
	}
	if got := d.query("SELECT string_agg(concat_ws(' ', kind, owner_after), ', ' ORDER BY id) FROM events"); got != "received, touched, claimed 1, touched 1" {
		t.Errorf("the history: %s", got)
	}
	if a := d.call("GET", "/api/enquiries/"+id+"/events", asha, ""); !strings.Contains(a.body, `"once more"`) {
		t.Errorf("the owner does not see the new words: %s", a.body)
	}
}

func TestSixteenPostsOfOnePersonAreOneEnquiry(t *testing.T) {
	t.Parallel()
	d := open(t)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			body := fmt.Sprintf(`{"name":"Meera Nair","email":"meera@example.com","courseInterest":"NEET","message":"%d"}`, i)
			d.want("a post", d.call("POST", "/api/enquiries/public", "", body), 201, "")
		})
	}
	wg.Wait()
	if n := d.query("SELECT (SELECT count(*) FROM enquiries) || ' ' || (SELECT count(*) FROM touches) || ' ' || (SELECT count(DISTINCT message) FROM touches)"); n != "1 16 16" {
		t.Errorf("enquiries, touches and messages: %s", n)
	}
}

func TestWhereTheyCameFromIsKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	const body = `{"name":"Meera Nair","email":"%s","courseInterest":"NEET","source":"google","medium":"cpc","campaign":"Mai\u0000","clickId":7,"landing":"/neet","submissionId":"%s"}`
	const one, two = "6f1c2f1e-30bb-4f5b-9c2b-0d9d3d1c0a11", "6f1c2f1e-30bb-4f5b-9c2b-0d9d3d1c0a12"
	body1 := strings.Replace(fmt.Sprintf(body, "m@example.com", one), `\u0000`, "", 1)
	first := d.want("a tagged post", d.call("POST", "/api/enquiries/public", "", body1), 201, "")
	for _, again := range []string{body1, strings.Replace(body1, "m@", "corrected@", 1)} {
		if a := d.want("sent twice", d.call("POST", "/api/enquiries/public", "", again), 201, ""); a.body != first.body {
			t.Errorf("sent twice: %s, first %s", a.body, first.body)
		}
	}
	if got := d.query("SELECT string_agg(concat_ws(' ', origin, source, medium, campaign, coalesce(click_id, 'none'), landing, submission), ', ') FROM touches"); got != "form google cpc Mai none /neet "+one {
		t.Errorf("kept: %s", got)
	}
	d.want("no UUID", d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(strings.Replace(body, `\u0000`, "", 1), "m@example.com", "1")), 400, "invalid_input")
	d.want("the next", d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(strings.Replace(body, `\u0000`, "", 1), "m@example.com", two)), 201, "")
}
