package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Op is one attempt to change something. However often it is repeated, by us
// or by a client that lost the answer, it happens once and is answered the same.
type Op struct {
	ID       string // unique in the whole database
	Given    bool   // the client chose the key and may repeat the request
	Request  []byte // a fingerprint of what is asked
	KeyID    int64  // of the API key that asks, for the history; 0 for a person
	Replayed bool   // set when the answer is one that was kept

	kept bool // the statement that made the change has kept the op as well
}

// NewOp returns an op of a request. scope keeps one client's keys apart from
// another's; without a key the op gets an id of its own, and only the server's
// own repeats are safe.
func NewOp(scope, key string, request []byte) *Op {
	if key == "" {
		// By time first: their index then grows at its end, which is cheapest.
		return &Op{ID: "own:" + strconv.FormatInt(time.Now().UnixMicro(), 36) + rand.Text(), Request: request}
	}
	return &Op{ID: scope + ":" + key, Given: true, Request: request}
}

// Fingerprint makes of a request's hash what may be kept of it: passwords could
// be guessed from a hash without a key.
func (d *Desk) Fingerprint(request []byte) []byte { return d.Tokens.MAC("op", request) }

// KeptOp is what is kept of an op: what was asked, and what came of it.
type KeptOp struct {
	Request []byte
	Outcome []byte // JSON
}

// opsKept is how long a repeat gets the kept answer: longer than any client
// goes on trying.
const opsKept = 48 * time.Hour

// patience is how long the server itself repeats an op whose commit was not
// answered, before it says that the outcome is unknown.
const patience = 4 * time.Second

// Refusals of repeated requests.
var (
	ErrKeyReused = &Error{Kind: Limited, Code: "idempotency_key_reuse", Title: "Idempotency-Key reused",
		Message: "This Idempotency-Key was used for another request. Use a new key for a new request"}
	ErrInProgress = &Error{Kind: Conflict, Code: "in_progress", Title: "In progress",
		Message:    "The first request with this Idempotency-Key is still running. Repeat it with the same key in a second",
		RetryAfter: time.Second}
	// ErrOpTaken is for storage to say that an op is kept already, ErrOpRunning
	// that another transaction is still keeping it, so that nobody knows yet what
	// comes of it. None leaves this package as such.
	ErrOpTaken   = errors.New("an op of this id is kept already")
	ErrOpRunning = fmt.Errorf("an op of this id is still being kept: %w", ErrOutcomeUnknown)
)

// outcome is what is kept of an op: its result, or the refusal.
type outcome[T any] struct {
	Result  *T     `json:"result,omitempty"`
	Refusal *Error `json:"refusal,omitempty"`
}

// once runs fn in a transaction that also keeps its result under the op's id. A
// refusal undoes all that fn has written, whatever that was, and is kept by
// itself. If the op was kept before, fn's work is undone and the kept outcome
// returned.
func once[T any](ctx context.Context, d *Desk, op *Op, fn func(Store) (T, error)) (T, error) {
	return repeat(ctx, d, op, func() (outcome[T], error) { return attempt(ctx, d, op, fn) })
}

// attempt is one try of once. Between the end of a refused transaction and the
// keeping of its refusal another try of the same op may be kept: then that counts.
func attempt[T any](ctx context.Context, d *Desk, op *Op, fn func(Store) (T, error)) (out outcome[T], err error) {
	err = d.Store.InTx(ctx, func(tx Store) error {
		op.kept = false
		v, err := fn(tx)
		if err != nil {
			return err
		}
		out.Result = &v
		return d.keep(ctx, tx, op, out, false)
	})
	if refusal, refused := errors.AsType[*Error](err); refused && refusal.Kind != Unavailable {
		op.kept, out = false, outcome[T]{Refusal: refusal}
		err = d.keep(ctx, d.Store, op, out, true)
	}
	return out, err
}

// keep keeps the outcome of an op, unless a statement has done so already. A
// refusal is kept for a client that can repeat the op, because its first attempt
// may be stalled somewhere and still succeed after the second was refused. Our
// own attempts come one after the other and each ends before the next.
func (d *Desk) keep(ctx context.Context, tx Store, op *Op, outcome any, refused bool) error {
	if op.kept || refused && !op.Given || Mutant("no-ledger") || refused && Mutant("ledger-of-successes") {
		return nil
	}
	raw, err := json.Marshal(outcome)
	if err != nil {
		return fmt.Errorf("keep outcome: %w", err)
	}
	return tx.AddOp(ctx, op.ID, KeptOp{Request: op.Request, Outcome: raw})
}

// repeat makes attempts at an op until one has an answer. An op that was kept
// before is answered as it was then; ErrInProgress when an earlier request with
// its key holds what this one waits for. When the answer to a commit is lost, it
// looks whether the op was kept and tries again with the same id until patience
// ends: then ErrOutcomeUnknown.
func repeat[T any](ctx context.Context, d *Desk, op *Op, try func() (outcome[T], error)) (T, error) {
	var zero T
	if op.Given {
		leave, err := d.underway.enter(ctx, op.ID)
		if err != nil {
			return zero, err
		}
		defer leave()
	}
	until := d.Now().Add(patience)
	for n := 0; ; n++ {
		if op.Given || n > 0 {
			if v, found, err := replay[T](ctx, d, op); found || err != nil && n == 0 {
				return v, err
			}
		}
		out, err := try()
		switch {
		case err == nil && out.Refusal != nil:
			return zero, out.Refusal
		case err == nil:
			return *out.Result, nil
		case errors.Is(err, ErrOpTaken):
		case op.Given && d.running(ctx, op, err):
			return zero, ErrInProgress
		case !errors.Is(err, ErrOutcomeUnknown):
			return zero, err
		case d.Now().After(until) || ctx.Err() != nil:
			return zero, err
		default:
			pause(ctx, time.Duration(20<<min(n, 4))*time.Millisecond)
		}
	}
}

// answered returns the kept outcome of an op that a client repeats, for use
// cases that check something first which the op itself has changed.
func answered[T any](ctx context.Context, d *Desk, op *Op) (v T, found bool, err error) {
	if !op.Given {
		return v, false, nil
	}
	v, found, err = replay[T](ctx, d, op)
	return v, found || err != nil, err
}

// running reports whether an attempt failed because an earlier request with the
// same key has not ended yet: it may hold the op itself, or before that the rows
// which both want.
func (d *Desk) running(ctx context.Context, op *Op, err error) bool {
	if errors.Is(err, ErrUnavailable) {
		err = d.Store.TryOp(ctx, op.ID)
	}
	return errors.Is(err, ErrOpRunning)
}

// replay returns the kept outcome of an op, if there is one.
func replay[T any](ctx context.Context, d *Desk, op *Op) (v T, found bool, err error) {
	kept, err := d.Store.Op(ctx, op.ID)
	if errors.Is(err, ErrNotFound) {
		return v, false, nil
	}
	if err != nil {
		return v, false, err
	}
	if string(kept.Request) != string(op.Request) {
		return v, true, ErrKeyReused
	}
	var out outcome[T]
	if err := json.Unmarshal(kept.Outcome, &out); err != nil {
		return v, true, fmt.Errorf("read kept outcome: %w", err)
	}
	op.Replayed = op.Given
	if out.Refusal != nil {
		return v, true, out.Refusal
	}
	if out.Result != nil { // an empty queue is kept as null
		v = *out.Result
	}
	return v, true, nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// ForgetOps removes the ops that nobody repeats any more.
func (d *Desk) ForgetOps(ctx context.Context) error {
	for {
		n, err := d.Store.ForgetOps(ctx, d.Now().Add(-opsKept))
		if err != nil || n == 0 {
			return err
		}
	}
}
