package app

import (
	"sync/atomic"
	"time"
)

// Gate says what the desk takes at this moment. Whoever looks after the process
// moves it, every request reads it, and neither waits. The zero value takes
// everything.
type Gate struct{ maintenance, diskLow, stopping atomic.Bool }

// Refusals of a gate that is not open.
var (
	ErrMaintenance = &Error{Kind: Unavailable, Code: "maintenance", Title: "Back soon", RetryAfter: time.Minute,
		Message: "This desk is being looked after and will be back soon. Nothing was saved. Try again in a few minutes"}
	ErrDiskLow = &Error{Kind: Unavailable, Code: "disk_low", Title: "Service unavailable", RetryAfter: time.Minute,
		Message: "The disk of the server is almost full. Nothing was saved. Reading still works; tell whoever runs this server"}
)

// SetMaintenance closes the desk for everybody, or opens it; it reports whether
// that changed anything.
func (g *Gate) SetMaintenance(on bool) (changed bool) { return g.maintenance.Swap(on) != on }

// SetDiskLow stops what would fill the disk, or lets it go on; it reports
// whether that changed anything.
func (g *Gate) SetDiskLow(low bool) (changed bool) { return g.diskLow.Swap(low) != low }

// InMaintenance is ErrMaintenance while the desk is closed for everybody.
func (g *Gate) InMaintenance() error {
	if g.maintenance.Load() {
		return ErrMaintenance
	}
	return nil
}

// Full is ErrDiskLow while there is too little room for anything new.
func (g *Gate) Full() error {
	if g.diskLow.Load() {
		return ErrDiskLow
	}
	return nil
}

// SetStopping notes that the desk answers what is under way and then ends.
func (g *Gate) SetStopping() { g.stopping.Store(true) }

// Stopping reports whether the desk is about to end.
func (g *Gate) Stopping() bool { return g.stopping.Load() }
