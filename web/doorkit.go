package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"firstbell/app"
)

// doorKit is what the public pages are made of: templates, styles, scripts and
// words, read once. A page brings all it needs with it, so that it is one
// request.
type doorKit struct {
	pages     *template.Template
	words     map[string]map[string]string // by language
	css       string
	poster    string
	form      string // the script of a form
	check     string
	worker    []byte
	embedding []byte
}

func loadDoor(files fs.FS) (k doorKit, err error) {
	if files == nil {
		return k, nil // a test that shows no forms
	}
	if k.pages, err = template.ParseFS(files, "*.html"); err != nil {
		return k, fmt.Errorf("read the pages of the door: %w", err)
	}
	text := map[string]string{}
	for _, name := range []string{"door.css", "poster.css", "door.js", "check.js", "work.js", "embed.js", "en.json", "hi.json"} {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return k, fmt.Errorf("read the door: %w", err)
		}
		text[name] = strings.TrimSpace(string(raw))
	}
	k.css, k.poster, k.form, k.check = text["door.css"], text["poster.css"], text["door.js"], text["check.js"]
	k.worker, k.embedding = []byte(text["work.js"]), []byte(text["embed.js"])
	k.words = map[string]map[string]string{}
	for _, lang := range app.FormLanguages {
		words := map[string]string{}
		if err := json.Unmarshal([]byte(text[lang+".json"]), &words); err != nil {
			return k, fmt.Errorf("read the words of the door in %s: %w", lang, err)
		}
		k.words[lang] = words
	}
	return k, nil
}

// word is a text in a language with its gaps filled in: pairs of a name and
// what it stands for.
func (k doorKit) word(lang, key string, gaps ...string) string {
	text := k.words[lang][key]
	for i := 0; i+1 < len(gaps); i += 2 {
		text = strings.ReplaceAll(text, "{"+gaps[i]+"}", gaps[i+1])
	}
	return text
}

// doorPolicy lets a page of the door use its own style and script and nothing
// else, and be shown in pages of its own origin and of those listed.
func doorPolicy(css, js string, origins []string) string {
	script := "'none'"
	if js != "" {
		script = hashOf(js)
	}
	return "default-src 'none'; style-src " + hashOf(css) + "; script-src " + script + "; worker-src 'self'; connect-src 'self'; img-src data:; " +
		"base-uri 'none'; form-action 'self'; frame-ancestors " + strings.Join(append([]string{"'self'"}, origins...), " ")
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
