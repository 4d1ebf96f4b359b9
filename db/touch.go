package db

import "context"

// AskedUnder returns the enquiry to which a touch of a number of its own belongs.
func (s Store) AskedUnder(ctx context.Context, touchID int64) (int64, error) {
	var id int64
	err := s.row(ctx, "read whose touch it is", &id, "SELECT enquiry_id FROM touches WHERE id = ? AND id <> enquiry_id", touchID)
	return id, err
}
