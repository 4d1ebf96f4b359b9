package db

import (
	"context"

	"firstbell/app"
)

// WhoHas returns enquiries with a phone number, as somebody may see them, the
// newest first.
func (s Store) WhoHas(ctx context.Context, phone string, v app.Sight, limit int) ([]app.Lead, error) {
	return list[app.Lead](ctx, s, "look a number up", `
		SELECT ?0, u.name AS owner_name FROM enquiries e LEFT JOIN users u ON u.id = e.claimed_by
		 WHERE phone = ?1 ORDER BY e.created_at DESC, e.id DESC LIMIT ?2`, seen(v), phone, limit)
}
