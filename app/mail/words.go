package mail

import (
	"html"
	"strings"
)

// Words are what a mail says: paragraphs, perhaps one button, and what stands
// below. Nothing in them is markup: what people typed stays what they typed.
type Words struct {
	Subject    string
	Language   string // a tag such as en
	Paragraphs []string
	Button     string // what it says; "" for none
	Link       string // an address of our own
	Below      string
}

// Text returns the mail as plain text.
func (w Words) Text() string {
	parts := append([]string{}, w.Paragraphs...)
	if w.Button != "" {
		parts = append(parts, w.Button+": "+w.Link)
	}
	if w.Below != "" {
		parts = append(parts, "-- \n"+w.Below)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// HTML returns the mail as a page that loads nothing from anywhere.
func (w Words) HTML() string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="` + html.EscapeString(w.Language) + `"><head><meta charset="utf-8"><title>` +
		html.EscapeString(w.Subject) + `</title></head><body style="max-width:34em;font:16px/1.5 sans-serif">`)
	for _, p := range w.Paragraphs {
		b.WriteString("<p>" + escaped(p) + "</p>")
	}
	if w.Button != "" {
		b.WriteString(`<p><a href="` + html.EscapeString(w.Link) + `" style="display:inline-block;padding:12px 18px;` +
			`border-radius:4px;background:#243b6b;color:#fff;text-decoration:none">` + html.EscapeString(w.Button) + `</a></p>`)
	}
	if w.Below != "" {
		b.WriteString(`<p style="color:#555;font-size:14px">` + escaped(w.Below) + "</p>")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// escaped is a paragraph with its line breaks.
func escaped(s string) string {
	return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>")
}
