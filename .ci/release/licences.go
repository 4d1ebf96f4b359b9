package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// bundled are the parts of the PostgreSQL that travels inside, as its package
// was built; their files say no licence. docs of each project have the same.
var bundled = []part{
	{kind: "generic", name: "icu", version: "60.2", licence: "ICU"},
	{kind: "generic", name: "openssl", version: "1.1.1", licence: "OpenSSL"},
	{kind: "generic", name: "libxml2", version: "2.9", licence: "MIT"},
	{kind: "generic", name: "libxslt", version: "1.1", licence: "MIT"},
	{kind: "generic", name: "zlib", version: "1.2.11", licence: "Zlib"},
	{kind: "generic", name: "xz-liblzma", version: "5.2", licence: "0BSD"}, // public domain
	{kind: "generic", name: "ossp-uuid", version: "1.6", licence: "ISC"},
	{kind: "generic", name: "zonky-embedded-postgres-binaries", version: "18.4", licence: "Apache-2.0"},
	{kind: "npm", name: "@embedded-postgres/linux", version: "18.4.0-beta.17", licence: "MIT"},
}

// serverParts lists PostgreSQL and what it is built with.
func serverParts(known map[string]string) ([]part, error) {
	info, err := os.ReadFile("embed/bundle_linux_amd64.txt")
	if err != nil {
		return nil, err
	}
	version, _, _ := strings.Cut(string(info), " ")
	list := append([]part{{kind: "generic", name: "postgresql", version: version, licence: "PostgreSQL"}}, bundled...)
	for i, p := range list {
		if list[i].text = known[p.licence]; list[i].text == "" {
			return nil, fmt.Errorf("%s: no text of the licence %s", p.name, p.licence)
		}
	}
	return list, nil
}

// builtIn are the packages of which something is in the built UI, as
// web/ui/build/licenses.mjs has them; the others only build it.
var builtIn = []string{"@fontsource-variable/atkinson-hyperlegible-next", "@tabler/icons", "svelte"}

// uiParts lists what is in the UI. Its build has put their texts into one file.
func uiParts() ([]part, error) {
	raw, err := os.ReadFile("web/ui/package-lock.json")
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Version, License string }
	}
	if err := json.Unmarshal(raw, &lock); err != nil {
		return nil, err
	}
	text, err := os.ReadFile("embed/ui/licenses.txt")
	if err != nil {
		return nil, fmt.Errorf("build the UI first: %w", err)
	}
	var list []part
	for _, name := range builtIn {
		p, known := lock.Packages["node_modules/"+name]
		if !known {
			return nil, fmt.Errorf("the UI is no longer built with %s: correct the list", name)
		}
		list = append(list, part{"npm", name, p.Version, p.License, string(text)})
	}
	return list, nil
}

// readTexts reads the texts of licences out of an npm package, which has to be
// the one we know.
func readTexts(file, integrity string) (map[string]string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	sum := sha512.Sum512(raw)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != integrity {
		return nil, fmt.Errorf("%s is another file: %s", file, got)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for archive := tar.NewReader(unzipped); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		name, ok := strings.CutPrefix(h.Name, "package/licenses/")
		if !ok {
			continue
		}
		var l struct{ LicenseText string }
		if err := json.NewDecoder(archive).Decode(&l); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
		texts[strings.TrimSuffix(name, ".json")] = l.LicenseText
	}
}

func goRoot() string {
	out, _ := exec.Command("go", "env", "GOROOT").Output() // then no licence is found, and that is told
	return strings.TrimSpace(string(out))
}

// moduleDirs says where the sources of each module are on this machine.
func moduleDirs() (map[string]string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Path}}\t{{.Dir}}", "all").Output()
	if err != nil {
		return nil, fmt.Errorf("list modules: %w", err)
	}
	dirs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		dirs[path] = dir
	}
	return dirs, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([-.].*)?$`)

// licenceIn returns the licence and the notices at the top of a folder.
func licenceIn(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("its sources are not here: %w", err)
	}
	var b strings.Builder
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		b.Write(text)
	}
	if b.Len() == 0 {
		return "", errors.New("no licence in " + dir)
	}
	return b.String(), nil
}
