package db

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"firstbell/app"
)

// likeness is which part of the pieces of what was typed a similar name has.
const likeness = 0.5

// similar finds names that are written much like what was typed: each word has
// its first two letters or its second half, and the whole enough of its pieces.
// Who types digits or an address means them just so.
func (s Store) similar(ctx context.Context, f app.Sought, words []string) ([]app.Found, error) {
	near, pieces := bun.SafeQuery("true"), []string{}
	if strings.ContainsAny(f.Words, "@0123456789") {
		return nil, nil
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) < 4 {
			continue // too short to be told apart from anything
		}
		all := threes([]rune(" " + w + " "))
		near = bun.SafeQuery("? AND ("+havingPieces+" OR "+havingPieces+")", near, pgdialect.Array(all[:1]), pgdialect.Array(all[len(all)/2:len(all)-1]))
		pieces = append(pieces, string([]rune(" " + w)[:2]))
		pieces = append(pieces, all...)
	}
	if len(pieces) == 0 {
		return nil, nil
	}
	return list[app.Found](ctx, s, "search for similar names", `
		SELECT ?4, u.name AS owner_name, true AS similar
		  FROM (SELECT s.enquiry_id, s.part
		          FROM (SELECT s.enquiry_id, (SELECT count(*) FROM unnest(?5::text[]) piece WHERE strpos(s.name || ' ', piece) > 0) AS part
		                  FROM search_words s WHERE ?6) s
		         WHERE s.part >= ?7 ORDER BY s.part DESC, s.enquiry_id DESC LIMIT ?8) s
		  JOIN enquiries e ON e.id = s.enquiry_id LEFT JOIN users u ON u.id = e.claimed_by
		 WHERE `+maySeeName+` AND (NOT ?9 OR e.claimed_by IS NOT NULL OR e.closed_at IS NOT NULL)
		 ORDER BY s.part DESC, e.closed_at IS NOT NULL, e.created_at DESC, e.id DESC LIMIT ?10`,
		f.Sight.Waiting, f.Sight.Claimed, owners(f.Sight), f.Sight.Names, seen(f.Sight), pgdialect.Array(pieces), near,
		likeness*float64(len(pieces)), candidates, f.NoQueue, 2*f.Limit)
}
