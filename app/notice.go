package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firstbell/app/mail"
	"firstbell/app/push"
)

// notice is what somebody is told of an enquiry, with of it what they may see.
type notice struct {
	title, body, path string
}

// noticeOf words what a letter tells of an enquiry to one person; errNeedless
// when it is no longer so.
func (d *Desk) noticeOf(ctx context.Context, l Letter, u User, school School, own staffWords) (notice, error) {
	a := Actor{User: u}
	e, err := d.Store.Enquiry(ctx, *l.EnquiryID, a.sight())
	if err != nil {
		return notice{}, err
	}
	n := notice{title: e.Name + ", " + e.CourseInterest, path: fmt.Sprintf("/inbox/%d", e.ID)}
	switch {
	case (l.Kind == KindHandOver || l.Kind == KindTouched) && (e.ClaimedBy == nil || *e.ClaimedBy != u.ID):
		return n, needlessMoved
	case l.Kind == KindTouched:
		n.path, n.body = fmt.Sprintf("/leads/%d", e.ID), own.Again
		return n, nil
	case l.Kind == KindHandOver:
		n.path = fmt.Sprintf("/leads/%d", e.ID)
		n.body, err = d.handOverWords(ctx, e.ID, own)
		return n, err
	case e.ClaimedBy != nil || e.ClosedAt != nil:
		return n, needlessClaimed
	case a.mode() == NextOnly:
		n.path = "/inbox"
	}
	if e.Message != nil && *e.Message != "" {
		n.body = "“" + cut(*e.Message, 300) + "” "
	}
	if l.Kind == KindNudge {
		n.title = fmt.Sprintf(own.Waits, e.Name, e.CreatedAt.In(school.zone()).Format("15:04"))
	}
	n.body += own.Unclaimed
	return n, nil
}

// handOverWords says who gave an enquiry, and what they wrote beside.
func (d *Desk) handOverWords(ctx context.Context, id int64, own staffWords) (string, error) {
	p, err := d.Store.History(ctx, id, nil, 50)
	for _, line := range p.Lines {
		if line.Kind != Reassigned {
			continue
		}
		words := own.Yours
		if line.ActorName != nil {
			words = fmt.Sprintf(own.Gave, *line.ActorName)
		}
		if line.Reason != nil {
			words += " “" + cut(*line.Reason, 255) + "”"
		}
		return words, err
	}
	return own.Yours, err
}

// cut is the beginning of a text.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (d *Desk) wordNotice(ctx context.Context, l Letter, u User, school School, own staffWords) (mail.Words, error) {
	n, err := d.noticeOf(ctx, l, u, school, own)
	if err != nil {
		return mail.Words{}, err
	}
	w := mail.Words{Subject: n.title, Paragraphs: []string{n.title, n.body}, Button: own.OpenButton, Link: d.Rules.Address + n.path, Below: own.Stop}
	switch l.Kind {
	case KindNewEnquiry:
		w.Subject = fmt.Sprintf(own.Subject, n.title)
		w.Button = own.ClaimButton
	case KindNudge:
		w.Button = own.ClaimButton
	}
	return w, nil
}

// shownNotice is what the program in the browser gets: something to show, or the
// tag of what to take away.
type shownNotice struct {
	Title string `json:"title,omitempty"`
	Body  string `json:"body,omitempty"`
	Path  string `json:"path,omitempty"`
	Tag   string `json:"tag,omitempty"`
	Sound bool   `json:"sound,omitempty"`
	Close string `json:"close,omitempty"`
}

// noticeKept is how long a push service keeps a notice for a device that is off.
const noticeKept = 30 * time.Minute

// sendPush sends a notice to the device of a letter. One that is gone is
// forgotten.
func (d *Desk) sendPush(ctx context.Context, l Letter) (string, error) {
	if l.DeviceID == nil || l.UserID == nil {
		return "", push.ErrGone
	}
	to, err := d.Store.DeviceAddress(ctx, *l.DeviceID, d.Now())
	if errors.Is(err, ErrNotFound) {
		return "", push.ErrGone
	}
	if err != nil {
		return "", err
	}
	shown, err := d.shownNotice(ctx, l)
	if err != nil {
		return "", err
	}
	answer, err := d.push(ctx, to, shown)
	if errors.Is(err, push.ErrGone) {
		return "", errors.Join(err, d.Store.ForgetDevice(ctx, *l.DeviceID))
	}
	return answer, err
}

func (d *Desk) push(ctx context.Context, to NewDevice, shown shownNotice) (string, error) {
	body, err := json.Marshal(shown)
	if err != nil {
		return "", fmt.Errorf("write a notice: %w", err)
	}
	return d.Push.Send(ctx, push.Device{Endpoint: to.Endpoint, P256dh: to.P256dh, Auth: to.Auth},
		push.Notice{Body: body, Topic: shown.Tag + shown.Close, Keep: noticeKept, Urgent: true})
}

func (d *Desk) shownNotice(ctx context.Context, l Letter) (shownNotice, error) {
	tag := ""
	switch {
	case l.EnquiryID != nil:
		tag = fmt.Sprintf("e%d", *l.EnquiryID)
	case l.Kind != KindTest && l.Kind != KindManyFiles:
		return shownNotice{}, needlessGone
	}
	if l.Kind == KindWithdrawn {
		return shownNotice{Close: tag}, nil
	}
	u, err := d.Store.UserByID(ctx, *l.UserID)
	if errors.Is(err, ErrNotFound) {
		return shownNotice{}, needlessLeft
	}
	if err != nil {
		return shownNotice{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return shownNotice{}, err
	}
	own := staffWordsIn(u.Language, school.Language)
	switch l.Kind {
	case KindTest:
		return shownNotice{Title: own.TestTitle, Body: own.TestBody, Path: "/settings/me", Tag: "test"}, nil
	case KindManyFiles:
		title, text, err := d.manyFilesWords(ctx, l, school, own)
		return shownNotice{Title: title, Body: text, Path: "/audit", Tag: fmt.Sprintf("f%d", l.ID)}, err
	}
	n, err := d.noticeOf(ctx, l, u, school, own)
	if errors.Is(err, ErrNotFound) {
		err = needlessGone
	}
	if err != nil {
		return shownNotice{}, err
	}
	choices, err := d.Store.NoticeChoices(ctx, u.ID)
	return shownNotice{Title: n.title, Body: cut(n.body, 400), Path: n.path, Tag: tag, Sound: choices.Sound}, err
}
