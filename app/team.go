package app

import (
	"context"
	"slices"
	"time"
)

// Member is a person of the team as the team page shows them.
type Member struct {
	User
	Active   bool
	Away     bool       // off duty, or on leave today
	Held     int        // open leads
	LastSeen *time.Time // the last sign-in; nil when there was none, or is not for whoever asks
}

// MemberInput is a change of a person; what is nil or not given stays.
type MemberInput struct {
	Takes      TakesInput
	Name, Role Text
	Active     *bool // true brings somebody back; leaving is Deactivate
	OnDuty     *bool
	Leave      *LeaveInput
}

// Refusals about people.
var (
	ErrLastOwner = &Error{Kind: Conflict, Code: "last_owner", Title: "Last owner",
		Message: "This is the last owner of the desk. Make somebody else an owner first"}
	ErrLeft = &Error{Kind: Conflict, Code: "left", Title: "Has left",
		Message: "This person has left. Bring them back first"}
	ErrHoldsLeads = &Error{Kind: Conflict, Code: "holds_leads", Title: "Conflict",
		Message: "The front desk holds no leads. Hand over or put back what this person holds first"}
)

// Team returns everybody who works here by name; for an owner who asks for all,
// or a command on the server, also those who have left.
func (d *Desk) Team(ctx context.Context, a Actor, all bool) ([]Member, error) {
	owner := a.User.Role == Owner || a.Command
	list, err := d.Store.Members(ctx, all && owner)
	if err != nil {
		return nil, err
	}
	today, err := d.today(ctx, d.Store)
	for i := range list {
		list[i].Away = list[i].away(today)
		if !owner {
			list[i].LastSeen, list[i].HasFactor = nil, false
		}
	}
	return list, err
}

// Member returns one person; ErrNobodyThere for an unknown one.
func (d *Desk) Member(ctx context.Context, id int64) (Member, error) {
	return d.member(ctx, d.Store, id)
}

func (d *Desk) member(ctx context.Context, tx Store, id int64) (Member, error) {
	m, err := tx.Member(ctx, id)
	if err != nil {
		return Member{}, gone(err, ErrNobodyThere)
	}
	today, err := d.today(ctx, tx)
	m.Away = m.away(today)
	return m, err
}

// ChangeMember changes a person: what they take, their name and role, whether
// they are on duty or on leave, and whether they are back. A new role ends their
// sessions, and whoever goes to the front desk stands in for nobody any more.
// ErrNobodyThere for an unknown person, ErrLeft for one who has left, ErrLastOwner
// when no owner would be left, also when two owners take each other's role at the
// same moment.
func (d *Desk) ChangeMember(ctx context.Context, a Actor, id int64, in MemberInput) (Member, error) {
	return once(ctx, d, a.Op, func(tx Store) (Member, error) { return d.changeMember(ctx, tx, a, id, in) })
}

func (d *Desk) changeMember(ctx context.Context, tx Store, a Actor, id int64, in MemberInput) (Member, error) {
	people, err := tx.LockPeople(ctx, standIns(id, in.Leave))
	if err != nil {
		return Member{}, err
	}
	m, err := d.member(ctx, tx, id)
	if err != nil {
		return Member{}, err
	}
	if !m.Active && (in.Active == nil || !*in.Active) {
		return Member{}, ErrLeft
	}
	before := m
	if err := d.readMember(ctx, tx, &m, in, people); err != nil {
		return Member{}, err
	}
	if before.Role == Owner && m.Active && m.Role != Owner && lastOwner(people, id) {
		return Member{}, ErrLastOwner
	}
	if m.Role == FrontDesk && before.Role != FrontDesk && m.Held > 0 {
		return Member{}, ErrHoldsLeads
	}
	m.Active = true
	if err := d.keepMember(ctx, tx, m, before, in); err != nil {
		return Member{}, err
	}
	if err := auditMember(ctx, tx, a, before, in); err != nil {
		return Member{}, err
	}
	return d.member(ctx, tx, id)
}

func (d *Desk) keepMember(ctx context.Context, tx Store, m, before Member, in MemberInput) error {
	if err := tx.SetMember(ctx, m); err != nil {
		return err
	}
	if len(in.Takes.fields()) > 0 {
		if _, err := tx.SetTakes(ctx, m.ID, m.Takes); err != nil {
			return err
		}
	}
	if m.Role == before.Role {
		return nil
	}
	if m.Role == FrontDesk {
		if err := tx.EndStandIns(ctx, m.ID); err != nil {
			return err
		}
	}
	return tx.EndSessionsOf(ctx, m.ID, 0, d.Now())
}

// auditMember writes one entry for each sort of change.
func auditMember(ctx context.Context, tx Store, a Actor, before Member, in MemberInput) error {
	who := Object{OnUser, before.ID}
	var list []AuditEntry
	if fields := in.Takes.fields(); len(fields) > 0 {
		list = append(list, a.Did(TakesChanged, who, fields...))
	}
	if in.Role.Given && Role(in.Role.S) != before.Role {
		list = append(list, a.Did(RoleChanged, who, "role "+in.Role.S))
	}
	if !before.Active {
		list = append(list, a.Did(PersonReactivated, who))
	}
	if fields := given(part{"name", in.Name.Given}, part{"onDuty", in.OnDuty != nil}, part{"leave", in.Leave != nil}); len(fields) > 0 {
		list = append(list, a.Did(PersonChanged, who, fields...))
	}
	for _, e := range list {
		if err := tx.Audit(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// readMember puts what was sent into m, or reports every field that is wrong.
func (d *Desk) readMember(ctx context.Context, tx Store, m *Member, in MemberInput, people []Locked) error {
	var c check
	m.Takes = in.Takes.read(&c, m.Takes)
	if in.Name.Given {
		m.Name = c.line("name", "Name", in.Name, 2, 255)
	}
	if in.Role.Given {
		m.Role = c.role("role", in.Role)
	}
	if in.Active != nil && !*in.Active {
		c.add("active", false, "To end somebody's work here use deactivate, which asks what becomes of their leads")
	}
	if in.OnDuty != nil {
		m.OnDuty = *in.OnDuty
	}
	if in.Leave != nil {
		today, err := d.today(ctx, tx)
		if err != nil {
			return err
		}
		m.Leave = c.leave(in.Leave.Value, m.ID, today, people)
	}
	return c.err()
}

// role reads one of the roles.
func (c *check) role(path string, t Text) Role {
	r := Role(t.S)
	if !slices.Contains(Roles(), r) {
		c.add(path, t.S, "Role must be owner, counsellor or front_desk")
	}
	return r
}

// lastOwner reports whether nobody but this person is an owner. All owners are
// locked, so that two who go at the same moment see each other.
func lastOwner(people []Locked, id int64) bool {
	return !slices.ContainsFunc(people, func(p Locked) bool { return p.ID != id && p.Active && p.Role == Owner })
}

// AddMember makes an account with a password for somebody who is not asked.
// ErrEmailTaken when the address is in use.
func (d *Desk) AddMember(ctx context.Context, a Actor, in AccountInput, role Text) (User, error) {
	var c check
	name, email, pw, err := d.checkAccount(ctx, &c, in)
	if err != nil {
		return User{}, err
	}
	r := c.role("role", role)
	if err := c.err(); err != nil {
		return User{}, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (User, error) {
		u, err := tx.AddUser(ctx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: r})
		if err != nil {
			return User{}, err
		}
		return u, tx.Audit(ctx, a.Did(PersonAdded, Object{OnUser, u.ID}, "role "+string(r)))
	})
}

// SetPassword gives a person a new password and ends all their sessions. It is
// for whoever sits at the server itself; others hand on a reset link.
func (d *Desk) SetPassword(ctx context.Context, a Actor, id int64, password Text) error {
	m, err := d.Member(ctx, id)
	if err != nil {
		return err
	}
	hash, err := d.choosePassword(ctx, password, m.User)
	if err != nil {
		return err
	}
	_, err = once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		return struct{}{}, d.replacePassword(ctx, tx, a.Did(PasswordChanged, Object{OnUser, id}), hash)
	})
	return err
}
