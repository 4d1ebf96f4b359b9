package db

import (
	"context"
	"time"

	"firstbell/app"
)

const invitationColumns = "i.id, i.name, i.role, i.email, i.courses, i.created_at, i.expires_at"

const invitationOpen = " i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > "

type invitationRow struct {
	ID        int64
	Name      string
	Role      app.Role
	Email     *string
	Courses   []string `bun:",array"`
	CreatedAt time.Time
	ExpiresAt time.Time
}

// AddInvitation keeps a new invitation.
func (s Store) AddInvitation(ctx context.Context, n app.NewInvitation) (app.Invitation, error) {
	var r invitationRow
	err := s.write(ctx, "add invitation", &r, `
		INSERT INTO invitations AS i (hash, name, role, email, courses, invited_by, expires_at)
		VALUES (?, ?, ?, ?, ?::text[], nullif(?, 0), ?) RETURNING `+invitationColumns,
		n.Hash, n.Name, n.Role, n.Email, array(n.Courses), n.By, n.ExpiresAt)
	return app.Invitation(r), err
}

// RenewInvitation gives an open invitation another token.
func (s Store) RenewInvitation(ctx context.Context, id int64, hash []byte, now time.Time) error {
	return s.endInvitation(ctx, "renew invitation", "hash = ?", hash, id, now)
}

// Invitations returns the open invitations, the newest first.
func (s Store) Invitations(ctx context.Context, now time.Time) ([]app.Invitation, error) {
	rows, err := list[invitationRow](ctx, s, "read invitations",
		"SELECT "+invitationColumns+" FROM invitations i WHERE"+invitationOpen+"? ORDER BY i.id DESC", now)
	open := make([]app.Invitation, len(rows))
	for i, r := range rows {
		open[i] = app.Invitation(r)
	}
	return open, err
}

// InvitationByHash returns the open invitation of a token.
func (s Store) InvitationByHash(ctx context.Context, hash []byte, now time.Time) (app.Invitation, error) {
	return s.invitation(ctx, "", hash, now)
}

// LockInvitation is InvitationByHash that locks the row until the transaction
// ends. Whoever waited for the lock sees what the one before them did.
func (s Store) LockInvitation(ctx context.Context, hash []byte, now time.Time) (app.Invitation, error) {
	return s.invitation(ctx, " FOR UPDATE", hash, now)
}

func (s Store) invitation(ctx context.Context, lock string, hash []byte, now time.Time) (app.Invitation, error) {
	var r invitationRow
	err := s.row(ctx, "read invitation", &r,
		"SELECT "+invitationColumns+" FROM invitations i WHERE i.hash = ? AND"+invitationOpen+"?"+lock, hash, now)
	return app.Invitation(r), err
}

// AcceptInvitation notes that an invitation was accepted.
func (s Store) AcceptInvitation(ctx context.Context, id int64, now time.Time) error {
	return s.endInvitation(ctx, "accept invitation", "accepted_at = ?", now, id, now)
}

// EndInvitation withdraws an open invitation.
func (s Store) EndInvitation(ctx context.Context, id int64, now time.Time) error {
	return s.endInvitation(ctx, "withdraw invitation", "withdrawn_at = ?", now, id, now)
}

// endInvitation changes an open invitation; app.ErrNotFound when it is not open.
func (s Store) endInvitation(ctx context.Context, what, set string, value any, id int64, now time.Time) error {
	var changed int64
	return s.write(ctx, what, &changed, "UPDATE invitations AS i SET "+set+" WHERE i.id = ? AND"+invitationOpen+"? RETURNING i.id", value, id, now)
}
