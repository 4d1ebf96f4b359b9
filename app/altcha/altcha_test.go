package altcha

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"firstbell/app/seal"
)

func solve(t *testing.T, c Challenge) map[string]any {
	t.Helper()
	for n := range c.MaxNumber {
		if sum(c.Salt, n) == c.Challenge {
			return map[string]any{"algorithm": c.Algorithm, "challenge": c.Challenge, "number": n, "salt": c.Salt, "signature": c.Signature}
		}
	}
	t.Fatal("the challenge has no answer")
	return nil
}

func encoded(t *testing.T, answer map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

func TestOnlyOurOwnChallengeSolvedInTimeCounts(t *testing.T) {
	t.Parallel()
	keys, err := seal.New([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	c := New(keys, "page one", now)
	if good := encoded(t, solve(t, c)); !Solved(keys, "page one", good, now.Add(4*time.Minute)) {
		t.Error("the answer does not count")
	} else if Solved(keys, "page two", good, now) {
		t.Error("it counts for another page")
	} else if Solved(keys, "page one", good, now.Add(6*time.Minute)) {
		t.Error("it counts when its time is over")
	}
	for name, change := range map[string]func(map[string]any){
		"another number":    func(a map[string]any) { a["number"] = a["number"].(int) + 1 },
		"another signature": func(a map[string]any) { a["signature"] = strings.Repeat("0", 32) },
		"another algorithm": func(a map[string]any) { a["algorithm"] = "SHA-1" },
		"a longer life": func(a map[string]any) {
			a["salt"] = strings.Replace(c.Salt, "expires=1", "expires=2", 1)
			a["challenge"] = sum(a["salt"].(string), a["number"].(int))
		},
	} {
		a := solve(t, c)
		change(a)
		if Solved(keys, "page one", encoded(t, a), now) {
			t.Errorf("%s counts", name)
		}
	}
	for _, broken := range []string{"", "?", "bnVsbA==", base64.StdEncoding.EncodeToString([]byte(`{"number":1e99}`))} {
		if Solved(keys, "page one", broken, now) {
			t.Errorf("%q counts", broken)
		}
	}
}
