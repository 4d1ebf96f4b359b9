package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// What was flushed outlives a power cut, of the rest some does; a disk without
// power does nothing, and one that lies keeps nothing.
func TestADiskLosesWhatWasNotFlushed(t *testing.T) {
	t.Parallel()
	const sectors = 64
	f, err := os.Create(filepath.Join(t.TempDir(), "sectors"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(2 * sectors * sector); err != nil {
		t.Fatal(err)
	}
	v := &volatile{file: f, cached: map[int64]*[sector]byte{}}
	fill := func(with byte, at int64) {
		t.Helper()
		if err := v.write(bytes.Repeat([]byte{with}, sectors*sector), at); err != nil {
			t.Fatal(err)
		}
	}
	count := func(of byte) int {
		t.Helper()
		all := make([]byte, 2*sectors*sector)
		if err := v.read(all, 0); err != nil {
			t.Fatal(err)
		}
		return bytes.Count(all, bytes.Repeat([]byte{of}, sector))
	}
	cut := func(lies bool) int {
		t.Helper()
		lost, err := v.cut(rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if v.read(make([]byte, sector), 0) == nil || v.write(make([]byte, sector), 0) == nil || v.flush() == nil {
			t.Error("a disk without power does something")
		}
		v.power(lies)
		return lost
	}
	fill('a', 0)
	if err := v.flush(); err != nil {
		t.Fatal(err)
	}
	fill('b', sectors*sector)
	if a, b := count('a'), count('b'); a != sectors || b != sectors {
		t.Errorf("before the cut there are %d and %d sectors", a, b)
	}
	lost := cut(true)
	if a, b := count('a'), count('b'); a != sectors || b != sectors-lost || lost == 0 || lost == sectors {
		t.Errorf("after the cut there are %d flushed sectors and %d others, %d are said to be lost", a, b, lost)
	}
	fill('c', 0)
	if err := v.flush(); err != nil {
		t.Fatal(err)
	}
	if lost, c := cut(false), count('c'); lost != sectors || c != 0 {
		t.Errorf("the disk that lies lost %d and has %d", lost, c)
	}
}
