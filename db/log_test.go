package db

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestDriverSpeaksToTheLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	driverLog{slog.New(slog.NewJSONHandler(&out, nil))}.Printf(t.Context(), "discarding: %s", errors.New("EOF"))
	if line := out.String(); !strings.Contains(line, `"level":"WARN"`) || !strings.Contains(line, `"msg":"database connection","driver":"discarding: EOF"`) {
		t.Errorf("the log says %s", line)
	}
}
