package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/db/local"
)

// watchEvery is how soon the desk notices a full disk, or an order.
const watchEvery = time.Second

// watcher moves the gate as the disk and the operator want it.
type watcher struct {
	dir  string
	min  int64
	gate *app.Gate
	log  *slog.Logger
	low  bool
}

func newWatcher(c config.Config, gate *app.Gate, log *slog.Logger) *watcher {
	return &watcher{dir: c.DataDir, min: c.DiskMinBytes, gate: gate, log: log}
}

// run looks once a second until ctx ends. Each look costs two system calls.
func (w *watcher) run(ctx context.Context) { every(ctx, watchEvery, w.look) }

func (w *watcher) look() {
	_, err := os.Stat(maintenanceFile(w.dir))
	if w.gate.SetMaintenance(err == nil) {
		w.log.Warn("maintenance", "on", err == nil)
	}
	free, _, err := local.DiskSpace(w.dir)
	if err != nil {
		return // what cannot be measured stops nobody
	}
	w.low = low(free, w.min, w.low)
	switch changed := w.gate.SetDiskLow(w.low); {
	case changed && w.low:
		w.log.Error("the disk is almost full: nothing new is taken. Free some room, or firstbell rescue", "dir", w.dir, "free", free, "DISK_MIN", w.min)
	case changed:
		w.log.Info("the disk has room again", "dir", w.dir, "free", free)
	}
}

// low says whether the disk has too little room. It has enough again only a
// tenth above the mark, so that the desk does not open and close by turns.
func low(free, least int64, before bool) bool {
	if before {
		least += least / 10
	}
	return free < least
}

func maintenanceFile(dir string) string { return filepath.Join(dir, "maintenance") }
