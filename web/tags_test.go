package web_test

import (
	"strings"
	"testing"
)

const tagsOf = "SELECT string_agg(concat(id, ':', array_to_string(tags, '+')), ' ' ORDER BY id) FROM enquiries"

// Tags are put on and off like the other facts of a lead, and of several at once;
// lists, views and files know them, whatever their capitals.
func TestLeadsAreFoundByTheirTags(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	for _, name := range []string{"Meera", "Sana", "Arjun"} {
		d.enquire(name)
	}
	d.want("claim", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	read := d.want("the lead", d.call("GET", "/api/enquiries/1", asha, ""), 200, "")
	etag := read.header.Get("ETag")
	if read.text("data", "enquiry", "tags") != "[]" {
		t.Errorf("before: %s", read.body)
	}
	a := d.want("tags", d.call("PATCH", "/api/enquiries/1", asha, `{"tags":["Scholarship","  two   words","SCHOLARSHIP"]}`, "If-Match", etag), 200, "")
	if got := a.text("data", "enquiry", "tags"); got != `["Scholarship","two words"]` {
		t.Errorf("tags: %s", got)
	}
	stale := d.refused("second", "PATCH", "/api/enquiries/1", owner, `{"tags":["hostel"]}`, 412, "stale", "If-Match", etag)
	if !strings.Contains(stale.body, `{"field":"tags","yours":"hostel","theirs":"Scholarship, two words"}`) {
		t.Errorf("both values: %s", stale.body)
	}
	d.refused("another's", "PATCH", "/api/enquiries/1", rahul, `{"tags":[]}`, 403, "not_holder", "If-Match", "*")
	d.refused("a comma", "PATCH", "/api/enquiries/1", asha, `{"tags":["a,b"]}`, 400, "invalid_input", "If-Match", "*")
	d.want("a name", d.call("PATCH", "/api/enquiries/1", asha, `{"name":"Meera Nair"}`, "If-Match", "*"), 200, "")

	several := d.want("several", d.call("POST", "/api/enquiries/tags", asha, `{"ids":[1,2],"add":["Hostel"],"remove":["TWO WORDS"]}`), 200, "")
	if got := fates(several); got != "1 ok, 2 not_claimed" {
		t.Errorf("of several: %s", got)
	}
	d.want("all", d.call("POST", "/api/enquiries/tags", owner, `{"ids":[1],"add":["a","b","c","d","e","f","g","h"]}`), 200, "")
	full := d.want("one too many", d.call("POST", "/api/enquiries/tags", owner, `{"ids":[1],"add":["i"]}`), 200, "")
	if got := fates(full); got != "1 tags_full" {
		t.Errorf("too many: %s", got)
	}
	if got := d.query(tagsOf); got != "1:Scholarship+Hostel+a+b+c+d+e+f+g+h 2: 3:" {
		t.Errorf("kept: %s", got)
	}
	if got := d.query("SELECT count(*) FROM events WHERE enquiry_id = 1 AND kind = 'edited' AND fields = '{tags}'"); got != "3" {
		t.Errorf("%s changes of tags are told", got)
	}
	for query, want := range map[string]string{"tag=hostel": "1", "tag=Hostel&course=JEE": "0", "tag=host": "0"} {
		if got := d.want(query, d.call("GET", "/api/enquiries?"+query, owner, ""), 200, "").text("data", "pagination", "total"); got != want {
			t.Errorf("%s finds %s", query, got)
		}
	}
	d.want("no tag", d.call("GET", "/api/enquiries?tag=%00", owner, ""), 400, "invalid_tag")
	file := d.want("a file", d.call("GET", "/api/enquiries/export?format=csv&tag=HOSTEL", owner, ""), 200, "")
	if !strings.Contains(file.body, `"Scholarship, Hostel, a, b`) || strings.Contains(file.body, "Sana") {
		t.Errorf("the file: %s", file.body)
	}
	d.want("a view", d.call("POST", "/api/views", owner, `{"name":"Hostel","query":"tag=Hostel"}`), 201, "")
	if got := d.want("all tags", d.call("GET", "/api/tags", asha, ""), 200, "").text("data", "tags"); got != `["a","b","c","d","e","f","g","h","Hostel","Scholarship"]` {
		t.Errorf("in use: %s", got)
	}
}

// A merge unites the tags of both, and undoing it leaves those that were put on
// since; erasing a person takes all of them away.
func TestTagsAreMergedAndErased(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	for _, name := range []string{"Meera", "Meera N"} {
		d.enquire(name)
	}
	tag := func(id, add string) {
		t.Helper()
		d.want("tags", d.call("POST", "/api/enquiries/tags", owner, `{"ids":[`+id+`],"add":["`+add+`"]}`), 200, "")
	}
	d.want("claim", d.call("POST", "/api/enquiries/1/claim", owner, ""), 200, "")
	d.want("claim", d.call("POST", "/api/enquiries/2/claim", owner, ""), 200, "")
	tag("1", "Hostel")
	tag("1", "evening")
	tag("2", "hostel")
	d.want("merge", d.call("POST", "/api/enquiries/1/merge", owner, `{"into":2}`), 200, "")
	if got := d.query(tagsOf); got != "1:Hostel+evening 2:hostel+evening" {
		t.Errorf("merged: %s", got)
	}
	tag("2", "new")
	d.want("undo", d.call("DELETE", "/api/enquiries/1/merge", owner, ""), 200, "")
	if got := d.query(tagsOf); got != "1:Hostel+evening 2:hostel+new" {
		t.Errorf("undone: %s", got)
	}
	d.want("erase", d.call("POST", "/api/privacy/erase", owner, `{"enquiries":[1],"reason":"asked"}`), 200, "")
	if got := d.query(tagsOf); got != "1: 2:hostel+new" {
		t.Errorf("erased: %s", got)
	}
}
