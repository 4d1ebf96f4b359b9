package config

import (
	"fmt"
	"io"
)

// Help writes one paragraph a knob: its name, what it holds when unset, and
// what it is for.
func Help(w io.Writer) {
	for _, f := range knobs() {
		def := f.Tag.Get("envDefault")
		if def == "" {
			def = "unset"
		}
		fmt.Fprintf(w, "%-16s %s\n%-16s %s\n", f.Tag.Get("env"), "("+def+")", "", f.Tag.Get("help"))
	}
}
