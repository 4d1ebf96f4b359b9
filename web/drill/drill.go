package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"firstbell/web/outside"
)

// drill is one run: where everything lies, and what came out so far.
type drill struct {
	options
	bin    string
	root   string
	server atomic.Pointer[string] // version of PostgreSQL
	began  time.Time
	table  []line
}

func open(o options, bin string) (*drill, error) {
	if _, err := os.Stat(bin); err != nil {
		return nil, fmt.Errorf("there is no %s: run make build, or name a built program in FIRSTBELL_BIN", bin)
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		return nil, err
	}
	root, err := os.MkdirTemp("/var/tmp", "firstbell-drill-")
	if err != nil {
		return nil, err
	}
	// A PostgreSQL started by root runs as another user, who has to get in.
	return &drill{options: o, bin: bin, root: root, began: time.Now()}, os.Chmod(root, 0o755)
}

func (d *drill) close() error { return os.RemoveAll(d.root) }

// chance returns random choices that differ from those of other uses of the
// same seed.
func (d *drill) chance(use uint64) *rand.Rand { return rand.New(rand.NewPCG(d.seed, use)) }

// upTo is a random time below the given one.
func upTo(r *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(most)))
}

// folder makes one below root that everybody can reach.
func (d *drill) folder(name string) (string, error) {
	dir := filepath.Join(d.root, name)
	return dir, errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o755))
}

// eventually waits until something is so; false when it is not in time.
func eventually(ctx context.Context, within time.Duration, is func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for !is() {
		if outside.Rest(ctx, 20*time.Millisecond) != nil {
			return is()
		}
	}
	return true
}
