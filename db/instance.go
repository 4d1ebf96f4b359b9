package db

import (
	"context"

	"github.com/uptrace/bun"
)

// InstanceOf returns the id of the school's database at dsn, "" when it has
// none: it is empty, or older than ids are. It changes nothing.
func InstanceOf(ctx context.Context, dsn string) (string, error) {
	pool := migrator(dsn)
	defer pool.Close()
	return instanceOf(ctx, pool)
}

func instanceOf(ctx context.Context, idb bun.IDB) (string, error) {
	var there bool
	if err := idb.NewRaw("SELECT to_regclass('instance') IS NOT NULL").Scan(ctx, &there); err != nil || !there {
		return "", resolve("look for the instance", err)
	}
	var id string
	err := idb.NewRaw("SELECT coalesce((SELECT id FROM instance), '')").Scan(ctx, &id)
	return id, resolve("read the instance", err)
}

// NameInstance gives the database an id, unless it has one, and returns the one
// that it has.
func (s Store) NameInstance(ctx context.Context, id string) (string, error) {
	var has string
	err := s.write(ctx, "name the instance", &has, `
		INSERT INTO instance AS old (id) VALUES (?) ON CONFLICT (only_one) DO UPDATE SET id = old.id RETURNING id`, id)
	return has, err
}
