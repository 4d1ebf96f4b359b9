package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// classes are what a column may hold, as docs/data.md explains them.
var classes = []string{"enquirer", "staff", "secret", "pseudonym", "school", "machine"}

// TestEveryColumnIsInTheInventory holds docs/data.md to the schema: whoever
// adds a column says what it is for, what kind of data it holds and for how
// long it is kept.
func TestEveryColumnIsInTheInventory(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	there := columns(string(schema))
	listed := map[string]bool{}
	table := ""
	for _, line := range strings.Split(string(text), "\n") {
		if name, ok := strings.CutPrefix(line, "## "); ok {
			table = strings.Trim(name, "`")
		}
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "| `") || len(cells) != 4 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, column := range strings.Split(cells[0], ", ") {
			name := table + "." + strings.Trim(column, "`")
			switch {
			case listed[name]:
				t.Errorf("%s is listed twice", name)
			case !there[name]:
				t.Errorf("%s is listed but not in the schema", name)
			case cells[1] == "" || cells[3] == "" || !slices.Contains(classes, cells[2]):
				t.Errorf("%s needs a purpose, a class out of %v and how long it is kept: %q", name, classes, line)
			}
			listed[name] = true
		}
	}
	for name := range there {
		if !listed[name] {
			t.Errorf("%s is not in docs/data.md: say there what it is for, what class of data it holds and how long it is kept", name)
		}
	}
}

// columns reads the names of all columns out of the dump of the schema.
func columns(schema string) map[string]bool {
	names := map[string]bool{}
	head, column := regexp.MustCompile(`^(?:unlogged )?table (\w+)`), regexp.MustCompile(`^    ([a-z]\w*) `)
	table := ""
	for _, line := range strings.Split(schema, "\n") {
		if m := head.FindStringSubmatch(line); m != nil {
			table = m[1]
		} else if m := column.FindStringSubmatch(line); m != nil && table != "" {
			names[table+"."+m[1]] = true
		} else if line == "" { // a default may stand on several lines
			table = ""
		}
	}
	return names
}
