package main

import (
	"fmt"
	"os"
	"strings"
)

// The table stands between these two lines of the document; the rest of it is
// written by hand.
const (
	tableBegins = "<!-- written by make prove: begin -->"
	tableEnds   = "<!-- written by make prove: end -->"
)

// publish puts the table into the document.
func publish(file string, results []result) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), tableBegins)
	_, after, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: %s", file, tableBegins)
	}
	return os.WriteFile(file, []byte(before+tableBegins+"\n"+table(results)+tableEnds+after), 0o644)
}
