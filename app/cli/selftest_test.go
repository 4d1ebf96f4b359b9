package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"firstbell/app/cli"
	"firstbell/db/dbtest"
)

// The operator's own database is tested, told about, and left as it was.
func TestSelftestOfClaims(t *testing.T) {
	dsn := dbtest.URL(t)
	t.Setenv("DATABASE_URL", dsn)
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), []string{"selftest", "claims"}, &out, &errs)
	for _, sentence := range []string{"12800 claims in", "200 enquiries have a winner, and 0 claims", "12600 claims were told that somebody was first, and 0 of them",
		"200 owners, 200 claims, 200 lines of history and 12800 kept answers, and 0 enquiries"} {
		if code != 0 || !strings.Contains(out.String(), sentence) {
			t.Fatalf("exit code %d and no %q in\n%s%s", code, sentence, &out, &errs)
		}
	}
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var left string
	if err := pool.QueryRowContext(t.Context(), `SELECT concat_ws(' ', (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'selftest%'),
		(SELECT count(*) FROM public.users), (SELECT count(*) FROM public.enquiries), (SELECT count(*) FROM public.ops))`).Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != "0 0 0 0" {
		t.Errorf("schemas, people, enquiries and answers left behind: %s", left)
	}
}

func TestSelftestWantsToKnowOfWhat(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := cli.Run(t.Context(), []string{"selftest"}, &out, &errs); code != 2 || !strings.Contains(errs.String(), "firstbell selftest claims") {
		t.Errorf("exit code %d and\n%s", code, &errs)
	}
}
