package cli

import (
	"io"
	"log/slog"

	"firstbell/app/config"
)

// newLog returns the log of one command, as the operator wants it.
func newLog(c config.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // checked by config.Load
	opts := &slog.HandlerOptions{Level: level}
	if c.JSONLog() {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}
