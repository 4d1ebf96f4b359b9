package app

import (
	"context"
	"time"
)

type letterStore interface {
	// Post keeps a letter; false when there is one of the same Once already.
	Post(ctx context.Context, l NewLetter) (bool, error)
	// LeaseLetter takes the letter of a way that is due longest, passing over
	// those that others have locked, and moves its time on by the lease, so that
	// nobody else takes it meanwhile. ErrNotFound when none is due.
	LeaseLetter(ctx context.Context, via Way, lease time.Duration) (Letter, error)
	// TakeLetter removes a letter that was not ended; false when it is gone.
	TakeLetter(ctx context.Context, id int64) (bool, error)
	// DropUntold removes what happened while no device shows notices: without a
	// mail server nobody could be told. It reports whether there was any.
	DropUntold(ctx context.Context) (bool, error)
	// EndLetter notes how a letter ended. When a notice has reached a device after
	// its enquiry was claimed, it posts that it be withdrawn there.
	EndLetter(ctx context.Context, l Letter, r Result, answer string) error
	// RetryLetter notes what came of a try and when the next one is, unless the
	// letter has ended or somebody else has tried it since.
	RetryLetter(ctx context.Context, l Letter, after time.Duration, answer string) error
	// Share posts letters to all who are to be told, each by a way that reaches
	// them: to their devices, else by mail, as they have chosen.
	Share(ctx context.Context, s Sharing) error
	// Withdraw posts to every device that shows notices of an enquiry that they
	// are out of date.
	Withdraw(ctx context.Context, enquiryID int64) error
	// PostReply posts the answer to whoever asked, unless the school sends none or
	// the address has had enough of them in the last day.
	PostReply(ctx context.Context, enquiryID int64, most int) error
	// PostMorning posts the list of a day to everybody at work who has follow-ups
	// that are due before it ends; once a day to each.
	PostMorning(ctx context.Context, day string, end time.Time) error
	// PostWeekly posts the figures of the week to the owners; once a day to each.
	PostWeekly(ctx context.Context, day string) error
	// PostReset keeps a link for whoever has an address, in the place of any
	// before, and posts it to them; when nobody has it, one row that tells nobody.
	PostReset(ctx context.Context, email string, nonce, hash []byte, expires time.Time) error
	// WeekFigures returns the figures since a time.
	WeekFigures(ctx context.Context, since time.Time) (Week, error)
	// OpenInvitation returns an invitation that is open.
	OpenInvitation(ctx context.Context, id int64, now time.Time) (Invitation, error)

	// LetterLog returns letters, the newest first.
	LetterLog(ctx context.Context, f LetterFilter) ([]LetterLine, error)
	// PostAgain lets a letter that failed be tried again; ErrNotFound otherwise.
	PostAgain(ctx context.Context, id int64) error
	// ForgetLetters removes letters that ended before a time, a batch at a time,
	// and returns how many went.
	ForgetLetters(ctx context.Context, before time.Time) (int, error)

	// MailOff returns what the school does not send.
	MailOff(ctx context.Context) ([]LetterKind, error)
	// SetMailOff keeps what the school does not send.
	SetMailOff(ctx context.Context, off []LetterKind) error
	// ReplyTexts returns the school's own words of the answer, by language.
	ReplyTexts(ctx context.Context) ([]ReplyText, error)
	// SetReplyText keeps the words of a language; the desk's own when there are none.
	SetReplyText(ctx context.Context, t ReplyText) error
}

type noticeStore interface {
	// NoticeChoices returns what a person has chosen.
	NoticeChoices(ctx context.Context, userID int64) (NoticeChoices, error)
	// SetNoticeChoices keeps what a person has chosen.
	SetNoticeChoices(ctx context.Context, userID int64, c NoticeChoices) error
	// AddDevice keeps where a browser's notices go while its session is good, in
	// the place of what was kept of that address.
	AddDevice(ctx context.Context, sessionID int64, n NewDevice) (int64, error)
	// Devices lists the devices of a person whose sign-in is good.
	Devices(ctx context.Context, userID int64, now time.Time) ([]Device, error)
	// DeviceAddress returns where notices of a device go while its sign-in is good.
	DeviceAddress(ctx context.Context, id int64, now time.Time) (NewDevice, error)
	// RemoveDevice removes a device of a person.
	RemoveDevice(ctx context.Context, userID, id int64) error
	// ForgetDevice removes a device that has unsubscribed.
	ForgetDevice(ctx context.Context, id int64) error
	// PushKey returns the key that signs notices; ErrNotFound when there is none.
	PushKey(ctx context.Context) (SealedPushKey, error)
	// AddPushKey keeps the key unless there is one.
	AddPushKey(ctx context.Context, k SealedPushKey) error
	// SetPushKey puts a key that was sealed anew in the place of the old.
	SetPushKey(ctx context.Context, sealed []byte) error
}
