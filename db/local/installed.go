package local

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the oldest major version our SQL runs on.
const oldest = 15

// install is a PostgreSQL found on this machine.
type install struct {
	binDir  string
	version string
	major   int
}

// installed lists the servers of this machine, newest first.
func installed() []install {
	var found []install
	seen := map[string]bool{}
	for _, dir := range candidates() {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil || seen[real] {
			continue
		}
		seen[real] = true
		if in, err := inspect(real); err == nil {
			found = append(found, in)
		}
	}
	slices.SortStableFunc(found, func(a, b install) int {
		return cmp.Or(cmp.Compare(b.major, a.major), cmp.Compare(minor(b.version), minor(a.version)))
	})
	return found
}

// candidates are the places where distributions and installers put servers.
func candidates() []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/lib/postgresql*/bin",
		"/usr/pgsql-*/bin",
		"/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		"/Library/PostgreSQL/*/bin",
	} {
		more, _ := filepath.Glob(pattern)
		dirs = append(dirs, more...)
	}
	return dirs
}

var versionText = regexp.MustCompile(`PostgreSQL\) ((\d+)(?:\.\d+)?)`)

// inspect asks the server in binDir for its version; initdb must be there too.
func inspect(binDir string) (install, error) {
	if _, err := os.Stat(filepath.Join(binDir, "initdb")); err != nil {
		return install{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(binDir, "postgres"), "--version").Output()
	if err != nil {
		return install{}, err
	}
	m := versionText.FindStringSubmatch(string(out))
	if m == nil {
		return install{}, setupError(nil, "%s is not a PostgreSQL server.", binDir)
	}
	return install{binDir: binDir, version: m[1], major: majorOf(m[1])}, nil
}

func majorOf(version string) int {
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return n
}

func minor(version string) int {
	_, minor, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(minor)
	if err != nil {
		return 0
	}
	return n
}
