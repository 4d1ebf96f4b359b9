package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// A setup code is good for half an hour and for ten wrong tries. Then the next
// try makes a new one, which is shown where the first was.
const (
	codeGood  = 30 * time.Minute
	codeTries = 10
)

// SetupCode is the code that proves that whoever makes the first owner can read
// the server's output, as it is kept.
type SetupCode struct {
	Hash      []byte
	ExpiresAt time.Time
	Tries     int // how many wrong ones it bears
}

// NewSetupCode makes a code that takes the place of every one before it, in all
// processes of this desk, and returns it as people type it. ErrSetupDone when
// there is an owner, who needs none.
func (d *Desk) NewSetupCode(ctx context.Context) (string, error) {
	owned, err := d.Store.HasOwner(ctx)
	if err != nil {
		return "", err
	}
	if owned {
		return "", ErrSetupDone
	}
	code, shown := newCode()
	_, err = d.Store.SetSetupCode(ctx, d.keptCode(code), time.Time{})
	return shown, err
}

// checkCode lets everybody on this machine pass; from elsewhere the code is
// needed. Guessing is slowed down for the place it comes from.
func (d *Desk) checkCode(ctx context.Context, typed string, v Visitor) error {
	if d.Rules.Loopback {
		return nil
	}
	if err := d.Throttle.Try(codeThrottle, v); err != nil {
		return err
	}
	plain := strings.NewReplacer(" ", "", "-", "").Replace(typed)
	fits, spent, err := d.Store.TrySetupCode(ctx, hashOf(plain), d.Now(), codeTries)
	if err != nil {
		return err
	}
	if fits {
		d.Throttle.Succeeded(codeThrottle, v)
		return nil
	}
	d.Throttle.Failed(codeThrottle, v)
	if spent {
		if err := d.renewCode(ctx); err != nil {
			return err
		}
	}
	return ErrSetupCode
}

// codeThrottle is under what wrong codes are counted; no address is like it.
const codeThrottle = "setup code"

// renewCode replaces a spent code, unless another process has just done so.
func (d *Desk) renewCode(ctx context.Context) error {
	code, shown := newCode()
	done, err := d.Store.SetSetupCode(ctx, d.keptCode(code), d.Now())
	if err == nil && done && d.ShowCode != nil {
		d.ShowCode(shown)
	}
	return err
}

func (d *Desk) keptCode(code string) SetupCode {
	return SetupCode{Hash: hashOf(code), ExpiresAt: d.Now().Add(codeGood), Tries: codeTries}
}

// newCode returns a code as it is checked and as it is shown.
func newCode() (code, shown string) {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // the system has no randomness; nothing safe can be done
	}
	code = fmt.Sprintf("%08d", n)
	return code, code[:4] + "-" + code[4:]
}

func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
