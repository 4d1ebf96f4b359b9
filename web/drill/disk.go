package main

import (
	"context"
)

func (d *drill) disk(ctx context.Context) error    { return nil }
func (d *drill) backups(ctx context.Context) error { return nil }
