package web

import (
	"crypto/sha256"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// headerKey is the client's name for one attempt to change something.
const headerKey = "Idempotency-Key"

// Signing in and out, and saying what one looks at, are no ops: each is done
// anew and changes nothing twice. Nor is what answers with a secret, since
// outcomes are kept. Their keys are checked and then unused.

// opOf makes the op of a request that may change something; nil for one that
// only reads. Keys of one person, of one API key, or of one network where nobody is signed in,
// are kept apart from those of others. ErrKey when the key could not be kept:
// 1 to 128 visible ASCII characters, sent once.
func (s *Server) opOf(c *fiber.Ctx, a app.Actor) (*app.Op, error) {
	if c.Method() == http.MethodGet {
		return nil, nil //nolint:nilnil // reading is no op
	}
	keys := c.Request().Header.PeekAll(headerKey)
	if len(keys) > 1 || len(keys) == 1 && !goodKey(keys[0]) {
		return nil, errKey
	}
	key := ""
	if len(keys) == 1 {
		key = string(keys[0])
	}
	scope := "user " + strconv.FormatInt(a.User.ID, 10)
	switch {
	case a.KeyID != 0:
		scope = "key " + strconv.FormatInt(a.KeyID, 10)
	case !a.SignedIn():
		scope = "net " + a.From
	}
	h := sha256.New()
	for _, part := range []string{c.Method(), c.OriginalURL(), scope, c.Get(fiber.HeaderContentType), string(c.Request().Body())} {
		h.Write([]byte(strconv.Itoa(len(part)) + " " + part))
	}
	op := app.NewOp(scope, key, s.desk.Fingerprint(h.Sum(nil)))
	op.KeyID = a.KeyID
	return op, nil
}

var errKey = &app.Error{Kind: app.Invalid, Code: "idempotency_key", Title: "Invalid Idempotency-Key",
	Message: "An Idempotency-Key has 1 to 128 visible ASCII characters and is sent once"}

func goodKey(key []byte) bool {
	for _, b := range key {
		if b < 0x21 || b > 0x7e {
			return false
		}
	}
	return len(key) >= 1 && len(key) <= 128
}
