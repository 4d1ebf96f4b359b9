package db

import (
	"context"
	"encoding/hex"
	"sync"

	"firstbell/app"
)

// Take makes people the owners of enquiries that nobody owns, those of one
// moment in one transaction: each row is locked (SELECT ... FOR UPDATE), in the
// order of their numbers, before anybody looks whether it is owned, and owner,
// claim, first follow-up, event and op are written together. app.ErrNotFound
// when somebody owns the enquiry, when it does not exist or is closed, or when
// another transaction has it locked at this moment; app.ErrOpTaken when the op
// is kept already.
func (s Store) Take(ctx context.Context, c app.OwnerChange) (app.Enquiry, error) {
	e, err := s.shared.claims.do(ctx, c)
	if err != nil {
		return app.Enquiry{}, err
	}
	if e == nil {
		return app.Enquiry{}, app.ErrNotFound
	}
	return *e, nil
}

// claimed is one claim of a batch as the statement reads it.
type claimed struct {
	N       int     `json:"n"`
	Enquiry int64   `json:"enquiry"`
	By      int64   `json:"by"`
	Op      *string `json:"op"`
	Request string  `json:"request"`
	Key     int64   `json:"key"`
}

// takeAll makes the changes of a batch in one statement. Of several claims of one enquiry in a
// batch the first one counts.
func (s Store) takeAll(ctx context.Context, changes []app.OwnerChange) ([]*app.Enquiry, error) {
	ins := make([]claimed, len(changes))
	for i, c := range changes {
		ins[i] = claimed{i, c.EnquiryID, *c.To, ledgerID(c.Op), hex.EncodeToString(c.Op.Request), c.Op.KeyID}
	}
	rows, err := change[addedRow](ctx, s, "take enquiries", takeStatement(), ins)
	if err != nil {
		return nil, err
	}
	outs := make([]*app.Enquiry, len(changes))
	for _, r := range rows {
		outs[r.N] = &r.Enquiry
	}
	return outs, nil
}

// takeStatement is the statement of takeAll. It goes to each row by its number:
// the condition is worded so that the index of the queue does not fit it, which
// a plan made when few were waiting would walk from end to end.
var takeStatement = sync.OnceValue(func() planned {
	skipLocked := ""
	if lockRow() != "" {
		skipLocked = "FOR UPDATE SKIP LOCKED"
	}
	return plan("take", `
		WITH input AS (
			SELECT DISTINCT ON (i.enquiry) i.*, decode(i.request, 'hex') AS hash
			  FROM jsonb_to_recordset($1::jsonb) AS i (n int, enquiry bigint, "by" bigint, op text, request text, key bigint)
			 ORDER BY i.enquiry, i.n
		), before AS (
			SELECT e.id, i.n, i.by, i.op, i.hash, nullif(i.key, 0) AS key_id, set_config('firstbell.changes_owner', 'yes', true)
			  FROM input i, LATERAL (
				SELECT id FROM enquiries WHERE id = i.enquiry AND num_nulls(claimed_by, closed_at) = 2 `+skipLocked+`
			  ) e
		), at AS (
			SELECT *, clock_timestamp() AS moment FROM before
		), e AS (
			UPDATE enquiries SET claimed_by = at.by, claimed_at = at.moment, updated_at = at.moment, touched_at = NULL, version = enquiries.version + 1
			  FROM at WHERE enquiries.id = at.id AND enquiries.id = ANY (ARRAY(SELECT id FROM at))
			RETURNING enquiries.*
		), begun AS (
			INSERT INTO claims (enquiry_id, user_id, claimed_at) SELECT id, claimed_by, claimed_at FROM e
		), next AS (
			INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) SELECT id, 'first_call', first_call(due_at), claimed_at FROM e
		), told AS (
			INSERT INTO events (enquiry_id, kind, actor_id, key_id, at, owner_before, owner_after, op_id)
			SELECT e.id, 'claimed', e.claimed_by, at.key_id, e.claimed_at, NULL, e.claimed_by, at.op FROM e JOIN at USING (id)
		), posted AS (
			INSERT INTO outbox (kind, via, enquiry_id)
			SELECT 'withdrawn', 'desk', e.id FROM e WHERE EXISTS (SELECT FROM outbox o WHERE o.enquiry_id = e.id AND o.via = 'push')
		), kept AS (
			INSERT INTO ops (id, request, outcome)
			SELECT at.op, at.hash, jsonb_build_object('result', `+enquiryJSON+`) FROM e JOIN at USING (id) WHERE at.op IS NOT NULL
		)
		SELECT `+enquiryColumns+`, at.n FROM e JOIN at USING (id)`)
})
