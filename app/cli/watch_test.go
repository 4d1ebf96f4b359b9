package cli

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/app/config"
)

func TestADiskIsLowUntilItHasATenthMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		free, least  int64
		before, want bool
	}{
		{1000, 1000, false, false}, {999, 1000, false, true}, {1000, 1000, true, true},
		{1099, 1000, true, true}, {1100, 1000, true, false}, {0, 0, false, false}, {0, 0, true, false},
	} {
		if got := low(c.free, c.least, c.before); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestTheGateFollowsTheDiskAndTheOrder(t *testing.T) {
	t.Parallel()
	c := config.Config{DataDir: t.TempDir()}
	var gate app.Gate
	w := newWatcher(c, &gate, slog.New(slog.DiscardHandler))
	var out bytes.Buffer
	order := func(word string) {
		t.Helper()
		if err := maintenance(t.Context(), c, []string{word}, terminal{out: &out}); err != nil {
			t.Fatal(err)
		}
		w.look()
	}
	order("on")
	if gate.InMaintenance() == nil {
		t.Error("it is still open")
	}
	order("off")
	order("off") // twice is no mistake
	if err := gate.InMaintenance(); err != nil {
		t.Error(err)
	}
	if err := maintenance(t.Context(), c, []string{"maybe"}, terminal{out: &out}); err == nil {
		t.Error("any word will do")
	}
	w.min = 1 << 60
	w.look()
	if gate.Full() == nil {
		t.Error("a full disk takes more")
	}
	w.min = 0
	w.look()
	if err := gate.Full(); err != nil {
		t.Error(err)
	}
	w.dir = filepath.Join(c.DataDir, "gone")
	w.min = 1 << 60
	if w.look(); gate.Full() != nil {
		t.Error("what cannot be measured stops the desk")
	}
}

func TestRescueGivesTheReserveBackOnce(t *testing.T) {
	t.Parallel()
	c := config.Config{DataDir: t.TempDir(), DiskMinBytes: 1 << 30}
	if err := os.WriteFile(filepath.Join(c.DataDir, "reserve.bin"), make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Given back: 3 MB.", "Nothing is set aside"} {
		var out bytes.Buffer
		if err := rescue(t.Context(), c, &out, nil); err != nil || !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "from 1024 MB on") {
			t.Errorf("%v: %s", err, out.String())
		}
	}
	if _, err := os.Stat(filepath.Join(c.DataDir, "reserve.bin")); err == nil {
		t.Error("the reserve is still there")
	}
	c.DataDir = filepath.Join(c.DataDir, "gone")
	if err := rescue(t.Context(), c, &bytes.Buffer{}, nil); err == nil {
		t.Error("a folder that is not there is no disk")
	}
}
