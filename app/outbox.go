package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"firstbell/app/mail"
	"firstbell/app/push"
)

// Way is how a letter goes.
type Way string

// The ways. ByDesk marks something that happened, of which the desk has yet to
// say who is to be told how.
const (
	ByDesk Way = "desk"
	ByPost Way = "mail"
	ByPush Way = "push"
)

// Result says how a letter ended.
type Result string

// The results. What is dropped had become needless, or nobody wanted it.
const (
	LetterSent    Result = "sent"
	LetterFailed  Result = "failed"
	LetterDropped Result = "dropped"
)

// Letter is one thing to tell one person. Its words are made when it is sent:
// what has changed since is told as it is by then, and nothing is kept of it.
type Letter struct {
	ID           int64
	Kind         LetterKind
	Via          Way
	EnquiryID    *int64
	UserID       *int64
	DeviceID     *int64
	InvitationID *int64
	AboutID      *int64 // the person whom it tells of
	Nonce        []byte
	Tries        int
	CreatedAt    time.Time
}

// NewLetter is a letter to be kept.
type NewLetter struct {
	Letter
	Once string    // tells it from others of which there can be many; "" for any number
	Due  time.Time // when it goes out; zero: now
}

// Mailer hands mails to a mail server. Any error is a *mail.Refusal.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) (answer string, err error)
}

// Pusher hands notices to the service of a device. Any error is push.ErrGone or
// a *push.Refusal.
type Pusher interface {
	Send(ctx context.Context, to push.Device, n push.Notice) (answer string, err error)
}

// The patience of the outbox. A letter that is on its way when its server dies
// is taken up by another one when the lease is over.
const (
	letterLease  = 2 * time.Minute
	letterTime   = 30 * time.Second      // for one try
	letterPoll   = 5 * time.Second       // how often to look without being woken
	letterGather = 20 * time.Millisecond // how long what happens is gathered before looking for letters
	letterTries  = 12                    // about nine hours in all
	letterFirst  = 30 * time.Second
	letterMost   = 2 * time.Hour
	lettersKept  = 90 * 24 * time.Hour
	carriers     = 3 // letters of a way that one server sends at a time
)

// Outbox wakes whoever sends letters in this process. The zero Outbox wakes
// nobody: letters then wait for the next look.
type Outbox struct{ desk, mail, push chan struct{} }

// NewOutbox returns an outbox that RunOutbox empties.
func NewOutbox() *Outbox {
	return &Outbox{make(chan struct{}, 1), make(chan struct{}, carriers), make(chan struct{}, carriers)}
}

// Posted says that there may be something to send. It returns at once.
func (o *Outbox) Posted() {
	if o == nil {
		return
	}
	for range carriers {
		nudge(o.mail)
		nudge(o.push)
	}
	nudge(o.desk)
}

// RunOutbox sends letters until ctx ends, and then finishes those it has begun.
// Any number of servers may do so at once: each letter is leased to one. A
// letter is sent at least once; it is sent again only when its server died
// before it could note that it was, and then with the same Message-ID.
func (d *Desk) RunOutbox(ctx context.Context, failed func(error)) {
	news, stop := d.Feed.Listen()
	defer stop()
	var all sync.WaitGroup
	all.Go(func() { d.carry(ctx, ByDesk, d.Outbox.desk, failed) })
	for range carriers {
		all.Go(func() { d.carry(ctx, ByPost, d.Outbox.mail, failed) })
		all.Go(func() { d.carry(ctx, ByPush, d.Outbox.push, failed) })
	}
	all.Go(func() { d.mornings(ctx, failed) })
	for open := true; open; {
		select {
		case <-ctx.Done():
			open = false
		case _, open = <-news: // also those of other servers
			nudge(d.Outbox.desk)
		}
	}
	all.Wait()
}

// carry sends the letters of one way, one after the other.
func (d *Desk) carry(ctx context.Context, via Way, wake <-chan struct{}, failed func(error)) {
	tick := time.NewTicker(letterPoll)
	defer tick.Stop()
	for ctx.Err() == nil {
		found, err := d.carryOne(ctx, via)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		if _, gaveUp := errors.AsType[givenUp](err); found && (err == nil || gaveUp) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-wake:
			pause(ctx, letterGather)
		case <-tick.C:
		}
	}
}

// carryOne sends the next letter of a way; false when none is due.
func (d *Desk) carryOne(ctx context.Context, via Way) (bool, error) {
	l, err := d.Store.LeaseLetter(ctx, via, letterLease)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if via == ByDesk && d.Mail == nil {
		if dropped, err := d.Store.DropUntold(ctx); err != nil || dropped {
			return dropped, err
		}
	}
	// What is begun is finished, so that a regular stop sends nothing twice.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), letterTime)
	defer cancel()
	if via == ByDesk {
		return true, d.share(ctx, l)
	}
	answer, err := d.send(ctx, l)
	return true, d.noteSent(context.WithoutCancel(ctx), l, answer, err)
}

// givenUp says which letter will never be sent. What the server said may be
// personal, and is not in it.
type givenUp struct {
	id    int64
	kind  LetterKind
	tries int
}

// Error returns the sentence for the log.
func (e givenUp) Error() string {
	return fmt.Sprintf("letter %d (%s) was given up after try %d: Settings, E-mail, tells why", e.id, e.kind, e.tries)
}

// errNeedless says that a letter is not sent, and why.
type errNeedless string

func (e errNeedless) Error() string { return string(e) }

// send sends one letter by its way.
func (d *Desk) send(ctx context.Context, l Letter) (string, error) {
	switch {
	case l.Via == ByPush && d.Push != nil:
		return d.sendPush(ctx, l)
	case l.Via == ByPost && d.Mail != nil:
		m, err := d.compose(ctx, l)
		if err != nil {
			return "", err
		}
		return d.Mail.Send(ctx, m)
	default:
		return "", errNeedless("this server has no way to send it")
	}
}

// noteSent notes what came of a try: it is sent, given up, or tried later.
func (d *Desk) noteSent(ctx context.Context, l Letter, answer string, err error) error {
	if err == nil {
		return d.Store.EndLetter(ctx, l, LetterSent, answer)
	}
	if why, ok := errors.AsType[errNeedless](err); ok {
		return d.Store.EndLetter(ctx, l, LetterDropped, string(why))
	}
	if errors.Is(err, push.ErrGone) {
		return d.Store.EndLetter(ctx, l, LetterDropped, "the device has unsubscribed")
	}
	final, said := false, "the desk could not put it together"
	if r, ok := errors.AsType[*mail.Refusal](err); ok {
		final, said, err = r.Final, r.Answer, nil
	} else if r, ok := errors.AsType[*push.Refusal](err); ok {
		final, said, err = r.Final, r.Answer, nil
	}
	if final || l.Tries >= letterTries {
		return errors.Join(err, givenUp{l.ID, l.Kind, l.Tries}, d.Store.EndLetter(ctx, l, LetterFailed, said))
	}
	return errors.Join(err, d.Store.RetryLetter(ctx, l, letterWait(l.Tries), said))
}

// letterWait is how long a letter waits after so many tries.
func letterWait(tries int) time.Duration {
	return min(letterFirst<<min(max(tries-1, 0), 20), letterMost)
}
