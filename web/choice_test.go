package web_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestCoursesAreKeptInOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	ravi := d.register("Ravi Rao", "ravi@example.com")
	for _, name := range []string{"Maths", "NEET", "German A2"} {
		if a := d.call("POST", "/api/courses", asha, `{"name":"`+name+`"}`); a.status != 201 {
			t.Fatalf("add %s: %d %s", name, a.status, a.body)
		}
	}
	names := func() string {
		return d.query("SELECT string_agg(name || position || CASE WHEN archived THEN '-' ELSE '' END, ' ' ORDER BY position) FROM courses")
	}
	if a := d.call("PATCH", "/api/courses/3", asha, `{"position":1}`); a.status != 200 || names() != "German A21 Maths2 NEET3" {
		t.Errorf("move up: %d, %s", a.status, names())
	}
	if a := d.call("PATCH", "/api/courses/3", asha, `{"position":99,"archived":true,"name":"German"}`); a.status != 200 || names() != "Maths1 NEET2 German3-" {
		t.Errorf("move down, rename, archive: %d, %s", a.status, names())
	}
	before := names()
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/api/courses", `{"name":"maths"}`, 409},
		{"POST", "/api/courses", `{"name":" "}`, 400},
		{"PATCH", "/api/courses/1", `{"name":"neet","position":3}`, 409},
		{"PATCH", "/api/courses/1", `{"position":0}`, 400},
		{"PATCH", "/api/courses/9", `{"position":1}`, 404},
	} {
		if a := d.call(c.method, c.path, asha, c.body); a.status != c.status {
			t.Errorf("%s %s: %d %s", c.path, c.body, a.status, a.body)
		}
		if a := d.call(c.method, c.path, asha, c.body, "Idempotency-Key", c.body[2:6]+c.path); a.status != c.status {
			t.Errorf("%s %s with a key: %d %s", c.path, c.body, a.status, a.body)
		}
	}
	if a := d.call("POST", "/api/sources", ravi, `{"name":"Poster"}`); a.status != 403 {
		t.Errorf("a counsellor adds a source: %d", a.status)
	}
	if names() != before {
		t.Errorf("refusals changed %s to %s", before, names())
	}
	if a := d.call("GET", "/api/courses", ravi, ""); strings.Count(a.body, `"id"`) != 3 {
		t.Errorf("a counsellor reads %s", a.body)
	}
}

func TestOneNameIsAddedOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if a := d.call("POST", "/api/sources", asha, `{"name":"Poster`+strconv.Itoa(i%6)+`"}`); a.status != 201 && a.status != 409 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if n := d.query("SELECT count(*) || ' ' || string_agg(position::text, '' ORDER BY position) FROM sources"); n != "6 123456" {
		t.Errorf("sources and their places: %s", n)
	}
}
