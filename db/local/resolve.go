package local

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Source says where the server's programs come from.
type Source string

// The sources a Plan can name.
const (
	SourceBinDir    Source = "PG_BINDIR"
	SourceBundle    Source = "bundle"
	SourceKept      Source = "kept runtime"
	SourceInstalled Source = "installed"
)

// Plan is what Start would do: which server on which data.
type Plan struct {
	Source  Source `json:"source"`
	Major   int    `json:"major"`
	Version string `json:"version"`
	BinDir  string `json:"binDir"`  // for a bundle: where it is or will be unpacked
	DataDir string `json:"dataDir"` // the cluster
	New     bool   `json:"new"`     // DataDir does not exist yet and would be created
	Why     string `json:"why"`     // one sentence for people
	Next    int    `json:"next"`    // the major version that Upgrade would move the data to; 0 when there is none
}

// Resolve tells what Start would use and why, and changes nothing. Data that
// exists decides the version; without data it is PG_BINDIR, then the bundle,
// then the newest installed server from 15 on. The error is an *Error: with
// ExitVersion when the data belongs to a version that is not at hand.
func Resolve(o Options) (Plan, error) {
	o, err := o.normal()
	if err != nil {
		return Plan{}, err
	}
	plan, _, err := resolverOf(o).plan()
	return plan, err
}

// resolver holds what the choice depends on, so that tests can give their own.
type resolver struct {
	opts      Options
	layout    layout
	bundle    bundle
	installed func() []install
}

func resolverOf(o Options) resolver {
	return resolver{opts: o, layout: layout{dir: o.Dir}, bundle: embedded(), installed: installed}
}

func (r resolver) plan() (Plan, cluster, error) {
	c, err := findCluster(r.layout)
	if err != nil {
		return Plan{}, c, err
	}
	choices, err := r.choices()
	if err != nil {
		return Plan{}, c, err
	}
	if c.dir == "" {
		return r.forNew(choices, c)
	}
	p, err := r.forData(choices, c)
	return p, c, err
}

// forData is the server that can open the data that is there.
func (r resolver) forData(choices []Plan, c cluster) (Plan, error) {
	for _, p := range append(choices, r.kept()...) {
		if p.Major == c.major {
			p.DataDir = c.dir
			p.Why = fmt.Sprintf("The data in %s is from PostgreSQL %d; %s %s serves it.", c.dir, c.major, p.Source, p.Version)
			if len(choices) > 0 && choices[0].Major > c.major {
				p.Next = choices[0].Major
			}
			return p, nil
		}
	}
	return Plan{}, r.otherMajor(c, choices)
}

// way is from the server of the data that is there to the one that would be
// chosen if there were none.
func (r resolver) way() (from, to Plan, err error) {
	c, err := findCluster(r.layout)
	if err != nil {
		return from, to, err
	}
	if c.dir == "" {
		return from, to, setupError(nil, "There is no database in %s that could be moved.", r.layout.dir)
	}
	choices, err := r.choices()
	if err != nil {
		return from, to, err
	}
	if len(choices) == 0 || choices[0].Major < c.major {
		return from, to, r.otherMajor(c, choices)
	}
	from, err = r.forData(choices, c)
	to = choices[0]
	to.DataDir = r.layout.data(to.Major)
	return from, to, err
}

// choices are the servers at hand in the order they are preferred.
func (r resolver) choices() ([]Plan, error) {
	var choices []Plan
	if r.opts.BinDir != "" {
		in, err := inspect(r.opts.BinDir)
		if err != nil {
			return nil, setupError(err, "PG_BINDIR %s holds no usable PostgreSQL (postgres and initdb).", r.opts.BinDir)
		}
		if in.major < oldest {
			return nil, setupError(nil, "PG_BINDIR %s holds PostgreSQL %s; %d or newer is needed.", r.opts.BinDir, in.version, oldest)
		}
		choices = append(choices, Plan{Source: SourceBinDir, Major: in.major, Version: in.version, BinDir: in.binDir})
	}
	if r.bundle.present() {
		choices = append(choices, Plan{
			Source: SourceBundle, Major: majorOf(r.bundle.version), Version: r.bundle.version,
			BinDir: filepath.Join(r.bundle.dir(r.layout), "bin"),
		})
	}
	for _, in := range r.installed() {
		if in.major >= oldest {
			choices = append(choices, Plan{Source: SourceInstalled, Major: in.major, Version: in.version, BinDir: in.binDir})
		}
	}
	return choices, nil
}

// kept lists bundles of earlier versions of the program: an older cluster goes
// on working after an update as long as its server lies beside it.
func (r resolver) kept() []Plan {
	entries, err := os.ReadDir(r.layout.runtimes())
	if err != nil {
		return nil
	}
	var kept []Plan
	for _, e := range entries {
		dir := filepath.Join(r.layout.runtimes(), e.Name())
		version, _, ok := strings.Cut(e.Name(), "-")
		if _, err := os.Stat(filepath.Join(dir, okFile)); err != nil || !ok || majorOf(version) < oldest {
			continue
		}
		kept = append(kept, Plan{Source: SourceKept, Major: majorOf(version), Version: version, BinDir: filepath.Join(dir, "bin")})
	}
	slices.SortStableFunc(kept, func(a, b Plan) int { return minor(b.Version) - minor(a.Version) })
	return kept
}

func (r resolver) forNew(choices []Plan, c cluster) (Plan, cluster, error) {
	if len(choices) == 0 {
		return Plan{}, c, setupError(nil, "No database: DATABASE_URL is not set, this build carries no PostgreSQL and none is installed. Use the full download, or `apt install postgresql`, or set DATABASE_URL.")
	}
	p := choices[0]
	p.DataDir = r.layout.data(p.Major)
	p.New = true
	p.Why = fmt.Sprintf("There is no data in %s yet; %s %s will create it.", r.layout.dir, p.Source, p.Version)
	return p, c, nil
}

func (r resolver) otherMajor(c cluster, choices []Plan) *Error {
	if len(choices) == 0 {
		return versionError("Data in %s is from PostgreSQL %d, which is not installed and not in this build. Nothing was changed. Install PostgreSQL %d or use the version of Firstbell that brought it.", c.dir, c.major, c.major)
	}
	ours := choices[0].Major
	if c.major > ours {
		return versionError("Data was written by a newer version: %s is from PostgreSQL %d, this version uses %d. Nothing was changed. Use the newer Firstbell again or install PostgreSQL %d.", c.dir, c.major, ours, c.major)
	}
	return versionError("Data is from PostgreSQL %d, this version uses %d. Nothing was changed in %s. Install PostgreSQL %d, then run `firstbell upgrade-db`, which moves the data to %d and keeps the old.", c.major, ours, c.dir, c.major, ours)
}
