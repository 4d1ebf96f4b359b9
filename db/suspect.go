package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Suspects returns what is suspected, the newest first, and how many there are.
func (s Store) Suspects(ctx context.Context, limit int) (p app.SuspectPage, err error) {
	p.List, err = list[app.Answer](ctx, s, "read suspects",
		"SELECT "+answerColumns+" FROM answers a WHERE a.state = 'suspected' ORDER BY a.id DESC LIMIT ?", limit)
	if err != nil {
		return p, err
	}
	return p, s.row(ctx, "count suspects", &p.Total, "SELECT count(*) FROM answers WHERE state = 'suspected'")
}

// DecideSuspect says what becomes of an answer that is suspected. Of two who
// decide at the same moment the second waits for the row, and then finds it
// decided.
func (s Store) DecideSuspect(ctx context.Context, id int64, state app.AnswerState, now time.Time) (app.Answer, error) {
	var a app.Answer
	err := s.write(ctx, "decide suspect", &a,
		"UPDATE answers a SET state = ?1, decided_at = ?2 WHERE a.id = ?0 AND a.state = 'suspected' RETURNING "+answerColumns, id, state, now)
	return a, err
}

// ForgetSpam removes what was called spam before a time.
func (s Store) ForgetSpam(ctx context.Context, before time.Time) error {
	_, err := s.idb.NewRaw("DELETE FROM answers WHERE state = 'spam' AND decided_at < ?", before).Exec(ctx)
	return resolve("forget spam", err)
}
