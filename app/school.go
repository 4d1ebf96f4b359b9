package app

import "context"

// School is the school that this desk serves.
type School struct {
	Name string
}

// School returns the school, with an empty name before setup.
func (d *Desk) School(ctx context.Context) (School, error) { return d.Store.School(ctx) }
