package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
)

// LetterKind says what a letter is about.
type LetterKind string

// The kinds that happen, for the desk to share out.
const (
	KindReceived  LetterKind = "received"  // an enquiry came in
	KindWithdrawn LetterKind = "withdrawn" // somebody has claimed what others were told of
)

// The kinds that people get. All but the last four can be switched off, by the
// school and, but for the first, by each person.
const (
	KindAutoReply  LetterKind = "auto_reply"
	KindNewEnquiry LetterKind = "new_enquiry"
	KindNudge      LetterKind = "nudge"
	KindHandOver   LetterKind = "hand_over"
	KindTouched    LetterKind = "touched" // whoever's lead it is asks again
	KindMorning    LetterKind = "morning"
	KindWeekly     LetterKind = "weekly"
	KindManyFiles  LetterKind = "many_files" // somebody took many files away on one day
	KindReset      LetterKind = "reset"
	KindInvitation LetterKind = "invitation"
	KindTest       LetterKind = "test"
)

// SchoolKinds are those that the school can switch off.
func SchoolKinds() []LetterKind {
	return append([]LetterKind{KindAutoReply}, MailKinds()...)
}

// MailKinds are the mails that people can do without.
func MailKinds() []LetterKind { return append(PushKinds(), KindMorning, KindWeekly) }

// PushKinds are the notices that devices show.
func PushKinds() []LetterKind {
	return []LetterKind{KindNewEnquiry, KindNudge, KindHandOver, KindTouched}
}

// kinds reads a list of kinds out of those there are.
func (c *check) kinds(path string, known []LetterKind, in []string) []LetterKind {
	list := []LetterKind{}
	for _, s := range in {
		k := LetterKind(s)
		if !slices.Contains(known, k) {
			c.add(path, s, "There is no letter of this kind that could be switched off")
			return nil
		}
		if !slices.Contains(list, k) {
			list = append(list, k)
		}
	}
	return list
}

// linkSecret is the secret in the link of a letter. It is kept nowhere: it comes
// of the letter's nonce and of a key that is not in the database, so that a
// letter that is sent twice has the same link, and a dump of the database none.
func (d *Desk) linkSecret(nonce []byte) string {
	return base64.RawURLEncoding.EncodeToString(d.Tokens.MAC("letter", nonce))
}

// newLink makes the secret of a new link, and the nonce that a letter with it
// has; nil where no letters are sent.
func (d *Desk) newLink() (secret string, nonce []byte) {
	if d.Mail == nil {
		secret, _ = randomSecret()
		return secret, nil
	}
	nonce = make([]byte, 32)
	rand.Read(nonce) // never fails: the program ends when the system has no randomness
	return d.linkSecret(nonce), nonce
}

// post keeps a letter; it goes out when the transaction is kept.
func post(ctx context.Context, tx Store, l NewLetter) error {
	_, err := tx.Post(ctx, l)
	return err
}
