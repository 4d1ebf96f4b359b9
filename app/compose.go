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
	own := staffWordsIn(u.Language, school.Language)
	var w mail.Words
	switch l.Kind {
	case KindNewEnquiry, KindNudge, KindHandOver, KindTouched:
		w, err = d.wordNotice(ctx, l, u, school, own)
	case KindMorning:
		w, err = d.wordMorning(ctx, u, school, own)
	case KindWeekly:
		w, err = d.wordWeek(ctx, school, own)
	case KindManyFiles:
		w, err = d.wordManyFiles(ctx, l, school, own)
	case KindReset:
		w = d.wordReset(l, u, school, own)
	default:
		err = needlessGone
	}
	w.Language = own.Language
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
	own := staffWordsIn(school.Language)
	return addressed{*i.Email, mail.Words{Language: own.Language, Subject: fmt.Sprintf(own.InviteSubject, school.Name),
		Paragraphs: []string{fmt.Sprintf(own.Hello, i.Name), fmt.Sprintf(own.InviteText, school.Name)},
		Button:     own.InviteButton, Link: d.Rules.Address + "/invite/" + d.linkSecret(l.Nonce)}}, nil
}

func (d *Desk) wordReset(l Letter, u User, school School, own staffWords) mail.Words {
	return mail.Words{Subject: own.ResetSubject,
		Paragraphs: []string{fmt.Sprintf(own.Hello, u.Name), fmt.Sprintf(own.ResetText, school.Name)},
		Button:     own.ResetSubject, Link: d.Rules.Address + "/reset/" + d.linkSecret(l.Nonce),
		Below: own.ResetBelow}
}

// morningMost is how many follow-ups a morning's list names.
const morningMost = 20

func (d *Desk) wordMorning(ctx context.Context, u User, school School, own staffWords) (mail.Words, error) {
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
	today := fmt.Sprintf(own.Today, counting(all, own.FollowUp, own.FollowUps), p.Counts.Late, queue.Total)
	w := mail.Words{Subject: today, Paragraphs: []string{today}, Button: own.ListButton, Link: d.Rules.Address + "/due", Below: own.Stop}
	list := ""
	for _, one := range p.List {
		list += one.DueAt.In(school.zone()).Format("15:04") + "  " + one.Name + ", " + one.Course
		if one.DueAt.Before(b.Late) {
			list += own.Late
		}
		list += "\n"
	}
	if more := all - len(p.List); more > 0 {
		list += fmt.Sprintf(own.More, more) + "\n"
	}
	w.Paragraphs = append(w.Paragraphs, list)
	return w, nil
}

func (d *Desk) wordWeek(ctx context.Context, school School, own staffWords) (mail.Words, error) {
	now := d.Now()
	f, err := d.Store.WeekFigures(ctx, now.Add(-7*24*time.Hour))
	if err != nil {
		return mail.Words{}, err
	}
	waiting := own.NobodyWaits
	if f.OldestWaiting != nil {
		waiting = fmt.Sprintf(own.Waiting, f.Waiting, own.when(f.OldestWaiting.In(school.zone())))
	}
	backups, err := d.LastBackup(ctx)
	if err != nil {
		return mail.Words{}, err
	}
	figures := fmt.Sprintf(own.Week, f.Received, f.Claimed, f.InTime, counting(school.PromiseMinutes, own.Minute, own.Minutes), f.Enrolled)
	return mail.Words{Subject: fmt.Sprintf(own.WeekSubject, f.Received, f.Enrolled),
		Paragraphs: []string{figures, waiting, own.backups(backups, school.zone())},
		Button:     own.DeskButton, Link: d.Rules.Address + "/inbox", Below: own.Stop}, nil
}
