package db

import "context"

// Forget makes a connection forget what it has planned.
func (s Store) Forget(ctx context.Context) error {
	_, err := s.idb.NewRaw("DEALLOCATE ALL").Exec(ctx)
	return err
}

// Told are the tables of which a person is told what they hold.
func Told() []string {
	var list []string
	for _, h := range holdings {
		list = append(list, h.what)
	}
	return list
}
