package db

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// Tags returns the tags in use by name, each once whatever its capitals.
func (s Store) Tags(ctx context.Context, limit int) ([]string, error) {
	return list[string](ctx, s, "read tags", `
		SELECT min(tag) FROM enquiries e, unnest(e.tags) tag WHERE e.tags <> '{}' GROUP BY lower(tag) ORDER BY lower(tag) LIMIT ?`, limit)
}

// hasTag is the condition that an enquiry, e, has a tag, whatever its capitals.
func hasTag(tag string) schema.QueryWithArgs {
	return bun.SafeQuery("e.tags <> '{}' AND EXISTS (SELECT FROM unnest(e.tags) tag WHERE lower(tag) = lower(?))", tag)
}
