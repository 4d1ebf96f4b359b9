package db

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"firstbell/app"
)

// enquiryColumns are what whoever changes an enquiry, or sent it, gets back of
// it. For everybody else there is seen.
const enquiryColumns = "e.id, e.name, e.email, e.phone, e.course_interest, e.message, e.origin, e.language, e.branch, e.claimed_by, e.claimed_at, " +
	"e.created_at, e.updated_at, e.due_at, e.stage, e.closed_at, e.minor, e.no_contact_at"

// leadColumns are what only the enquiry's own page shows.
const leadColumns = "e.closed_reason, e.wake_at, e.starts_on, e.touched_at, e.merged_into, e.erased_at, e.version"

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
	total, err := s.total(ctx, f)
	if err != nil {
		return p, err
	}
	p.Total, p.Now, p.Everyone = total.N, total.Now, total.Everyone

	ids := s.filter(f).Column("e.id", "e.created_at")
	rows := s.idb.NewSelect().ColumnExpr("?, ? AS source", seen(f.Sight), brought).
		TableExpr("(?) AS page", order(ids, f).Limit(int64(f.Page.Limit)+1)).
		Join("JOIN enquiries AS e ON e.id = page.id")
	if f.OldestFirst {
		rows = rows.OrderExpr("page.created_at, page.id")
	} else {
		rows = rows.OrderExpr("page.created_at DESC, page.id DESC")
	}
	var read []struct {
		app.Enquiry
		Source *string
	}
	err = again(ctx, func() error {
		read = nil
		return resolve("read enquiries", rows.Scan(ctx, &read))
	})
	if err != nil {
		return p, err
	}
	p.Enquiries, p.Sources = make([]app.Enquiry, len(read)), map[int64]string{}
	for i, e := range read {
		p.Enquiries[i] = e.Enquiry
		if e.Source != nil {
			p.Sources[e.ID] = *e.Source
		}
	}
	if len(p.Enquiries) > f.Page.Limit {
		p.Enquiries = slices.Clip(p.Enquiries[:f.Page.Limit])
		last := p.Enquiries[len(p.Enquiries)-1]
		p.Next = &app.Cursor{CreatedAt: last.CreatedAt, ID: last.ID}
	}
	return p, nil
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

type total struct {
	N        int
	Now      time.Time
	Everyone *int // of the whole queue, where N counts some of it
}

// total counts a filtered list; the length of the whole queue is kept by the
// database and only added up.
func (s Store) total(ctx context.Context, f app.EnquiryFilter) (t total, err error) {
	some := len(f.Courses) > 0 || f.Source != ""
	if f.Owner == 0 && f.Q == "" && !some {
		err = s.row(ctx, "count queue", &t, "SELECT sum(n)::bigint AS n, now() AS now FROM waiting_counts")
		return t, err
	}
	q := s.filter(f).ColumnExpr("count(*) AS n, now() AS now")
	if some {
		q = q.ColumnExpr("(SELECT sum(n)::bigint FROM waiting_counts) AS everyone")
	}
	err = again(ctx, func() error { return resolve("count enquiries", q.Scan(ctx, &t)) })
	return t, err
}

// literal makes the wildcards of LIKE stand for themselves.
func literal(q string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q)
}
