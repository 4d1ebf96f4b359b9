package app

import (
	"context"
	"time"
)

// Session is where a person is signed in, as they see it.
type Session struct {
	ID        int64
	Device    string // in plain words
	Browser   bool   // false: a program with a token
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// Refusals of ending sessions.
var (
	ErrNoSession = &Error{Kind: NotFound, Code: "no_session", Title: "Not found",
		Message: "You are not signed in there any more"}
	ErrNotYourself = &Error{Kind: Forbidden, Code: "not_yourself", Title: "Forbidden",
		Message: "This is for other people's accounts. Change your own under My account"}
)

// MySessions lists where the actor is signed in, the latest used first.
func (d *Desk) MySessions(ctx context.Context, a Actor) ([]Session, error) {
	return d.Store.Sessions(ctx, a.User.ID, d.Now())
}

// EndMySession ends one of the actor's own sessions at once; ErrNoSession when
// it is nobody's, somebody else's or over.
func (d *Desk) EndMySession(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.EndSessionOf(ctx, a.User.ID, id, d.Now()); err != nil {
			return struct{}{}, gone(err, ErrNoSession)
		}
		return struct{}{}, tx.Audit(ctx, a.Did(SessionEnded, Object{OnSession, id}))
	})
	return err
}

// EndMyOtherSessions ends all of the actor's sessions and tokens but the one
// they act through.
func (d *Desk) EndMyOtherSessions(ctx context.Context, a Actor) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.EndSessionsOf(ctx, a.User.ID, a.SessionID, d.Now()); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.Audit(ctx, a.Did(SessionsEnded, Object{OnUser, a.User.ID}))
	})
	return err
}

// EndSessionsOf signs somebody out everywhere. Who may is said on the route.
// ErrNobodyThere for an unknown person.
func (d *Desk) EndSessionsOf(ctx context.Context, a Actor, userID int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		_, err := member(ctx, tx, userID)
		if err == nil {
			err = tx.EndSessionsOf(ctx, userID, 0, d.Now())
		}
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.Audit(ctx, a.Did(SessionsEnded, Object{OnUser, userID}))
	})
	return err
}

// member returns an account by its number, for what an owner does to others.
func member(ctx context.Context, tx Store, userID int64) (User, error) {
	u, err := tx.UserByID(ctx, userID)
	return u, gone(err, ErrNobodyThere)
}
