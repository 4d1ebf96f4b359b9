package outside

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Publish puts text into a document, between the two lines that say by which
// command it is written; the rest of the document is written by hand. The error
// tells when it has no such lines.
func Publish(file, command, text string) error {
	begins, ends := "<!-- written by "+command+": begin -->", "<!-- written by "+command+": end -->"
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(old), begins)
	_, after, ok2 := strings.Cut(rest, ends)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: %s", file, begins)
	}
	return os.WriteFile(file, []byte(before+begins+"\n"+text+ends+after), 0o644)
}

// Commit names the sources that are measured; a plus says that they have changes
// which are not committed.
func Commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty=+").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
