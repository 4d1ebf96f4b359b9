package db

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/schema"

	"firstbell/app"
)

// How many of those that fit are looked at more closely: at first a few, which
// mostly tell who comes first, and else so many as share a common name. The newest
// are looked at without the index: it is slow for what very many names begin with.
const (
	fewCandidates = 64
	candidates    = 1000
	newest        = 2000
)

// asWords is how the database splits what was typed, whole and before an @.
type asWords struct{ All, Local string }

// Search returns the enquiries that fit what somebody typed, as they may see
// them, the likeliest first and names that are only similar last.
func (s Store) Search(ctx context.Context, f app.Sought) ([]app.Found, error) {
	var w asWords
	if err := s.row(ctx, "split a search", &w, "SELECT words(?0) AS all, words(split_part(?0, '@', 1)) AS local", f.Words); err != nil {
		return nil, err
	}
	exact, err := s.exact(ctx, f, strings.Fields(w.All), piecesOf(strings.Fields(w.Local)))
	if err != nil || len(exact) == f.Limit {
		return exact, err
	}
	similar, err := s.similar(ctx, f, strings.Fields(w.All))
	for _, l := range similar {
		if len(exact) < f.Limit && !slices.ContainsFunc(exact, func(e app.Found) bool { return e.ID == l.ID }) {
			exact = append(exact, l)
		}
	}
	return exact, err
}

// hit is one of those found, and among how many candidates.
type hit struct {
	app.Found
	Among, Rank                       int
	TouchName, TouchEmail, TouchPhone *string
}

// exact finds what was typed. The index brings candidates, by what they hold
// and not by who asks; then what is hidden is emptied, and who still fits is
// found.
func (s Store) exact(ctx context.Context, f app.Sought, words, pieces []string) ([]app.Found, error) {
	condition := fits(f, words)
	if f.Digits != "" {
		pieces = piecesOf([]string{f.Digits})
	}
	none := bun.SafeQuery("false")
	indexed, recent := bun.SafeQuery(havingPieces+" AND ?", pgdialect.Array(pieces), condition), none
	if len(pieces) == 0 {
		indexed = none // it would be nearly everybody
	} else if f.Digits == "" && f.ID == 0 && !strings.Contains(f.Words, "@") {
		recent = bun.SafeQuery("s.name LIKE ?", " "+strings.Join(words, " ")+"%")
	}
	found, err := s.among(ctx, f, words, recent, indexed, condition, fewCandidates)
	all := len(found) > 0 && found[0].Among < fewCandidates || len(found) == 0 && f.Sight.Waiting && f.Sight.Claimed
	if err == nil && !all && !allOpen(found, f.Limit) {
		found, err = s.among(ctx, f, words, none, indexed, condition, candidates)
	}
	return results(found), err
}

// allOpen reports whether there are as many as were asked for, and all are open:
// nobody comes before them who was not looked at, for all of those are older.
func allOpen(found []hit, limit int) bool {
	return len(found) == limit && !slices.ContainsFunc(found, func(h hit) bool { return h.ClosedAt != nil })
}

// among finds people among the best candidates, at most so many: those whose own
// words, or what they gave when they asked again, s, meet the condition where, and
// still fit when what is hidden is emptied. Of one enquiry the best counts; those
// with an open one come before those without, and the newest first. When as many
// of the newest as are wanted meet the condition recent, which says that their names
// begin so, and are open, nobody else is looked for.
func (s Store) among(ctx context.Context, f app.Sought, words []string, recent, where, condition schema.QueryWithArgs, most int) ([]hit, error) {
	return list[hit](ctx, s, "search", `
		WITH n AS MATERIALIZED (
			SELECT 0::bigint AS touch_id, s.* FROM search_words s ORDER BY enquiry_id DESC LIMIT ?14
		), r AS MATERIALIZED (
			SELECT s.* FROM (SELECT * FROM n
			        UNION ALL (SELECT s.* FROM touch_words s WHERE s.enquiry_id >= (SELECT min(enquiry_id) FROM n) ORDER BY s.enquiry_id DESC LIMIT ?14)) s
			  JOIN enquiries e ON e.id = s.enquiry_id
			 WHERE ?13 AND e.closed_at IS NULL AND `+maySeeName+` AND (NOT ?11 OR e.claimed_by IS NOT NULL)
		), c AS (
			SELECT s.*, '+' || s.phone = ?8 AS whole, ?5 AS rank
			  FROM (SELECT 0 AS touch_id, s.enquiry_id, s.name, s.email, s.phone FROM search_words s WHERE s.enquiry_id = ?9
			         UNION ALL SELECT * FROM r WHERE (SELECT count(DISTINCT enquiry_id) FROM r) >= ?12
			         UNION ALL SELECT 0, s.enquiry_id, s.name, s.email, s.phone FROM search_words s
			                    WHERE (SELECT count(DISTINCT enquiry_id) FROM r) < ?12 AND s.enquiry_id <> ?9 AND ?6
			         UNION ALL SELECT s.touch_id, s.enquiry_id, s.name, s.email, s.phone FROM touch_words s
			                    WHERE (SELECT count(DISTINCT enquiry_id) FROM r) < ?12 AND s.enquiry_id <> ?9 AND ?6) s
			 ORDER BY rank, s.enquiry_id DESC LIMIT ?10
		)
		SELECT f.*, (SELECT count(*) FROM c) AS among
		  FROM (SELECT DISTINCT ON (e.id) ?4, u.name AS owner_name, c.rank, CASE WHEN `+maySeeName+` THEN t.name END AS touch_name,
			       CASE WHEN `+maySeeAll+` THEN t.email END AS touch_email, CASE WHEN `+maySeeAll+` THEN t.phone END AS touch_phone
			  FROM c JOIN enquiries e ON e.id = c.enquiry_id LEFT JOIN users u ON u.id = e.claimed_by LEFT JOIN touches t ON t.id = c.touch_id AND c.touch_id <> 0
			 CROSS JOIN LATERAL (SELECT CASE WHEN `+maySeeName+` THEN c.name ELSE '' END AS name,
			       CASE WHEN `+maySeeAll+` THEN c.email ELSE '' END AS email, CASE WHEN `+maySeeAll+` THEN c.phone ELSE '' END AS phone) s
			 WHERE (c.enquiry_id = ?9 OR c.whole OR ?7) AND (NOT ?11 OR c.whole OR e.claimed_by IS NOT NULL OR e.closed_at IS NOT NULL)
			 ORDER BY e.id, c.rank, c.touch_id) f
		 ORDER BY f.rank, f.closed_at IS NOT NULL, f.created_at DESC, f.id DESC LIMIT ?12`,
		f.Sight.Waiting, f.Sight.Claimed, owners(f.Sight), f.Sight.Names, seen(f.Sight), rank(f, words),
		where, condition, f.Whole, f.ID, most, f.NoQueue, f.Limit, recent, newest)
}

func results(hits []hit) []app.Found {
	var list []app.Found
	for _, h := range hits {
		if h.TouchName != nil {
			h.Also = &app.Contact{Name: *h.TouchName, Email: h.TouchEmail, Phone: h.TouchPhone}
		}
		list = append(list, h.Found)
	}
	return list
}

// havingPieces is the condition that the words of an enquiry, s, have all pieces:
// the expression is that of the index, to the letter.
const havingPieces = "pieces(s.name || words(split_part(s.email, '@', 1)) || ' ' || s.phone) @> ?::text[] COLLATE \"C\""

// fits is the condition that the words of an enquiry, s, are those looked for.
func fits(f app.Sought, words []string) schema.QueryWithArgs {
	switch {
	case f.Digits != "":
		return bun.SafeQuery("(s.phone LIKE ?0 OR s.email LIKE ?0)", "%"+f.Digits+"%")
	case strings.Contains(f.Words, "@"):
		return bun.SafeQuery("s.email LIKE ?", "%"+literal(strings.ToLower(f.Words))+"%")
	default:
		return every(words, holds)
	}
}

// rank says how well the words of an enquiry, s, fit: 0 is best.
func rank(f app.Sought, words []string) schema.QueryWithArgs {
	if f.Digits != "" {
		return bun.SafeQuery("CASE WHEN s.enquiry_id = ?0 OR '+' || s.phone = ?1 THEN 0 WHEN s.phone LIKE '%' || ?2 THEN 1 ELSE 2 END", f.ID, f.Whole, f.Digits)
	}
	begins := every(words, func(word string) schema.QueryWithArgs { return bun.SafeQuery("s.name LIKE ?", "% "+word+"%") })
	return bun.SafeQuery("CASE WHEN s.enquiry_id = ?0 THEN 0 WHEN s.name LIKE ?1 THEN 1 WHEN ?2 THEN 2 ELSE 3 END",
		f.ID, " "+strings.Join(words, " ")+"%", begins)
}

func every(words []string, condition func(string) schema.QueryWithArgs) schema.QueryWithArgs {
	all := bun.SafeQuery("true")
	for _, w := range words {
		all = bun.SafeQuery("? AND ?", all, condition(w))
	}
	return all
}

// holds is the condition that a word is in what is kept of an enquiry, s: a
// short one only at the beginning of a word of the name.
func holds(word string) schema.QueryWithArgs {
	if utf8.RuneCountInString(word) < 3 {
		return bun.SafeQuery("s.name LIKE ?", "% "+word+"%")
	}
	return bun.SafeQuery("(s.name LIKE ?0 OR s.email LIKE ?0 OR s.phone LIKE ?0)", "%"+word+"%")
}

// piecesOf are the threes of letters that are in whatever holds all the words,
// as the database makes them. A word of two letters has to begin one.
func piecesOf(words []string) []string {
	var list []string
	for _, w := range words {
		letters := []rune(w)
		if len(letters) == 2 {
			letters = []rune(" " + w)
		}
		list = append(list, threes(letters)...)
	}
	return list
}

func threes(letters []rune) []string {
	var list []string
	for i := range len(letters) - 2 {
		list = append(list, string(letters[i:i+3]))
	}
	return list
}
