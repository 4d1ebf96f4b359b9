package db_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// BenchmarkChange changes what people take, eight at a time, without an entry
// in the audit log and with one, which a keeper chains meanwhile.
func BenchmarkChange(b *testing.B) {
	for name, audited := range map[string]bool{"plain": false, "audited": true} {
		b.Run(name, func(b *testing.B) {
			s := dbtest.New(b)
			desk := &app.Desk{Store: s, Now: time.Now}
			people := make([]app.User, 64)
			for i := range people {
				u, err := s.AddUser(b.Context(), app.NewUser{Name: "P", Email: strconv.Itoa(i) + "@example.com", PasswordHash: "x", Role: app.Counsellor})
				if err != nil {
					b.Fatal(err)
				}
				people[i] = u
			}
			ctx, stop := context.WithCancel(b.Context())
			kept := make(chan struct{})
			go func() {
				desk.KeepAudit(ctx, headKey, func(app.Head) {}, func(err error) { b.Log(err) })
				close(kept)
			}()
			next := make(chan app.User, len(people)) // nobody waits for another's row
			for _, u := range people {
				next <- u
			}
			b.SetParallelism(4)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					u := <-next
					err := s.InTx(b.Context(), func(tx app.Store) error {
						if _, err := tx.SetTakes(b.Context(), u.ID, u.Takes); err != nil || !audited {
							return err
						}
						return tx.Audit(b.Context(), app.Actor{User: u, From: "192.0.2.0/24"}.Did(app.TakesChanged, app.Object{Kind: app.OnUser, ID: u.ID}, "courses"))
					})
					if err != nil {
						b.Error(err)
					}
					next <- u
				}
			})
			b.StopTimer()
			stop()
			<-kept
		})
	}
}
