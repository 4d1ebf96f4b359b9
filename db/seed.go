package db

import (
	"context"
	"fmt"
	"io/fs"

	"firstbell/app"
)

// ErrNotEmpty refuses to mix sample data with real data.
var ErrNotEmpty = &app.Error{Kind: app.Conflict, Code: "not_empty", Title: "Not empty",
	Message: "This database holds data already. Sample data only goes into an empty one, and nothing was changed"}

// Seed adds the sample data of files, with passwordHash for its people. It
// deletes nothing; ErrNotEmpty when there is any account or enquiry already.
func Seed(ctx context.Context, s Store, files fs.FS, passwordHash string) error {
	text, err := fs.ReadFile(files, "seed/sample.sql")
	if err != nil {
		return fmt.Errorf("read sample data: %w", err)
	}
	return s.InTx(ctx, func(tx app.Store) error {
		idb := tx.(Store).idb
		if _, err := idb.NewRaw("LOCK TABLE users, enquiries IN SHARE ROW EXCLUSIVE MODE").Exec(ctx); err != nil {
			return resolve("lock tables", err)
		}
		var used bool
		err := idb.NewRaw("SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM enquiries)").Scan(ctx, &used)
		if err != nil {
			return resolve("look for data", err)
		}
		if used {
			return ErrNotEmpty
		}
		_, err = idb.NewRaw(string(text), passwordHash).Exec(ctx)
		return resolve("add sample data", err)
	})
}
