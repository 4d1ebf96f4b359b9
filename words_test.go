package main

import (
	"os"
	"path/filepath"
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

// unspoken are the refusals that no screen shows: those of programs, and those
// for which the UI has a screen or a sentence of its own.
var unspoken = []string{"no_token", "token_invalid", "token_expired", "user_gone", "key_unknown", "key_revoked", "key_expired", "key_orphaned",
	"key_scope", "invalid_cursor", "invalid_state", "link", "not_a_browser", "code_needed", "setup_required", "unavailable", "busy", "outcome_unknown"}

// TestEveryRefusalHasWords holds the words of the UI for refusals to the codes
// that the server sends, so that no refusal is in English on a screen in another
// language.
func TestEveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	words, err := os.ReadFile("web/ui/src/words/en.later.ts")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("app/*.go")
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]bool{}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bCode: +"(\w+)"`).FindAllSubmatch(source, -1) {
			sent[string(m[1])] = true
		}
	}
	for code := range sent {
		spoken := strings.Contains(string(words), "'refused."+code+"':")
		if spoken == slices.Contains(unspoken, code) {
			t.Errorf("%s has words in en.later.ts or stands among the unspoken, not both and not neither", code)
		}
	}
	for _, m := range regexp.MustCompile(`'refused\.(\w+)':`).FindAllSubmatch(words, -1) {
		if !sent[string(m[1])] {
			t.Errorf("no refusal has the code %s", m[1])
		}
	}
}
