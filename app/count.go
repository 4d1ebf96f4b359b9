package app

import (
	"errors"
	"sync/atomic"
	"time"
)

// Counts are how often something happened since this process started, for
// whoever draws curves of it. Repeated requests count once.
type Counts struct{ Claims, LostRaces, Enquiries, RefusedSignIns atomic.Int64 }

// Waiting is the queue as a number.
type Waiting struct {
	N       int
	Longest time.Duration // of those who wait, by the database's clock
}

// Batched is how many writes of one kind shared how many commits since this
// process started.
type Batched struct {
	Kind          string
	Writes, Times int64
}

// claim counts what came of a claim.
func (c *Counts) claim(op *Op, err error) {
	lost, refused := errors.AsType[*Error](err)
	switch {
	case op.Replayed:
	case err == nil:
		c.Claims.Add(1)
	case refused && lost.Lost != nil:
		c.LostRaces.Add(1)
	}
}

// enquiry counts what came of a new enquiry.
func (c *Counts) enquiry(op *Op, err error) {
	if err == nil && !op.Replayed {
		c.Enquiries.Add(1)
	}
}
