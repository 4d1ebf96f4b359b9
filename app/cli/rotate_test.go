package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firstbell/app/cli"
	"firstbell/db/dbtest"
)

func TestSecretsRotate(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DATABASE_URL", dbtest.URL(t))
	t.Setenv("DATA_DIR", dir)
	run := func(want int, sentence string) []byte {
		t.Helper()
		var out, errs bytes.Buffer
		if code := cli.Run(t.Context(), []string{"secrets", "rotate"}, &out, &errs); code != want || !strings.Contains(out.String()+errs.String(), sentence) {
			t.Fatalf("exit code %d\n%s%s", code, &out, &errs)
		}
		kept, err := os.ReadFile(filepath.Join(dir, "secrets"))
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	first := run(0, "The keys are new. 0 second factors")
	if second := run(0, "The keys are new."); bytes.Equal(first, second) || bytes.Contains(second, []byte("before")) {
		t.Errorf("%q and then %q", first, second)
	}
	t.Setenv("INSTANCE_KEY", strings.Repeat("k", 32))
	before := run(2, "INSTANCE_KEY_OLD")
	t.Setenv("INSTANCE_KEY_OLD", strings.Repeat("o", 32))
	if after := run(0, "The keys are new."); bytes.Equal(before, after) {
		t.Error("the key for tokens is the same")
	}
}
