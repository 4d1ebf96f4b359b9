package app

import (
	"encoding/base64"
	"fmt"
	"time"
)

// Cursor marks a place in a list by the last row that was read, so that rows
// that come and go meanwhile make no row appear twice or not at all.
type Cursor struct {
	CreatedAt time.Time
	ID        int64
}

// ErrCursor refuses a cursor that this server did not make.
var ErrCursor = &Error{Kind: Invalid, Code: "invalid_cursor", Title: "Invalid cursor",
	Message: "This cursor is not one of ours. Start again without it"}

// String returns the cursor as clients carry it.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.CreatedAt.UnixMicro(), c.ID))
}

// ParseCursor reads what String wrote; ErrCursor for anything else.
func ParseCursor(s string) (Cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Cursor{}, ErrCursor
	}
	var micros, id int64
	if n, err := fmt.Sscanf(string(raw), "%d.%d", &micros, &id); n != 2 || err != nil {
		return Cursor{}, ErrCursor
	}
	c := Cursor{CreatedAt: time.UnixMicro(micros).UTC(), ID: id}
	if c.String() != s {
		return Cursor{}, ErrCursor
	}
	return c, nil
}
