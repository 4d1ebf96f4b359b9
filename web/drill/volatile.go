package main

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
)

// sector is the smallest piece of a disk that is written as a whole, as disks of
// today have it. A page of PostgreSQL has two, and can be torn.
const sector = 4096

// volatile is a disk with a cache that a power cut empties: what was written
// after the last flush is there afterwards or is not, sector by sector, by
// chance, whatever the order it was written in.
type volatile struct {
	file *os.File // what is safe

	mu     sync.Mutex
	cached map[int64]*[sector]byte // by number
	lies   bool                    // says that it has flushed, and has not
	dead   bool                    // without power
}

// errDead is the answer of a disk without power.
var errDead = errors.New("the disk has no power")

// read takes whole sectors, and so does write.
func (v *volatile) read(p []byte, at int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dead {
		return errDead
	}
	if _, err := v.file.ReadAt(p, at); err != nil {
		return err
	}
	for i := int64(0); i < int64(len(p)); i += sector {
		if s := v.cached[(at+i)/sector]; s != nil {
			copy(p[i:], s[:])
		}
	}
	return nil
}

func (v *volatile) write(p []byte, at int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dead {
		return errDead
	}
	for i := int64(0); i < int64(len(p)); i += sector {
		s := v.cached[(at+i)/sector]
		if s == nil {
			s = new([sector]byte)
			v.cached[(at+i)/sector] = s
		}
		copy(s[:], p[i:])
	}
	return nil
}

// flush returns when everything written before is safe.
func (v *volatile) flush() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dead {
		return errDead
	}
	if v.lies {
		return nil
	}
	return v.keep(slices.Sorted(maps.Keys(v.cached)))
}

// keep writes some sectors, which are in order, to where they are safe. The
// caller holds mu.
func (v *volatile) keep(sectors []int64) error {
	for len(sectors) > 0 {
		n := 1
		for n < len(sectors) && sectors[n] == sectors[0]+int64(n) {
			n++
		}
		run := make([]byte, 0, n*sector)
		for _, s := range sectors[:n] {
			run = append(run, v.cached[s][:]...)
			delete(v.cached, s)
		}
		if _, err := v.file.WriteAt(run, sectors[0]*sector); err != nil {
			return err
		}
		sectors = sectors[n:]
	}
	return nil
}

// cut takes the power away: each sector that waits is kept or lost. A disk that
// lies loses all of them.
func (v *volatile) cut(r *rand.Rand) (lost int, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var kept []int64
	for _, s := range slices.Sorted(maps.Keys(v.cached)) { // in order, so that the seed decides
		if !v.lies && r.IntN(2) == 0 {
			kept = append(kept, s)
		}
	}
	err = v.keep(kept)
	lost = len(v.cached)
	clear(v.cached)
	v.dead = true
	return lost, err
}

// power gives it back, to a disk that tells the truth or to one that lies.
func (v *volatile) power(lies bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.dead, v.lies = false, lies
}
