package app

import (
	"context"
	"errors"
	"time"
)

// invitationGood is how long the link of an invitation may be used.
const invitationGood = 7 * 24 * time.Hour

// Invitation is the offer to become a member, open until it is accepted,
// withdrawn or expired.
type Invitation struct {
	ID        int64
	Name      string
	Role      Role
	Email     *string
	Courses   []string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// InvitationInput is an invitation as an owner typed it.
type InvitationInput struct {
	Name, Role, Email Text
	Courses           *[]string
}

// NewInvitation is an invitation that keeps the input rules. Of the token only
// the hash is kept.
type NewInvitation struct {
	Invitation
	Hash []byte
	By   int64 // 0 from a terminal
}

// ErrInvitation refuses a link that is unknown, used, withdrawn or too old, all
// with the same words, so that nothing can be learnt by trying.
var ErrInvitation = &Error{Kind: NotFound, Code: "invitation_expired", Title: "Invitation expired",
	Message: "This invitation has expired. Ask your owner for a new one"}

// Invite makes an invitation and returns it with the token for its link, which
// is told this once. A request that is repeated because its answer was lost gets
// the same invitation with a new token: tokens are kept nowhere.
func (d *Desk) Invite(ctx context.Context, a Actor, in InvitationInput) (Invitation, string, error) {
	var c check
	i := Invitation{Name: c.line("name", "Name", in.Name, 2, 255), Role: Counsellor, ExpiresAt: d.Now().Add(invitationGood)}
	if in.Role.Given {
		i.Role = c.role("role", in.Role)
	}
	if in.Email.Given && !in.Email.Null {
		i.Email = new(c.email("email", in.Email))
	}
	i.Courses = c.names("courses", nil, in.Courses)
	if err := c.err(); err != nil {
		return Invitation{}, "", err
	}
	token, nonce := d.newLink()
	hash := hashOf(token)
	i, err := once(ctx, d, a.Op, func(tx Store) (Invitation, error) {
		i, err := tx.AddInvitation(ctx, NewInvitation{i, hash, a.User.ID})
		if err != nil {
			return Invitation{}, err
		}
		if err := d.postInvitation(ctx, tx, i, nonce); err != nil {
			return Invitation{}, err
		}
		return i, tx.Audit(ctx, a.Did(InvitationMade, Object{OnInvitation, i.ID}, "role "+string(i.Role)))
	})
	if err == nil && a.Op.Replayed {
		err = d.renewInvitation(ctx, i, hash, nonce)
	}
	d.Outbox.Posted()
	return i, token, err
}

// renewInvitation gives an open invitation another token, and mails that.
func (d *Desk) renewInvitation(ctx context.Context, i Invitation, hash, nonce []byte) error {
	return d.Store.InTx(ctx, func(tx Store) error {
		if err := tx.RenewInvitation(ctx, i.ID, hash, d.Now()); err != nil {
			return err
		}
		return d.postInvitation(ctx, tx, i, nonce)
	})
}

// postInvitation mails an invitation to its address, if it has one.
func (d *Desk) postInvitation(ctx context.Context, tx Store, i Invitation, nonce []byte) error {
	if nonce == nil || i.Email == nil {
		return nil
	}
	return post(ctx, tx, NewLetter{Letter: Letter{Kind: KindInvitation, Via: ByPost, InvitationID: &i.ID, Nonce: nonce}})
}

// Invitations returns the open ones, the newest first.
func (d *Desk) Invitations(ctx context.Context) ([]Invitation, error) {
	return d.Store.Invitations(ctx, d.Now())
}

// Withdraw ends an open invitation; ErrInvitation when it is not open.
func (d *Desk) Withdraw(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.EndInvitation(ctx, id, d.Now()); err != nil {
			return struct{}{}, gone(err, ErrInvitation)
		}
		return struct{}{}, tx.Audit(ctx, a.Did(InvitationWithdrawn, Object{OnInvitation, id}))
	})
	return err
}

// Invitation returns what the link with this token offers, and at which school.
func (d *Desk) Invitation(ctx context.Context, token string) (Invitation, School, error) {
	i, err := d.invitation(ctx, token)
	if err != nil {
		return i, School{}, err
	}
	school, err := d.Store.School(ctx)
	return i, school, err
}

func (d *Desk) invitation(ctx context.Context, token string) (Invitation, error) {
	i, err := d.Store.InvitationByHash(ctx, hashOf(token), d.Now())
	return i, gone(err, ErrInvitation)
}

// Accept makes the account that an invitation offers and signs the browser in.
// However many accept it at the same moment, one account is made; the others
// get ErrInvitation. ErrEmailTaken when the address is in use; the invitation
// stays open then.
func (d *Desk) Accept(ctx context.Context, a Actor, token Text, in AccountInput, v Visitor) (User, BrowserSession, error) {
	u, err := d.accept(ctx, a, token.S, in)
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	s, err := d.openBrowser(ctx, u, false, v)
	return u, s, err
}

// accept looks at the token before anything else: without a good one nobody
// learns whether an address is known here.
func (d *Desk) accept(ctx context.Context, a Actor, token string, in AccountInput) (User, error) {
	_, err := d.invitation(ctx, token)
	if errors.Is(err, ErrInvitation) && a.Op.Given {
		if u, found, kept := replay[User](ctx, d, a.Op); found {
			return u, kept // accepted by this very request, whose answer was lost
		}
	}
	if err != nil {
		return User{}, err
	}
	var c check
	name, email, pw, err := d.checkAccount(ctx, &c, in)
	if err != nil {
		return User{}, err
	}
	if err := c.err(); err != nil {
		return User{}, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, err
	}
	now := d.Now()
	return once(ctx, d, a.Op, func(tx Store) (User, error) {
		i, err := tx.LockInvitation(ctx, hashOf(token), now)
		if err != nil {
			return User{}, gone(err, ErrInvitation)
		}
		u, err := tx.AddUser(ctx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: i.Role})
		if err != nil {
			return User{}, err
		}
		if len(i.Courses) > 0 {
			u.Takes.Courses = i.Courses
			if u, err = tx.SetTakes(ctx, u.ID, Takes{Courses: i.Courses}); err != nil {
				return User{}, err
			}
		}
		if err := tx.AcceptInvitation(ctx, i.ID, now); err != nil {
			return User{}, err
		}
		if err := tx.Audit(ctx, a.Did(InvitationUsed, Object{OnInvitation, i.ID})); err != nil {
			return User{}, err
		}
		return u, tx.Audit(ctx, a.Did(Registered, Object{OnUser, u.ID}, "role "+string(u.Role)))
	})
}
