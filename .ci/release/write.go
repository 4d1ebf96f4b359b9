package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// A list of parts as CycloneDX 1.6 has it; nothing in it depends on when or
// where it was written.
type (
	bom struct {
		Format     string      `json:"bomFormat"`
		Spec       string      `json:"specVersion"`
		Version    int         `json:"version"`
		Metadata   metadata    `json:"metadata"`
		Components []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type     string    `json:"type"`
		Ref      string    `json:"bom-ref,omitempty"`
		Name     string    `json:"name"`
		Version  string    `json:"version"`
		PURL     string    `json:"purl,omitempty"`
		Hashes   []hash    `json:"hashes,omitempty"`
		Licences []licence `json:"licenses,omitempty"`
	}
	hash struct {
		Alg     string `json:"alg"`
		Content string `json:"content"`
	}
	licence struct {
		Licence struct {
			ID string `json:"id"`
		} `json:"license"`
	}
)

func writeParts(file, program, version string, parts []part) error {
	raw, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	b := bom{Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: metadata{component{Type: "application", Name: "firstbell", Version: version,
		Hashes: []hash{{"SHA-256", hex.EncodeToString(sum[:])}}}}}
	for _, p := range parts {
		c := component{Type: "library", Ref: p.purl(), Name: p.name, Version: p.version, PURL: p.purl()}
		if p.licence != "" {
			var l licence
			l.Licence.ID = p.licence
			c.Licences = []licence{l}
		}
		b.Components = append(b.Components, c)
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// writeNotices writes every text once, below the parts that it is for.
func writeNotices(file string, parts map[string]part) error {
	of := map[string][]string{}
	for name, p := range parts {
		if p.text != "" {
			of[p.text] = append(of[p.text], strings.TrimPrefix(name, "pkg:"))
		}
	}
	texts := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		slices.Sort(of[a])
		slices.Sort(of[b])
		return strings.Compare(of[a][0], of[b][0])
	})
	var b bytes.Buffer
	fmt.Fprintln(&b, "Firstbell holds the work of others. What they ask to be told with it:")
	for _, text := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(of[text], "\n"), strings.Repeat("=", 78), strings.TrimSpace(text))
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
