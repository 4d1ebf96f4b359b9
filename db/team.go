package db

import (
	"context"
	"time"

	"firstbell/app"
)

type memberRow struct {
	userRow
	Active   bool
	Held     int
	LastSeen *time.Time
}

func (r memberRow) member() app.Member {
	return app.Member{User: r.user(), Active: r.Active, Held: r.Held, LastSeen: r.LastSeen}
}

const memberQuery = "SELECT " + accountColumns + `, u.active,
	(SELECT count(*) FROM enquiries e WHERE e.claimed_by = u.id AND e.closed_at IS NULL) AS held,
	(SELECT max(s.created_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen
	FROM ` + userTables

// Members returns all active people by name, or all there ever were.
func (s Store) Members(ctx context.Context, all bool) ([]app.Member, error) {
	rows, err := list[memberRow](ctx, s, "read team", memberQuery+" WHERE u.active OR ? ORDER BY u.name, u.id", all)
	members := make([]app.Member, len(rows))
	for i, r := range rows {
		members[i] = r.member()
	}
	return members, err
}

// Member returns one person, active or not.
func (s Store) Member(ctx context.Context, id int64) (app.Member, error) {
	var r memberRow
	err := s.row(ctx, "read member", &r, memberQuery+" WHERE u.id = ?", id)
	return r.member(), err
}

// LockPeople locks these people, those for whom they stand in, and every active
// owner, in the order of their numbers. It waits for claims of theirs under way and holds up later ones.
func (s Store) LockPeople(ctx context.Context, ids []int64) ([]app.Locked, error) {
	var list []app.Locked
	err := s.idb.NewRaw(`
		SELECT id, name, role, active FROM users
		 WHERE id = ANY(?0::bigint[]) OR stand_in = ANY(?0::bigint[]) OR role = 'owner' AND active ORDER BY id FOR UPDATE`, array(ids)).Scan(ctx, &list)
	return list, resolve("lock people", err)
}

// SetMember keeps a person's name, role, duty and leave, and that they are active.
func (s Store) SetMember(ctx context.Context, m app.Member) error {
	var leave app.Leave
	if m.Leave != nil {
		leave = *m.Leave
	}
	_, err := s.idb.NewRaw(`
		UPDATE users SET name = ?, role = ?, active = ?, on_duty = ?, leave_from = nullif(?, '')::date, leave_until = nullif(?, '')::date,
		       stand_in = ?, updated_at = now()
		 WHERE id = ?`, m.Name, m.Role, m.Active, m.OnDuty, leave.From, leave.Until, leave.StandIn, m.ID).Exec(ctx)
	return resolve("change member", err)
}

// EndStandIns ends a person's standing in for others, whose leave goes on.
func (s Store) EndStandIns(ctx context.Context, id int64) error {
	_, err := s.idb.NewRaw("UPDATE users SET stand_in = NULL, updated_at = now() WHERE stand_in = ?", id).Exec(ctx)
	return resolve("end standing in", err)
}

// SetPassword replaces a person's password, whatever it was.
func (s Store) SetPassword(ctx context.Context, userID int64, hash string) error {
	_, err := s.idb.NewRaw("UPDATE users SET password_hash = ?, updated_at = now() WHERE id = ?", hash, userID).Exec(ctx)
	return resolve("set password", err)
}
