package web_test

import (
	"strings"
	"testing"
)

func TestDuplicatesAreReviewedOnce(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	post := func(name, email, course string) string {
		return d.want(name, d.call("POST", "/api/enquiries/public", "", `{"name":"`+name+`","email":"`+email+`","courseInterest":"`+course+`"}`), 201, "").text("data", "id")
	}
	one, course := post("Meera Nair", "m@example.com", "NEET"), post("Meera Nair", "m@example.com", "JEE")
	slip := post("Mera Nair", "m@example.com", "NEET")
	post("Arjun Nair", "m@example.com", "NEET") // her brother
	reasons := func() (list []string) {
		a := d.want("the review", d.call("GET", "/api/duplicates", owner, ""), 200, "")
		for part := range strings.SplitSeq(a.body, `"why":"`) {
			list = append(list, part[:strings.Index(part+`"`, `"`)])
		}
		return list[1:]
	}
	if got := strings.Join(reasons(), " "); got != "name course" {
		t.Errorf("alike by %s", got)
	}
	before := d.rows()
	d.want("the same", d.call("POST", "/api/duplicates/apart", owner, `{"one":`+one+`,"other":`+one+`}`), 400, "merge_self")
	d.want("unknown", d.call("POST", "/api/duplicates/apart", owner, `{"one":`+one+`,"other":99}`), 404, "enquiry_not_found")
	d.want("a counsellor", d.call("POST", "/api/duplicates/apart", asha, `{"one":`+one+`,"other":`+course+`}`), 403, "owner_only")
	if after := d.rows(); after != before {
		t.Errorf("refused requests changed %s to %s", before, after)
	}
	for range 2 {
		d.want("two people", d.call("POST", "/api/duplicates/apart", owner, `{"one":`+course+`,"other":`+one+`}`), 200, "")
	}
	d.want("one person", d.call("POST", "/api/enquiries/"+slip+"/merge", owner, `{"into":`+one+`}`), 200, "")
	if got := reasons(); len(got) != 0 {
		t.Errorf("after both were decided: %v", got)
	}
}
