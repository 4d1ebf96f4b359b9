package main

import "bytes"

// work is what a transaction was about when it is about to last.
type work string

const (
	ownerChange work = "owner changes, or refusals of one"
	publicForm  work = "public forms"
	otherWork   work = "others"
)

// conversation is what the proxy knows of what a client is doing. The driver
// sends everything that changes something by the simple protocol.
type conversation struct {
	open bool // between BEGIN and its end
	work work
}

// hear listens to a message and reports whether it makes a change last: a
// COMMIT, or a statement that writes without a transaction around it.
func (c *conversation) hear(m message) (w work, decides bool) {
	if m.kind != 'Q' {
		return "", false
	}
	text := bytes.TrimSpace(bytes.TrimRight(m.body(), "\x00"))
	for bytes.HasPrefix(text, []byte("SET LOCAL ")) { // as planned statements begin
		_, text, _ = bytes.Cut(text, []byte("; "))
	}
	switch {
	case bytes.HasPrefix(text, []byte("BEGIN")):
		c.open, c.work = true, otherWork
	case bytes.Equal(text, []byte("COMMIT")):
		c.open = false
		return c.work, true
	case bytes.Equal(text, []byte("ROLLBACK")):
		c.open = false
	case c.open:
		c.work = about(text, c.work)
	case writes(text):
		return about(text, otherWork), true
	case bytes.HasPrefix(text, []byte("EXECUTE ")):
		w = about(text, "")
		return w, w != ""
	}
	return "", false
}

// about looks for the words, and the names of planned statements, in which db
// writes owners and new enquiries.
func about(text []byte, otherwise work) work {
	switch {
	case bytes.Contains(text, []byte("UPDATE enquiries SET claimed_by")), bytes.HasPrefix(text, []byte("EXECUTE firstbell_take_")):
		return ownerChange
	case bytes.Contains(text, []byte("INSERT INTO enquiries")), bytes.HasPrefix(text, []byte("EXECUTE firstbell_add_")):
		return publicForm
	}
	return otherwise
}

func writes(text []byte) bool {
	for _, word := range []string{"WITH", "INSERT", "UPDATE", "DELETE"} {
		if bytes.HasPrefix(text, []byte(word)) && (word != "WITH" || bytes.Contains(text, []byte("INSERT INTO"))) {
			return true
		}
	}
	return false
}
