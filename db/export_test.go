package db

import "context"

// Forget makes a connection forget what it has planned.
func (s Store) Forget(ctx context.Context) error {
	_, err := s.idb.NewRaw("DEALLOCATE ALL").Exec(ctx)
	return err
}
