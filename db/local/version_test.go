//go:build unix

package local

import (
	"os"
	"path/filepath"
	"testing"
)

// put writes files below dir, making directories on the way.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDataThatDoesNotFitIsRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		exit  int
		says  []string
	}{
		"older major": {
			map[string]string{"data-14/PG_VERSION": "14\n", "data-14/base/1/112": "rows"},
			ExitVersion, []string{"Data is from PostgreSQL 14, this version uses ", "Nothing was changed"},
		},
		"newer major": {
			map[string]string{"data-99/PG_VERSION": "99\n", "data-99/base/1/112": "rows"},
			ExitVersion, []string{"Data was written by a newer version", "Nothing was changed"},
		},
		"marked but missing": {
			map[string]string{"CURRENT": `{"major":18,"data":"data-18","lc_ctype":"C.UTF-8"}`},
			ExitSetup, []string{"data-18 is missing or incomplete", "Nothing was changed"},
		},
		"without its version": {
			map[string]string{"data-18/base/1/112": "rows"},
			ExitSetup, []string{"missing or incomplete"},
		},
		"two and no mark": {
			map[string]string{"data-17/PG_VERSION": "17\n", "data-18/PG_VERSION": "18\n"},
			ExitSetup, []string{"several databases (data-17, data-18)"},
		},
		"damaged mark": {
			map[string]string{"CURRENT": `{"major":18,"da`, "data-18/PG_VERSION": "18\n"},
			ExitSetup, []string{"CURRENT is damaged"},
		},
		"mark that points elsewhere": {
			map[string]string{"CURRENT": `{"major":18,"data":"../else"}`},
			ExitSetup, []string{"CURRENT is damaged"},
		},
		"somebody's data directory": {
			map[string]string{"PG_VERSION": "15\n", "base/1/112": "rows"},
			ExitSetup, []string{"itself the data directory of a PostgreSQL server"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := base(t)
			put(t, dir, c.files)
			before := fingerprint(t, dir)
			_, err := Start(t.Context(), Options{Dir: dir})
			refused(t, err, c.exit, c.says...)
			if fingerprint(t, dir) != before {
				t.Error("the directory was changed")
			}
		})
	}
}

// TestExistingDataDecidesTheVersion needs two majors at hand, which the full
// program has on a machine with an installed server; with one it checks that
// the choice stays the same.
func TestExistingDataDecidesTheVersion(t *testing.T) {
	t.Parallel()
	found := installed()
	if len(found) == 0 {
		t.Log("no server is installed here; the bundle is the only choice")
		return
	}
	old := found[len(found)-1]
	dir := dataDir(t)
	s := begin(t, Options{Dir: dir, BinDir: old.binDir, Ephemeral: true})
	exec1(t, connect(t, s.OwnerDSN()), `CREATE TABLE kept AS SELECT 7 AS n`)
	finish(t, s)

	s = begin(t, Options{Dir: dir, Ephemeral: true})
	t.Logf("a bundle of %q and data of %d: %s", embedded().version, old.major, s.Plan().Why)
	if s.Plan().Major != old.major || s.Plan().New {
		t.Errorf("plan %+v", s.Plan())
	}
	if n := ask[int](t, connect(t, s.OwnerDSN()), `SELECT n FROM kept`); n != 7 {
		t.Errorf("kept %d", n)
	}
}
