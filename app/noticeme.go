package app

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"firstbell/app/push"
	"firstbell/app/seal"
)

// NoticeChoices are what a person has chosen about mails and notices. Quiet
// hours are by the school's clocks; both ends empty mean none.
type NoticeChoices struct {
	MailOff               []LetterKind `bun:",array"`
	PushOff               []LetterKind `bun:",array"`
	QuietFrom, QuietUntil string
	Sound                 bool // also on open screens
}

// NoticeInput is a change of one's choices; what is nil stays.
type NoticeInput struct {
	MailOff, PushOff      *[]string
	QuietFrom, QuietUntil Text
	Sound                 *bool
}

// NewDevice is where a browser's notices go.
type NewDevice struct{ Endpoint, P256dh, Auth string }

// Device is a browser that gets notices, while it is signed in.
type Device struct {
	ID        int64
	SessionID int64
	Name      string // in plain words
	AddedAt   time.Time
}

// Notices are all that a person can choose, and what they have.
type Notices struct {
	NoticeChoices
	Devices []Device
	PushKey string // what browsers subscribe with; "" when there are no notices
	Mails   bool   // there is a mail server
}

// Refusals of devices.
var (
	ErrNoDevice = &Error{Kind: NotFound, Code: "device_not_found", Title: "Not found",
		Message: "This device gets no notices any more. Switch them on again there"}
	ErrNoPush = &Error{Kind: Unavailable, Code: "no_push", Title: "No notices",
		Message: "This server cannot send notices: the key that signs them was sealed under another instance key. Ask whoever runs it"}
	ErrNotInBrowser = &Error{Kind: Forbidden, Code: "not_a_browser", Title: "Forbidden",
		Message: "Notices are for browsers that are signed in. Open the desk and switch them on there"}
)

// MyNotices returns what the actor has chosen.
func (d *Desk) MyNotices(ctx context.Context, a Actor) (Notices, error) {
	n := Notices{Mails: d.Mail != nil}
	var err error
	if n.NoticeChoices, err = d.Store.NoticeChoices(ctx, a.User.ID); err != nil {
		return n, err
	}
	if s, ok := d.Push.(*push.Service); ok && s != nil {
		n.PushKey = s.Key.Public
	}
	n.Devices, err = d.Store.Devices(ctx, a.User.ID, d.Now())
	return n, err
}

// ChangeMyNotices changes what the actor wants to be told, and returns all of it.
func (d *Desk) ChangeMyNotices(ctx context.Context, a Actor, in NoticeInput) (Notices, error) {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.LockUser(ctx, a.User.ID); err != nil {
			return struct{}{}, err
		}
		n, err := tx.NoticeChoices(ctx, a.User.ID)
		if err != nil {
			return struct{}{}, err
		}
		if n, err = in.apply(n); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.SetNoticeChoices(ctx, a.User.ID, n)
	})
	if err != nil {
		return Notices{}, err
	}
	return d.MyNotices(ctx, a)
}

func (in NoticeInput) apply(n NoticeChoices) (NoticeChoices, error) {
	var c check
	if in.MailOff != nil {
		n.MailOff = c.kinds("mailOff", MailKinds(), *in.MailOff)
	}
	if in.PushOff != nil {
		n.PushOff = c.kinds("pushOff", PushKinds(), *in.PushOff)
	}
	if in.QuietFrom.Given {
		n.QuietFrom = in.QuietFrom.S
	}
	if in.QuietUntil.Given {
		n.QuietUntil = in.QuietUntil.S
	}
	none := n.QuietFrom == "" && n.QuietUntil == "" && !in.QuietFrom.Wrong && !in.QuietUntil.Wrong
	if !none && (!clockTime.MatchString(n.QuietFrom) || !clockTime.MatchString(n.QuietUntil)) {
		c.add("quietFrom", nil, "Quiet hours need a beginning and an end, such as 21:00 and 07:30, or neither")
	}
	if in.Sound != nil {
		n.Sound = *in.Sound
	}
	return n, c.err()
}

// AddDevice sends the actor's notices to this browser, too, for as long as it is
// signed in. ErrNotInBrowser for programs.
func (d *Desk) AddDevice(ctx context.Context, a Actor, endpoint, p256dh, auth Text) (int64, error) {
	if a.SessionID == 0 {
		return 0, ErrNotInBrowser
	}
	if d.Push == nil {
		return 0, ErrNoPush
	}
	var c check
	if push.CheckEndpoint(endpoint.S) != nil {
		c.add("endpoint", nil, "The address of a push service begins with https")
	}
	if key, err := base64.RawURLEncoding.DecodeString(p256dh.S); err != nil || len(key) != 65 || key[0] != 4 {
		c.add("p256dh", nil, "This is no key of a browser")
	}
	if secret, err := base64.RawURLEncoding.DecodeString(auth.S); err != nil || len(secret) != 16 {
		c.add("auth", nil, "This is no secret of a browser")
	}
	if err := c.err(); err != nil {
		return 0, err
	}
	return once(ctx, d, a.Op, func(tx Store) (int64, error) {
		return tx.AddDevice(ctx, a.SessionID, NewDevice{endpoint.S, p256dh.S, auth.S})
	})
}

// RemoveDevice sends no more notices to a device of the actor's.
func (d *Desk) RemoveDevice(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		return struct{}{}, gone(tx.RemoveDevice(ctx, a.User.ID, id), ErrNoDevice)
	})
	return err
}

// TestDevice posts a notice to a device of the actor's.
func (d *Desk) TestDevice(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		devices, err := tx.Devices(ctx, a.User.ID, d.Now())
		if err != nil {
			return struct{}{}, err
		}
		for _, one := range devices {
			if one.ID == id {
				return struct{}{}, post(ctx, tx, NewLetter{Letter: Letter{Kind: KindTest, Via: ByPush, UserID: &a.User.ID, DeviceID: &id}})
			}
		}
		return struct{}{}, ErrNoDevice
	})
	d.Outbox.Posted()
	return err
}

// SealedPushKey is the key that signs notices, as it is kept.
type SealedPushKey struct {
	Public string
	Sealed []byte
}

// pushKeyPlace is what the key is sealed for.
const pushKeyPlace = "push_key.sealed"

// OpenPushKey returns the key that signs notices; it is made at the first start,
// once however many servers start. seal.ErrKey when it was sealed under a key
// that is not at hand.
func OpenPushKey(ctx context.Context, store Store, keys *seal.Keys) (push.Key, error) {
	kept, err := store.PushKey(ctx)
	if errors.Is(err, ErrNotFound) {
		made, err := push.NewKey()
		if err != nil {
			return made, err
		}
		if err := store.AddPushKey(ctx, SealedPushKey{made.Public, keys.Seal(pushKeyPlace, []byte(made.Private))}); err != nil {
			return made, err
		}
		return OpenPushKey(ctx, store, keys)
	}
	if err != nil {
		return push.Key{}, err
	}
	private, err := keys.Open(pushKeyPlace, kept.Sealed)
	return push.Key{Public: kept.Public, Private: string(private)}, err
}
