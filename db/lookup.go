package db

import (
	"context"

	"firstbell/app"
)

// WhoHas returns enquiries of an address or number, given also when they asked
// again, as somebody may see them, the newest first.
func (s Store) WhoHas(ctx context.Context, contact string, v app.Sight, limit int) ([]app.Lead, error) {
	return list[app.Lead](ctx, s, "look a contact point up", `
		SELECT ?0, u.name AS owner_name FROM enquiries e LEFT JOIN users u ON u.id = e.claimed_by
		 WHERE e.merged_into IS NULL AND e.id IN (
			SELECT coalesce(x.merged_into, x.id) FROM enquiries x WHERE x.phone = ?1
			UNION SELECT coalesce(x.merged_into, x.id) FROM enquiries x WHERE x.email = ?1 AND x.email <> ''
			UNION SELECT coalesce(x.merged_into, x.id) FROM touches t JOIN enquiries x ON x.id = t.enquiry_id WHERE t.phone = ?1 AND t.id <> t.enquiry_id
			UNION SELECT coalesce(x.merged_into, x.id) FROM touches t JOIN enquiries x ON x.id = t.enquiry_id WHERE t.email = ?1 AND t.email <> '' AND t.id <> t.enquiry_id
		 ) ORDER BY e.created_at DESC, e.id DESC LIMIT ?2`, seen(v), contact, limit)
}
