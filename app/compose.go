package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"firstbell/app/mail"
)

// Reasons not to send what was to be sent.
const (
	needlessGone    errNeedless = "what it was about is no longer there"
	needlessLeft    errNeedless = "the person no longer works here"
	needlessClaimed errNeedless = "somebody had claimed it by then"
	needlessMoved   errNeedless = "it belongs to somebody else by now"
	needlessDone    errNeedless = "there was nothing left to do"
	needlessNobody  errNeedless = "nobody here has this address"
)

// addressed are the words of a mail and where it goes.
type addressed struct {
	to    string
	words mail.Words
}

// compose makes the mail of a letter out of what is true now; errNeedless when
// there is nothing to say any more.
func (d *Desk) compose(ctx context.Context, l Letter) (mail.Message, error) {
	school, err := d.Store.School(ctx)
	if err != nil {
		return mail.Message{}, err
	}
	a, err := d.word(ctx, l, school)
	if errors.Is(err, ErrNotFound) {
		err = needlessGone
	}
	return d.message(l.ID, school, a), err
}

// message is the mail that a letter is. Its number makes its Message-ID: sent
// twice it is known to be the same.
func (d *Desk) message(id int64, school School, a addressed) mail.Message {
	number := fmt.Sprint(id)
	return mail.Message{ID: number + "." + hex.EncodeToString(d.Tokens.MAC("message-id", []byte(number))[:8]), To: a.to, Sender: school.Name,
		Subject: a.words.Subject, Text: a.words.Text(), HTML: a.words.HTML(), At: d.Now()}
}

func (d *Desk) word(ctx context.Context, l Letter, school School) (addressed, error) {
	switch l.Kind {
	case KindAutoReply:
		return d.wordReply(ctx, l, school)
	case KindInvitation:
		return d.wordInvitation(ctx, l, school)
	}
	if l.UserID == nil {
		return addressed{}, needlessNobody
	}
	u, err := d.Store.UserByID(ctx, *l.UserID)
	if errors.Is(err, ErrNotFound) {
		err = needlessLeft
	}
	if err != nil {
		return addressed{}, err
	}
	var w mail.Words
	switch l.Kind {
	case KindNewEnquiry, KindNudge, KindHandOver, KindTouched:
		w, err = d.wordNotice(ctx, l, u, school)
	case KindMorning:
		w, err = d.wordMorning(ctx, u, school)
	case KindWeekly:
		w, err = d.wordWeek(ctx, school)
	case KindReset:
		w = d.wordReset(l, u, school)
	default:
		err = needlessGone
	}
	w.Language = "en"
	return addressed{u.Email, w}, err
}

func (d *Desk) wordReply(ctx context.Context, l Letter, school School) (addressed, error) {
	e, err := d.Store.Enquiry(ctx, *l.EnquiryID, allOfIt)
	if err != nil {
		return addressed{}, err
	}
	if !mail.Plain(e.Email) {
		return addressed{}, needlessGone
	}
	courses, err := d.Store.Choices(ctx, Courses)
	if err != nil {
		return addressed{}, err
	}
	own, err := d.Store.ReplyTexts(ctx)
	if err != nil {
		return addressed{}, err
	}
	asked := ""
	if e.Language != nil {
		asked = *e.Language
	}
	w := wordsIn(asked, school.Language)
	return addressed{e.Email, w.reply(ownText(own, w), e.Enquiry, school, courses, d.Now())}, nil
}

func (d *Desk) wordInvitation(ctx context.Context, l Letter, school School) (addressed, error) {
	i, err := d.Store.OpenInvitation(ctx, *l.InvitationID, d.Now())
	if err != nil {
		return addressed{}, err
	}
	if i.Email == nil {
		return addressed{}, needlessNobody
	}
	return addressed{*i.Email, mail.Words{Language: "en", Subject: "Your invitation to " + school.Name,
		Paragraphs: []string{"Hello " + i.Name + ",", school.Name + " invites you to its enquiry desk. The link works for 7 days, once, and for whoever has it: do not pass it on."},
		Button:     "Accept the invitation", Link: d.Rules.Address + "/invite/" + d.linkSecret(l.Nonce)}}, nil
}

func (d *Desk) wordReset(l Letter, u User, school School) mail.Words {
	return mail.Words{Subject: "Choose a new password",
		Paragraphs: []string{"Hello " + u.Name + ",", "somebody, probably you, has asked for a new password at the enquiry desk of " + school.Name + ". The link works for 1 hour, and once."},
		Button:     "Choose a new password", Link: d.Rules.Address + "/reset/" + d.linkSecret(l.Nonce),
		Below: "You did not ask? Then do nothing: your password stays as it is."}
}

// morningMost is how many follow-ups a morning's list names.
const morningMost = 20

func (d *Desk) wordMorning(ctx context.Context, u User, school School) (mail.Words, error) {
	now := d.Now()
	_, end := school.day(now)
	b := school.bounds(now)
	p, err := d.Store.FollowUps(ctx, DueFilter{Owner: u.ID, To: end, Bounds: b, Limit: morningMost, Sight: Actor{User: u}.sight()})
	if err != nil {
		return mail.Words{}, err
	}
	all := p.Counts.Late + p.Counts.Now + p.Counts.Today
	if all == 0 {
		return mail.Words{}, needlessDone
	}
	queue, err := d.Store.Enquiries(ctx, EnquiryFilter{Sight: Actor{User: u}.sight(), Page: Page{Limit: 1}})
	if err != nil {
		return mail.Words{}, err
	}
	w := mail.Words{Subject: fmt.Sprintf("Today: %s, %d late. Inbox: %d", counting(all, "follow-up"), p.Counts.Late, queue.Total),
		Paragraphs: []string{fmt.Sprintf("Today: %s, %d late. Inbox: %d.", counting(all, "follow-up"), p.Counts.Late, queue.Total)},
		Button:     "Open your list", Link: d.Rules.Address + "/due", Below: stopWords}
	list := ""
	for _, one := range p.List {
		list += one.DueAt.In(school.zone()).Format("15:04") + "  " + one.Name + ", " + one.Course
		if one.DueAt.Before(b.Late) {
			list += " (late)"
		}
		list += "\n"
	}
	if more := all - len(p.List); more > 0 {
		list += fmt.Sprintf("and %d more\n", more)
	}
	w.Paragraphs = append(w.Paragraphs, list)
	return w, nil
}

// counting is a number with its word.
func counting(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprint(n) + " " + word + "s"
}

func (d *Desk) wordWeek(ctx context.Context, school School) (mail.Words, error) {
	now := d.Now()
	f, err := d.Store.WeekFigures(ctx, now.Add(-7*24*time.Hour))
	if err != nil {
		return mail.Words{}, err
	}
	waiting := "Nobody is waiting."
	if f.OldestWaiting != nil {
		waiting = fmt.Sprintf("%d waiting now, the longest since %s.", f.Waiting, f.OldestWaiting.In(school.zone()).Format("Monday 2 January, 15:04"))
	}
	return mail.Words{Subject: fmt.Sprintf("The week: %d came in, %d enrolled", f.Received, f.Enrolled),
		Paragraphs: []string{fmt.Sprintf("In the last 7 days %d new enquiries came in. %d of them were claimed, %d within the promise of %s. %d enrolled.",
			f.Received, f.Claimed, f.InTime, counting(school.PromiseMinutes, "minute"), f.Enrolled), waiting},
		Button: "Open the desk", Link: d.Rules.Address + "/inbox", Below: stopWords}, nil
}

const stopWords = "You choose which of these mails you get: My account, Notices."
