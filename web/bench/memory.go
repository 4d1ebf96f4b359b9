package main

import (
	"context"
	"sync"
	"time"
)

// memory watches how much memory a process occupies at most.
type memory struct {
	most float64
	halt chan struct{}
	once sync.Once
	done chan struct{}
}

func watchMemory(pid int) *memory {
	m := &memory{halt: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(m.done)
		for {
			select {
			case <-m.halt:
				return
			case <-time.After(50 * time.Millisecond):
				m.most = max(m.most, residentMiB(pid))
			}
		}
	}()
	return m
}

// stop ends the watch and returns the most that was seen.
func (m *memory) stop() float64 {
	m.once.Do(func() { close(m.halt) })
	<-m.done
	return m.most
}

// idle measures the program that nobody uses.
func (b *bench) idle(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(3 * time.Second):
	}
	mib := residentMiB(b.desk.pid())
	b.table.add(row{work: "memory of the Go process, idle", note: number(mib) + " MiB"})
	b.aims.atMost("memory idle, MiB", mib, 64)
	return nil
}

// memoryUnderLoad notes the most memory of all parts that put load on it.
func (b *bench) memoryUnderLoad() {
	mib := b.memory.stop()
	b.table.add(row{work: "memory of the Go process, most under load", note: number(mib) + " MiB"})
	b.aims.atMost("memory under load, MiB", mib, 128)
}
