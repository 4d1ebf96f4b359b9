package app

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"firstbell/app/altcha"
)

// viewLen is how many letters name a page: more than anybody can guess.
const viewLen = 24

// viewLife is how long a page that was opened can be sent.
const viewLife = 24 * time.Hour

// ErrViewToken refuses a link that we have not made.
var ErrViewToken = &Error{Kind: NotFound, Code: "link", Title: "Not found",
	Message: "This link is not whole. Open it again from the message or page that it came from"}

// View is one page with a form that somebody opened.
type View struct {
	ID   string
	At   time.Time
	Wait time.Time // before then it is not looked at; zero: it need not wait
	Last bool      // so many wait already that somebody will have to look at it
}

// NewView names a page.
func (d *Desk) NewView() View { return View{ID: rand.Text()[:viewLen], At: d.Now()} }

// ViewOf names the page of a form that does not come from a page of ours: the
// same words on one day are of the same page.
func (d *Desk) ViewOf(values map[string]string) View {
	now := d.Now()
	name := d.submissionOf(AskInput{Values: values, View: now.UTC().Format(time.DateOnly)})
	return View{ID: base32.StdEncoding.EncodeToString(d.Sealer.Sign("form page", []byte(name)))[:viewLen], At: now}
}

// Work is what the machine that sends a page is asked to do.
func (d *Desk) Work(v View) altcha.Challenge { return altcha.New(d.Sealer, v.ID, d.Now()) }

// Worked reports whether it has been done for that page.
func (d *Desk) Worked(v View, answer string) bool {
	return altcha.Solved(d.Sealer, v.ID, answer, d.Now())
}

// ViewToken signs a page of a form, so that it can be told from one that
// somebody made up and nobody can say that they filled it in more slowly.
func (d *Desk) ViewToken(slug string, v View) string {
	fields := []string{v.ID, strconv.FormatInt(v.At.Unix(), 36)}
	if !v.Wait.IsZero() {
		fields = append(fields, strconv.FormatInt(v.Wait.Unix(), 36), strconv.FormatBool(v.Last))
	}
	text := strings.Join(fields, ".")
	return text + "." + encode(d.Sealer.Sign("form view", []byte(slug+" "+text)))
}

// ReadView reads a signed page of a form; false for one that is not ours.
func (d *Desk) ReadView(slug, token string) (View, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token) > 200 {
		return View{}, false
	}
	mac, err := base64.RawURLEncoding.DecodeString(token[i+1:])
	if err != nil || !d.Sealer.Signed("form view", []byte(slug+" "+token[:i]), mac) {
		return View{}, false
	}
	fields := strings.Split(token[:i], ".") // ours, so that they read
	v := View{ID: fields[0], At: base36(fields[1])}
	if len(fields) == 4 {
		v.Wait, v.Last = base36(fields[2]), fields[3] == "true"
	}
	return v, true
}

func base36(s string) time.Time {
	n, _ := strconv.ParseInt(s, 36, 64)
	return time.Unix(n, 0)
}

// LinkToken signs the link by which somebody takes back what they sent from a
// page.
func (d *Desk) LinkToken(view string) string {
	return view + "." + encode(d.Sealer.Sign("form link", []byte(view)))
}

// ReadLink returns the page that a link is about; ErrViewToken when we have not
// made it.
func (d *Desk) ReadLink(token string) (string, error) {
	view, signature, _ := strings.Cut(token, ".")
	mac, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !d.Sealer.Signed("form link", []byte(view), mac) {
		return "", ErrViewToken
	}
	return view, nil
}

// Reference is what people call their enquiry by: the first letters of the page
// they sent. It tells nobody how many there are, or whether they were known.
func Reference(view string) string { return view[:4] + "-" + view[4:8] }

// submissionOf names what was sent from a page: the same words are the same
// submission, however often they come.
func (d *Desk) submissionOf(in AskInput) string {
	names := make([]string, 0, len(in.Values))
	for name := range in.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(strconv.Quote(name) + strconv.Quote(in.Values[name]))
	}
	for _, p := range []Purpose{ToContact, ForNews} {
		b.WriteString(strconv.Quote(in.Agreed[p]))
	}
	h := hex.EncodeToString(d.Sealer.Sign("form words", []byte(in.View+b.String())))
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
