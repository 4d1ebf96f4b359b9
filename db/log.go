package db

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/uptrace/bun/driver/pgdriver"
)

// LogTo lets the driver tell the log what it has to say, which is that it lost a
// connection; otherwise it writes to the standard error output in a form of its
// own. It holds for the whole process and is called before the first connection.
func LogTo(log *slog.Logger) { pgdriver.Logger = driverLog{log} }

type driverLog struct{ log *slog.Logger }

// Printf is what the driver calls. It tells of connections only, never of what
// went through them.
func (l driverLog) Printf(ctx context.Context, format string, args ...any) {
	l.log.WarnContext(ctx, "database connection", "driver", fmt.Sprintf(format, args...))
}
