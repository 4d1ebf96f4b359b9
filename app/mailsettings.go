package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"firstbell/app/mail"
)

// MailServer is what people may know of the mail server; the zero MailServer is
// none.
type MailServer struct {
	Address string // such as smtp.example.org:587
	From    string
	Private string // how the connection is kept private, in words
}

// MailSettings are the school's choices about mail.
type MailSettings struct {
	Server    *MailServer // nil: this server cannot send mail
	Off       []LetterKind
	Texts     []ReplyText
	Variables []string
}

// MailInput is a change of the choices; what is nil stays.
type MailInput struct {
	Off  *[]string
	Text *ReplyInput
}

// ReplyInput are the words of an answer as somebody typed them.
type ReplyInput struct{ Language, Subject, Body Text }

// MailSettings returns the school's choices about mail.
func (d *Desk) MailSettings(ctx context.Context) (MailSettings, error) {
	s := MailSettings{Variables: replyVariables}
	if d.Mail != nil {
		s.Server = &d.Rules.MailServer
	}
	var err error
	if s.Off, err = d.Store.MailOff(ctx); err == nil {
		s.Texts, err = d.ReplyTexts(ctx)
	}
	return s, err
}

// ChangeMail changes the school's choices about mail and returns all of them.
func (d *Desk) ChangeMail(ctx context.Context, a Actor, in MailInput) (MailSettings, error) {
	var c check
	var off []LetterKind
	if in.Off != nil {
		off = c.kinds("off", SchoolKinds(), *in.Off)
	}
	if err := c.err(); err != nil {
		return MailSettings{}, err
	}
	var text ReplyText
	if in.Text != nil {
		var err error
		if text, err = checkReply(in.Text.Language, in.Text.Subject, in.Text.Body); err != nil {
			return MailSettings{}, err
		}
	}
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if in.Off != nil {
			if err := tx.SetMailOff(ctx, off); err != nil {
				return struct{}{}, err
			}
		}
		if in.Text != nil {
			if err := tx.SetReplyText(ctx, text); err != nil {
				return struct{}{}, err
			}
		}
		fields := given(part{"mail switches", in.Off != nil}, part{"mail texts", in.Text != nil})
		return struct{}{}, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, fields...))
	})
	if err != nil {
		return MailSettings{}, err
	}
	return d.MailSettings(ctx)
}

// PreviewReply returns the answer as somebody would get it now.
func (d *Desk) PreviewReply(ctx context.Context, in ReplyInput) (mail.Words, error) {
	t, err := checkReply(in.Language, in.Subject, in.Body)
	if err != nil {
		return mail.Words{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return mail.Words{}, err
	}
	courses, err := d.Store.Choices(ctx, Courses)
	e := Enquiry{ID: 1042, Name: "Meera Nair", Phone: new("+919822041763")}
	if i := slices.IndexFunc(courses, func(c Choice) bool { return !c.Archived }); i >= 0 {
		e.CourseInterest = courses[i].Name
	}
	return wordsIn(t.Language).reply(t, e, school, courses, d.Now()), err
}

// MailTested is what the mail server said to a test.
type MailTested struct {
	Sent   bool
	To     string
	Answer string // word for word
}

// ErrNoMail refuses what needs a mail server.
var ErrNoMail = &Error{Kind: Unavailable, Code: "no_mail", Title: "No mail server",
	Message: "This server cannot send e-mail. Whoever runs it sets SMTP_HOST and SMTP_FROM and starts it again"}

// testWithin is how long a test waits for the mail server: less than a request
// may take.
const testWithin = 6 * time.Second

// TestMail sends a mail to the actor at once and returns what the server said.
func (d *Desk) TestMail(ctx context.Context, a Actor) (MailTested, error) {
	if d.Mail == nil {
		return MailTested{}, ErrNoMail
	}
	if err := d.Searches.Take(a.User.ID); err != nil {
		return MailTested{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return MailTested{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, testWithin)
	defer cancel()
	own := staffWordsIn(a.User.Language, school.Language)
	w := mail.Words{Language: own.Language, Subject: own.TestTitle, Paragraphs: []string{fmt.Sprintf(own.TestText, school.Name)}}
	t := MailTested{To: a.User.Email}
	t.Answer, err = d.Mail.Send(ctx, d.message(-d.Now().Unix(), school, addressed{a.User.Email, w}))
	if r, ok := errors.AsType[*mail.Refusal](err); ok {
		t.Answer = r.Answer
		return t, nil
	}
	t.Sent = err == nil
	return t, err
}

// LetterFilter says which letters a list holds.
type LetterFilter struct {
	Before int64  // only those with a lower number; 0: from the newest on
	State  string // waiting, sent, failed or dropped; "" for all
	Limit  int
}

// LetterLine is a letter as the school sees it.
type LetterLine struct {
	Letter
	To      string  // the address, or the name of who gets a notice
	Device  *string // in plain words
	DueAt   time.Time
	EndedAt *time.Time
	Result  *Result
	Answer  *string
}

// ErrNotFailed refuses to send again what has not failed.
var ErrNotFailed = &Error{Kind: NotFound, Code: "letter_not_failed", Title: "Not found",
	Message: "There is no letter of that number that failed"}

// Letters returns what was sent and what waits, the newest first.
func (d *Desk) Letters(ctx context.Context, f LetterFilter) ([]LetterLine, error) {
	if !slices.Contains([]string{"", "waiting", string(LetterSent), string(LetterFailed), string(LetterDropped)}, f.State) {
		return nil, &Error{Kind: Invalid, Code: "invalid_state", Title: "Invalid state", Message: "State must be waiting, sent, failed or dropped"}
	}
	return d.Store.LetterLog(ctx, f)
}

// SendAgain lets a letter that failed be tried again. ErrNotFailed otherwise.
func (d *Desk) SendAgain(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		return struct{}{}, gone(tx.PostAgain(ctx, id), ErrNotFailed)
	})
	d.Outbox.Posted()
	return err
}

// ForgetLetters removes letters that ended long ago.
func (d *Desk) ForgetLetters(ctx context.Context) error {
	for {
		n, err := d.Store.ForgetLetters(ctx, d.Now().Add(-lettersKept))
		if err != nil || n == 0 {
			return err
		}
	}
}
