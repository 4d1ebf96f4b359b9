package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"firstbell/app"
)

// TestEveryActionHasWords holds the list of actions, and the words for them in
// the UI, to the actions there are.
func TestEveryActionHasWords(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("app/action.go")
	if err != nil {
		t.Fatal(err)
	}
	words, err := os.ReadFile("web/ui/src/words/en.later.ts")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`Action += "(\w+)"`).FindAllSubmatch(source, -1)
	if len(declared) != len(app.Actions()) {
		t.Errorf("%d actions are declared and %d are listed by Actions", len(declared), len(app.Actions()))
	}
	for _, m := range declared {
		if !slices.Contains(app.Actions(), app.Action(m[1])) {
			t.Errorf("%s is not listed by Actions", m[1])
		}
		if !strings.Contains(string(words), "'audit.did."+string(m[1])+"':") {
			t.Errorf("%s has no words in en.later.ts", m[1])
		}
	}
}
