package db

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"firstbell/app"
)

// lastWords are those of the last note or attempt at an enquiry, e.
const lastWords = `SELECT w.text FROM (SELECT n.text, n.created_at AS at FROM notes n WHERE n.enquiry_id = e.id
	 UNION ALL SELECT a.note, a.at FROM attempts a WHERE a.enquiry_id = e.id AND a.note IS NOT NULL) w
	 ORDER BY w.at DESC LIMIT 1`

// leadKeys are what lists of leads are sorted by, other than the name.
var leadKeys = map[app.LeadSort]schema.QueryWithArgs{
	app.ByNextStep:    bun.SafeQuery("coalesce(f.due_at, '9999-01-01Z'::timestamptz)"),
	app.ByLastContact: bun.SafeQuery("coalesce(c.last, '0001-01-02Z'::timestamptz)"),
	app.ByNewest:      bun.SafeQuery("e.created_at"),
	app.ByOldest:      bun.SafeQuery("e.created_at"),
	app.ByName:        bun.SafeQuery("'0001-01-02Z'::timestamptz"),
}

// What the statements of a list read besides the enquiry, e, only where they
// need it: the open follow-up, f, when somebody was last tried to reach, c, and
// the enquiry as somebody may see it, l.
const (
	openStep    = " LEFT JOIN follow_ups f ON f.enquiry_id = e.id AND f.ended_at IS NULL"
	lastContact = " CROSS JOIN LATERAL (SELECT max(t.at) AS last FROM attempts t WHERE t.enquiry_id = e.id) c"
	asSeen      = " CROSS JOIN LATERAL (SELECT ?) l"
)

// whatBrought is what first brought whoever made an enquiry, e; null when nobody has said.
const whatBrought = "(SELECT t.source FROM touches t WHERE t.id = e.id)"

var brought = bun.SafeQuery(whatBrought)

// Leads returns one page of a list of leads, and how many the whole list holds.
func (s Store) Leads(ctx context.Context, f app.LeadFilter) (app.LeadPage, error) {
	var total int
	if err := s.row(ctx, "count leads", &total, "SELECT count(*) FROM enquiries e ?0 WHERE ?1", stepFor(f), leadsWhere(f)); err != nil {
		return app.LeadPage{}, err
	}
	p, err := s.LeadRows(ctx, f)
	p.Total = total
	return p, err
}

// stepFor reads the open follow-up where the condition of a list needs it.
func stepFor(f app.LeadFilter) schema.QueryWithArgs {
	if f.Due != "" {
		return bun.SafeQuery(openStep)
	}
	return bun.SafeQuery("")
}

// LeadRows returns one page of a list of leads. Who is on the page is found first,
// from as little as that takes; only their rows are read whole.
func (s Store) LeadRows(ctx context.Context, f app.LeadFilter) (app.LeadPage, error) {
	var p app.LeadPage
	step := stepFor(f)
	switch f.Sort {
	case app.ByNextStep:
		step = bun.SafeQuery(openStep)
	case app.ByLastContact:
		step = bun.SafeQuery("?"+lastContact, step)
	case app.ByName:
		step = bun.SafeQuery("?"+asSeen, step, seen(f.Sight))
	}
	key, order, beyond := leadOrder(f)
	var err error
	p.Leads, err = list[app.ListedLead](ctx, s, "read leads", `
		WITH page AS (SELECT e.id, ?3 AS key, row_number() OVER (ORDER BY ?5) AS place FROM enquiries e ?1
		               WHERE ?2 AND ?4 ORDER BY ?5 LIMIT ?6 OFFSET ?7)
		SELECT l.*, e.tags, u.name AS owner_name, f.type AS next_type, f.due_at AS next_due, c.last AS last_contact,
		       (`+unanswered+`) AS tries, ?8 AS source, CASE WHEN NOT l.masked THEN (`+lastWords+`) END AS last_words, page.key
		  FROM page JOIN enquiries e ON e.id = page.id CROSS JOIN LATERAL (SELECT ?0) l
		       LEFT JOIN users u ON u.id = e.claimed_by`+openStep+lastContact+`
		 ORDER BY page.place`,
		seen(f.Sight), step, leadsWhere(f), key, beyond, order, f.Page.Limit+1, f.Page.Offset, brought)
	p.Leads = slices.Clip(p.Leads)
	p.Cut(f)
	return p, err
}

// leadOrder returns what a list is sorted by, its order, and the condition of
// what comes after the page before.
func leadOrder(f app.LeadFilter) (key, order, beyond schema.QueryWithArgs) {
	key, beyond = leadKeys[f.Sort], bun.SafeQuery("true")
	switch f.Sort {
	case app.ByName:
		order = bun.SafeQuery("lower(l.name), e.id")
		if f.After != nil {
			beyond = bun.SafeQuery("(lower(l.name), e.id) > (lower(?), ?)", f.After.Name, f.After.ID)
		}
	case app.ByNewest:
		order = bun.SafeQuery("? DESC, e.id DESC", key)
		if f.After != nil {
			beyond = bun.SafeQuery("(?, e.id) < (?, ?)", key, f.After.At, f.After.ID)
		}
	default:
		order = bun.SafeQuery("?, e.id", key)
		if f.After != nil {
			beyond = bun.SafeQuery("(?, e.id) > (?, ?)", key, f.After.At, f.After.ID)
		}
	}
	return key, order, beyond
}

// leadsWhere is the condition of a list.
func leadsWhere(f app.LeadFilter) schema.QueryWithArgs {
	where := bun.SafeQuery("true")
	and := func(condition schema.QueryWithArgs) { where = bun.SafeQuery("? AND ?", where, condition) }
	if len(f.IDs) > 0 {
		and(bun.SafeQuery("e.id = ANY(?::bigint[])", array(f.IDs)))
	}
	if f.Owner != 0 {
		and(bun.SafeQuery("e.claimed_by = ?", f.Owner))
	}
	if f.Unclaimed {
		and(bun.SafeQuery("e.claimed_by IS NULL"))
	}
	if f.NoQueue {
		and(bun.SafeQuery("(e.claimed_by IS NOT NULL OR e.closed_at IS NOT NULL)"))
	}
	switch {
	case f.Stage != "":
		and(bun.SafeQuery("e.stage = ?", f.Stage))
	case !f.Closed:
		and(bun.SafeQuery("e.closed_at IS NULL"))
	}
	if f.Course != "" {
		and(bun.SafeQuery("lower(e.course_interest) = lower(?)", f.Course))
	}
	if f.Origin != "" {
		and(bun.SafeQuery("e.origin = ?", f.Origin))
	}
	if f.Source != "" {
		and(broughtBy(f.Source))
	}
	if f.Tag != "" {
		and(hasTag(f.Tag))
	}
	if f.Since != nil {
		and(bun.SafeQuery("e.created_at >= ?", f.Since))
	}
	if f.Until != nil {
		and(bun.SafeQuery("e.created_at < ?", f.Until))
	}
	switch f.Due {
	case "":
	case app.NoStep:
		and(bun.SafeQuery("f.id IS NULL"))
	default:
		and(bun.SafeQuery("f.due_at >= ? AND f.due_at < ?", f.From, f.To))
	}
	if f.Q != "" {
		and(found(f.Sight, f.Q, f.Number()))
	}
	return where
}

// broughtBy is the condition that a source was what first brought whoever asked.
func broughtBy(source string) schema.QueryWithArgs {
	return bun.SafeQuery("EXISTS (SELECT FROM touches t WHERE t.id = e.id AND lower(t.source) = lower(?))", source)
}
