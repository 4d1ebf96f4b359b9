package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firstbell/app/mail"
)

// manyFiles is how many files with people's data one person takes away on a day of
// the school's before its owners are told, whoever it is: also an owner, whose
// session somebody else may have.
const manyFiles = 5

type fileStore interface {
	// CountFile counts a file that a person takes away on a day and returns how many
	// they took on it by now. Counting another one of theirs waits until the
	// transaction ends.
	CountFile(ctx context.Context, userID int64, day string) (int, error)
	// TellOwners posts a letter about a person to every owner: by mail, to the
	// devices where they are signed in, or both.
	TellOwners(ctx context.Context, kind LetterKind, about int64, byMail, byPush bool) error
}

// takeFile writes down that the actor takes a file away, as the entries say. The
// fifth of a day is told to all owners; none that comes after it is.
func (d *Desk) takeFile(ctx context.Context, tx Store, a Actor, entries ...AuditEntry) error {
	for _, e := range entries {
		if err := tx.Audit(ctx, e); err != nil {
			return err
		}
	}
	school, err := tx.School(ctx)
	if err != nil {
		return err
	}
	n, err := tx.CountFile(ctx, a.User.ID, d.Now().In(school.zone()).Format(time.DateOnly))
	if err != nil || n != manyFiles {
		return err
	}
	if err := tx.Audit(ctx, a.Did(ManyFilesTaken, Object{Kind: OnUser, ID: a.User.ID})); err != nil {
		return err
	}
	return tx.TellOwners(ctx, KindManyFiles, a.User.ID, d.Mail != nil, d.Push != nil)
}

// manyFilesWords are what owners are told of somebody who took many files away.
func (d *Desk) manyFilesWords(ctx context.Context, l Letter, school School, own staffWords) (title, text string, err error) {
	if l.AboutID == nil {
		return "", "", needlessGone
	}
	who, err := d.Store.Member(ctx, *l.AboutID)
	if errors.Is(err, ErrNotFound) {
		err = needlessGone
	}
	return fmt.Sprintf(own.FilesTitle, who.Name, manyFiles), fmt.Sprintf(own.FilesText, own.when(l.CreatedAt.In(school.zone()))), err
}

func (d *Desk) wordManyFiles(ctx context.Context, l Letter, school School, own staffWords) (mail.Words, error) {
	title, text, err := d.manyFilesWords(ctx, l, school, own)
	return mail.Words{Subject: title, Paragraphs: []string{title + ".", text}, Button: own.AuditButton, Link: d.Rules.Address + "/audit"}, err
}
