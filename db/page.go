package db

import (
	"context"
	"time"

	"firstbell/app"
)

// plainPage is a page of a list that nothing narrows down, the queue or the
// enquiries of one owner: by far the most frequent question.
type plainPage struct {
	Owner     int64      `json:"owner,omitempty"`
	Limit     int        `json:"limit"`
	Offset    int        `json:"offset"`
	CreatedAt *time.Time `json:"created_at,omitempty"` // of the enquiry that the page comes after
	ID        int64      `json:"id,omitempty"`
	Waiting   bool       `json:"waiting"`
	Claimed   bool       `json:"claimed"`
	Names     bool       `json:"names"`
	Owners    []int64    `json:"owners"`
}

// pageRow is an enquiry of a page, or, on an empty one, none; its ID is 0 then.
type pageRow struct {
	listedRow
	Total int
	Now   time.Time
}

// plain reads the page that f asks for, and one enquiry more when there is one.
func (s Store) plain(ctx context.Context, f app.EnquiryFilter) (app.EnquiryPage, error) {
	in := plainPage{Owner: f.Owner, Limit: f.Page.Limit + 1, Offset: f.Page.Offset,
		Waiting: f.Sight.Waiting, Claimed: f.Sight.Claimed, Names: f.Sight.Names, Owners: ownersSeen(f.Sight)}
	if f.After != nil {
		in.CreatedAt, in.ID = &f.After.CreatedAt, f.After.ID
	}
	rows, err := read[pageRow](ctx, s, "read enquiries", pages[pageShape{f.Owner != 0, f.OldestFirst, f.After != nil}], in)
	if err != nil {
		return app.EnquiryPage{}, err
	}
	there := make([]listedRow, 0, len(rows))
	for _, r := range rows {
		if r.ID != 0 {
			there = append(there, r.listedRow)
		}
	}
	p := app.EnquiryPage{Total: rows[0].Total, Now: rows[0].Now}
	listed(&p, there)
	return p, nil
}

// pageShape is what makes one statement differ from another.
type pageShape struct{ owned, oldestFirst, after bool }

// pages are the statements of plain.
var pages = func() map[pageShape]planned {
	all := map[pageShape]planned{}
	for n := range 8 {
		shape := pageShape{n&1 != 0, n&2 != 0, n&4 != 0}
		all[shape] = plan("page", shape.statement())
	}
	return all
}()

// statement finds the page on the index alone and reads its rows afterwards. The
// length of the queue is kept by the database and only added up.
func (p pageShape) statement() string {
	which, total := "claimed_by IS NULL AND closed_at IS NULL", "(SELECT sum(n)::bigint FROM waiting_counts)"
	if p.owned {
		which = "claimed_by = ($1::jsonb->>'owner')::bigint"
		total = "(SELECT count(*) FROM enquiries WHERE " + which + ")"
	}
	direction, beyond := "DESC", "<"
	if p.oldestFirst {
		direction, beyond = "ASC", ">"
	}
	from := "OFFSET ($1::jsonb->>'offset')::bigint"
	if p.after {
		which += " AND (created_at, id) " + beyond + " (($1::jsonb->>'created_at')::timestamptz, ($1::jsonb->>'id')::bigint)"
		from = ""
	}
	order := "created_at " + direction + ", id " + direction
	v := sight{"(SELECT ($1::jsonb->>'waiting')::boolean)", "(SELECT ($1::jsonb->>'claimed')::boolean)",
		"ARRAY(SELECT jsonb_array_elements_text($1::jsonb->'owners')::bigint)", "(SELECT ($1::jsonb->>'names')::boolean)"}
	return `
		SELECT t.total, t.now, shown.*
		  FROM (SELECT ` + total + ` AS total, now() AS now) t
		  LEFT JOIN (
			SELECT ` + v.columns() + `, ` + whatBrought + ` AS source
			  FROM (SELECT id FROM enquiries WHERE ` + which + ` ORDER BY ` + order + ` LIMIT ($1::jsonb->>'limit')::bigint ` + from + `) found
			  JOIN enquiries e ON e.id = found.id
		  ) shown ON true
		 ORDER BY shown.created_at ` + direction + `, shown.id ` + direction
}
