package db

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"firstbell/app"
)

// enquiryColumns are what whoever changes an enquiry, or sent it, gets back of
// it. For everybody else there is seen.
const enquiryColumns = "e.id, e.name, e.email, e.phone, e.course_interest, e.message, e.origin, e.language, e.branch, e.claimed_by, e.claimed_at, " +
	"e.created_at, e.updated_at, e.due_at, e.stage, e.closed_at, e.minor, e.no_contact_at"

// leadColumns are what only the enquiry's own page shows.
const leadColumns = "e.closed_reason, e.wake_at, e.starts_on, e.touched_at, e.merged_into, e.erased_at, e.version, e.tags"

// Enquiry returns one enquiry with its owner's name, as somebody may see it.
func (s Store) Enquiry(ctx context.Context, id int64, v app.Sight) (app.Lead, error) {
	var l app.Lead
	err := s.row(ctx, "read enquiry", &l, `
		SELECT ?, `+leadColumns+`, u.name AS owner_name
		  FROM enquiries e LEFT JOIN users u ON u.id = e.claimed_by
		 WHERE e.id = ?`, seen(v), id)
	return l, err
}

// NextWaiting returns the enquiry that has waited longest, other than not.
func (s Store) NextWaiting(ctx context.Context, not int64, v app.Sight) (app.Enquiry, error) {
	var e app.Enquiry
	err := s.row(ctx, "read next in line", &e, `
		SELECT ? FROM enquiries e
		 WHERE e.claimed_by IS NULL AND e.closed_at IS NULL AND e.id <> ?
		 ORDER BY e.created_at, e.id LIMIT 1`, seen(v), not)
	return e, err
}

// Enquiries returns one page of the queue or of one owner's enquiries. The
// page is found on the index alone and its rows are read afterwards, so that a
// deep offset walks no rows that are not shown.
func (s Store) Enquiries(ctx context.Context, f app.EnquiryFilter) (app.EnquiryPage, error) {
	var p app.EnquiryPage
	var err error
	if len(f.Courses) == 0 && f.Source == "" && f.Q == "" {
		p, err = s.plain(ctx, f)
	} else {
		p, err = s.filtered(ctx, f)
	}
	if err == nil && len(p.Enquiries) > f.Page.Limit {
		p.Enquiries = slices.Clip(p.Enquiries[:f.Page.Limit])
		last := p.Enquiries[len(p.Enquiries)-1]
		p.Next = &app.Cursor{CreatedAt: last.CreatedAt, ID: last.ID}
	}
	return p, err
}

// listedRow is an enquiry of a list and what first brought it.
type listedRow struct {
	app.Enquiry
	Source *string
}

// listed puts rows on a page.
func listed(p *app.EnquiryPage, rows []listedRow) {
	p.Enquiries, p.Sources = make([]app.Enquiry, len(rows)), map[int64]string{}
	for i, r := range rows {
		p.Enquiries[i] = r.Enquiry
		if r.Source != nil {
			p.Sources[r.ID] = *r.Source
		}
	}
}

// filtered reads a page of what f narrows down, and one enquiry more when there
// is one.
func (s Store) filtered(ctx context.Context, f app.EnquiryFilter) (app.EnquiryPage, error) {
	var p app.EnquiryPage
	count := s.filter(f).ColumnExpr("count(*) AS total, now() AS now")
	if f.Owner == 0 && f.Q == "" {
		count = count.ColumnExpr("(SELECT sum(n)::bigint FROM waiting_counts) AS everyone")
	}
	if err := again(ctx, func() error { return resolve("count enquiries", count.Scan(ctx, &p)) }); err != nil {
		return p, err
	}
	ids := s.filter(f).Column("e.id", "e.created_at")
	page := s.idb.NewSelect().ColumnExpr("?, ? AS source", seen(f.Sight), brought).
		TableExpr("(?) AS page", order(ids, f).Limit(int64(f.Page.Limit)+1)).
		Join("JOIN enquiries AS e ON e.id = page.id")
	if f.OldestFirst {
		page = page.OrderExpr("page.created_at, page.id")
	} else {
		page = page.OrderExpr("page.created_at DESC, page.id DESC")
	}
	var rows []listedRow
	err := again(ctx, func() error {
		rows = nil
		return resolve("read enquiries", page.Scan(ctx, &rows))
	})
	listed(&p, rows)
	return p, err
}

func (s Store) filter(f app.EnquiryFilter) *bun.SelectQuery {
	q := s.idb.NewSelect().TableExpr("enquiries AS e")
	if f.Owner == 0 {
		q = q.Where("e.claimed_by IS NULL AND e.closed_at IS NULL")
	} else {
		q = q.Where("e.claimed_by = ?", f.Owner)
	}
	if len(f.Courses) > 0 {
		q = q.Where("lower(e.course_interest) IN (SELECT lower(c) FROM unnest(?::text[]) c)", array(f.Courses))
	}
	if f.Source != "" {
		q = q.Where("?", broughtBy(f.Source))
	}
	if f.Q != "" {
		q = q.Where("?", found(f.Sight, f.Q, f.Number()))
	}
	return q
}

func order(q *bun.SelectQuery, f app.EnquiryFilter) *bun.SelectQuery {
	if f.OldestFirst {
		q = q.OrderExpr("e.created_at, e.id")
	} else {
		q = q.OrderExpr("e.created_at DESC, e.id DESC")
	}
	switch {
	case f.After == nil:
		return q.Offset(int64(f.Page.Offset))
	case f.OldestFirst:
		return q.Where("(e.created_at, e.id) > (?, ?)", f.After.CreatedAt, f.After.ID)
	default:
		return q.Where("(e.created_at, e.id) < (?, ?)", f.After.CreatedAt, f.After.ID)
	}
}

// literal makes the wildcards of LIKE stand for themselves.
func literal(q string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q)
}
