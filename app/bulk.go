package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// bulkMost is how many enquiries one request may change: a page of a list.
const bulkMost = 50

// BulkResult is what became of one enquiry among several.
type BulkResult struct {
	ID      int64
	Refusal *Error // nil: it is done
}

// ReassignAll hands several enquiries to one person: each as Reassign does, in a
// transaction of its own, with the refusal that it would have alone. What
// Reassign says of the person or the note refuses all of them.
func (d *Desk) ReassignAll(ctx context.Context, a Actor, ids []int64, to int64, note Text) ([]BulkResult, error) {
	return d.each(ctx, a, ids, func(a Actor, id int64) error {
		_, err := d.Reassign(ctx, a, id, to, note)
		return err
	})
}

// ChangeStages moves several enquiries to one stage: each as ChangeStage does, in
// a transaction of its own, with the refusal that it would have alone. What
// ChangeStage says of the input refuses all of them.
func (d *Desk) ChangeStages(ctx context.Context, a Actor, ids []int64, in StageInput) ([]BulkResult, error) {
	return d.each(ctx, a, ids, func(a Actor, id int64) error {
		_, err := d.ChangeStage(ctx, a, id, in)
		return err
	})
}

// each changes enquiries one after the other, so that none waits for a lock while
// another's is held. Each is an op of its own under the whole one: when that is
// repeated, those that were changed before are answered as they were then, and
// the others are changed.
func (d *Desk) each(ctx context.Context, a Actor, ids []int64, change func(Actor, int64) error) ([]BulkResult, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 || len(ids) > bulkMost || ids[0] < 1 {
		var c check
		c.add("ids", nil, fmt.Sprintf("Send the numbers of 1 to %d enquiries", bulkMost))
		return nil, c.err()
	}
	return repeat(ctx, d, a.Op, func() (outcome[[]BulkResult], error) {
		results, done := make([]BulkResult, 0, len(ids)), false
		for _, id := range ids {
			one, op := a, *a.Op
			op.ID += "/" + strconv.FormatInt(id, 10)
			one.Op = &op
			err := change(one, id)
			refusal, refused := errors.AsType[*Error](err)
			if err != nil && (!refused || refusal.ofAll(len(results) == 0)) {
				return outcome[[]BulkResult]{}, err
			}
			results, done = append(results, BulkResult{id, refusal}), done || !refused
		}
		out := outcome[[]BulkResult]{Result: &results}
		return out, d.Store.InTx(ctx, func(tx Store) error { return d.keep(ctx, tx, a.Op, out, !done) })
	})
}

// ofAll reports whether a refusal of one enquiry is one of the whole request: it
// is about the input, which the first would have been refused for, or about the
// request.
func (e *Error) ofAll(first bool) bool {
	return first && e.Kind == Invalid || e.Kind == Unavailable || errors.Is(e, ErrInProgress) || errors.Is(e, ErrKeyReused)
}
