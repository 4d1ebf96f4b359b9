package web

// refusal is what HTTP itself has to refuse, before there is any use case to
// ask: a kind of body that is not read, a route that does not exist. Everything
// that the product refuses is an app.Error instead.
type refusal struct {
	status               int
	code, title, message string
}

// Error returns the sentence for people.
func (r *refusal) Error() string { return r.message }
