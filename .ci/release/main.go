// Command release writes what goes beside the programs of a release: for each a
// list of its parts (CycloneDX), and the licences of all parts in one file. What
// it writes depends on the programs and the sources alone, so that two runs
// write the same. A part whose licence cannot be found ends it.
package main

import (
	"debug/buildinfo"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// part is something of others that travels inside a program.
type part struct {
	kind, name, version string // kind as in a purl: golang, npm, generic
	licence             string // of those that carry no text: the name SPDX has for it
	text                string
}

func main() {
	out := flag.String("out", "dist", "folder to write to")
	texts := flag.String("texts", "", "npm package with the texts of known licences")
	integrity := flag.String("integrity", "", "its hash, as npm writes it")
	version := flag.String("version", "dev", "version of the release")
	flag.Parse()
	if err := run(*out, *texts, *integrity, *version, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(out, texts, integrity, version string, programs []string) error {
	known, err := readTexts(texts, integrity)
	if err != nil {
		return err
	}
	ui, err := uiParts()
	if err != nil {
		return err
	}
	server, err := serverParts(known)
	if err != nil {
		return err
	}
	all := map[string]part{}
	for _, program := range programs {
		modules, err := goParts(program)
		if err != nil {
			return err
		}
		parts := slices.Concat(modules, ui, server)
		if err := writeParts(filepath.Join(out, filepath.Base(program)+".cdx.json"), program, version, parts); err != nil {
			return err
		}
		for _, p := range parts {
			all[p.purl()] = p
		}
	}
	return writeNotices(filepath.Join(out, "THIRD_PARTY_NOTICES"), all)
}

func (p part) purl() string { return "pkg:" + p.kind + "/" + p.name + "@" + p.version }

// goParts lists the modules inside a program, and Go itself.
func goParts(program string) ([]part, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", program, err)
	}
	dirs, err := moduleDirs()
	if err != nil {
		return nil, err
	}
	text, err := licenceIn(goRoot())
	if err != nil {
		return nil, err
	}
	list := []part{{"golang", "std", strings.TrimPrefix(info.GoVersion, "go"), "BSD-3-Clause", text}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		text, err := licenceIn(dirs[m.Path])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		list = append(list, part{"golang", m.Path, m.Version, "", text})
	}
	return list, nil
}
