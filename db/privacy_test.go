package db_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"firstbell/db"
)

// What is told about a person is everything: each table with words of enquirers,
// as docs/data.md lists them, but for those that only repeat what others hold.
func TestEveryTableWithWordsIsTold(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	told, found := append(db.Told(), "search_words", "touch_words", "contact_points", "ops"), 0
	for _, part := range strings.Split(string(text), "\n## `")[1:] {
		table, rest, _ := strings.Cut(part, "`")
		if strings.Contains(rest, "| enquirer |") {
			found++
			if !slices.Contains(told, table) {
				t.Errorf("%s holds words about people and is not told", table)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d tables were found", found)
	}
}
