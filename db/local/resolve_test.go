//go:build unix

package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeServer is a directory that passes for an installed PostgreSQL.
func fakeServer(t *testing.T, version string) string {
	t.Helper()
	dir := base(t)
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho \"" + name + " (PostgreSQL) " + version + "\"\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestResolve(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("ab", 32)
	bundle18 := readBundle("18.4 "+sum, "")
	in := func(versions ...string) []install {
		var list []install
		for _, v := range versions {
			list = append(list, install{binDir: "/installed/" + v, version: v, major: majorOf(v)})
		}
		return list
	}
	for name, c := range map[string]struct {
		files     map[string]string
		bin       string // version of a fake PG_BINDIR
		bundle    bundle
		installed []install
		want      Plan
		says      string
		exit      int
	}{
		"nothing at all":                {says: "No database: DATABASE_URL is not set", exit: ExitSetup},
		"installed but too old":         {installed: in("14.9"), says: "No database", exit: ExitSetup},
		"newest installed":              {installed: in("17.2", "15.18"), want: Plan{Source: SourceInstalled, Major: 17, New: true}},
		"bundle before installed":       {bundle: bundle18, installed: in("19.1"), want: Plan{Source: SourceBundle, Major: 18, New: true}},
		"PG_BINDIR before bundle":       {bin: "16.3", bundle: bundle18, want: Plan{Source: SourceBinDir, Major: 16, New: true}},
		"PG_BINDIR too old":             {bin: "13.1", bundle: bundle18, says: "15 or newer", exit: ExitSetup},
		"data before everything":        {files: map[string]string{"data-15/PG_VERSION": "15\n"}, bin: "16.3", bundle: bundle18, installed: in("17.2", "15.18"), want: Plan{Source: SourceInstalled, Major: 15, Next: 16}},
		"data of the bundle":            {files: map[string]string{"data-18/PG_VERSION": "18\n"}, bundle: bundle18, installed: in("18.9"), want: Plan{Source: SourceBundle, Major: 18}},
		"data of a kept runtime":        {files: map[string]string{"data-17/PG_VERSION": "17\n", "runtime/17.10-abc/.ok": ""}, bundle: bundle18, want: Plan{Source: SourceKept, Major: 17, Next: 18}},
		"half unpacked runtime":         {files: map[string]string{"data-17/PG_VERSION": "17\n", "runtime/17.10-abc/bin/postgres": ""}, bundle: bundle18, says: "Install PostgreSQL 17, then run `firstbell upgrade-db`", exit: ExitVersion},
		"CURRENT says which":            {files: map[string]string{"data-17/PG_VERSION": "17\n", "data-18/PG_VERSION": "18\n", "CURRENT": `{"major":18,"data":"data-18"}`}, bundle: bundle18, want: Plan{Source: SourceBundle, Major: 18}},
		"an old copy does not count":    {files: map[string]string{"data-17.old-20261122/PG_VERSION": "17\n"}, bundle: bundle18, want: Plan{Source: SourceBundle, Major: 18, New: true}},
		"newer data":                    {files: map[string]string{"data-19/PG_VERSION": "19\n"}, bundle: bundle18, says: "written by a newer version", exit: ExitVersion},
		"data and no server whatsoever": {files: map[string]string{"data-18/PG_VERSION": "18\n"}, says: "not installed and not in this build", exit: ExitVersion},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := base(t)
			put(t, dir, c.files)
			before := fingerprint(t, dir)
			o := Options{Dir: dir}
			if c.bin != "" {
				o.BinDir = fakeServer(t, c.bin)
			}
			r := resolver{opts: o, layout: layout{dir: dir}, bundle: c.bundle, installed: func() []install { return c.installed }}
			p, _, err := r.plan()
			if fingerprint(t, dir) != before {
				t.Error("Resolve changed something")
			}
			if c.says != "" {
				refused(t, err, c.exit, c.says)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Source != c.want.Source || p.Major != c.want.Major || p.New != c.want.New || p.Next != c.want.Next || p.Why == "" {
				t.Errorf("got %+v, want %+v", p, c.want)
			}
		})
	}
}

func TestResolveNeedsADirectory(t *testing.T) {
	t.Parallel()
	_, err := Resolve(Options{})
	refused(t, err, ExitSetup, "DATA_DIR is not set")
	_, err = Resolve(Options{Dir: base(t), BinDir: "/nowhere"})
	refused(t, err, ExitSetup, "PG_BINDIR /nowhere holds no usable PostgreSQL")
	_, err = Resolve(Options{Dir: base(t), Settings: map[string]string{"a = 'b'\nfsync": "off"}})
	refused(t, err, ExitSetup, "is not the name of a PostgreSQL setting")
}
