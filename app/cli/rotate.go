package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/seal"
)

const secretsHelp = `firstbell secrets rotate

Makes new keys, for when somebody may have seen the old ones, and encrypts what
the database keeps encrypted anew, in one transaction. All bearer tokens end;
browsers stay signed in, and second factors go on working. Stop every desk that
uses the database first: one that runs on would go on using the old keys. It
can be cut off at any moment: the desk then starts with what there is, and a
second run finishes it. Keys that come from the environment are yours to change:
set INSTANCE_KEY to a new one and INSTANCE_KEY_OLD to the one before, run this,
then unset INSTANCE_KEY_OLD; a new JWT_SECRET just takes the place of the old.`

func rotateSecrets(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	if c.InstanceKey != "" && c.InstanceKeyOld == "" {
		return &config.Error{Message: "INSTANCE_KEY comes from the environment: set it to a new key and INSTANCE_KEY_OLD to the one before, then run this again."}
	}
	d, err := bringUp(ctx, c, newLog(c, errs), errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	n, err := rotate(ctx, c, d.Store)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The keys are new. %d second factors were encrypted anew; all tokens have ended.\n", n)
	return err
}

// rotate goes in three steps, after each of which the desk works: the file
// holds new and old keys; the database uses the new; the file holds the new
// alone, and a new key for tokens.
func rotate(ctx context.Context, c config.Config, store app.Store) (int, error) {
	s, err := beginRotation(c)
	if err != nil {
		return 0, err
	}
	keys, err := s.keys()
	if err != nil {
		return 0, err
	}
	n, err := app.RotateKeys(ctx, store, keys, time.Now())
	if errors.Is(err, seal.ErrKey) {
		return 0, &config.Error{Message: "Something in the database is encrypted under a key that is not here: put back the file secrets from your backup, or set INSTANCE_KEY_OLD. Nothing was changed."}
	}
	if err != nil {
		return 0, err
	}
	return n, endRotation(c, s)
}

// beginRotation puts a new instance key beside the old ones.
func beginRotation(c config.Config) (secrets, error) {
	s, err := loadSecrets(c)
	if err != nil || c.InstanceKey != "" {
		return s, err
	}
	s.before = append([]string{s.instance}, s.before...)
	s.instance = newKey()
	return s, keepRotated(c, s)
}

// endRotation forgets the old keys.
func endRotation(c config.Config, s secrets) error {
	if c.JWTSecret != "" && c.InstanceKey != "" {
		return nil // nothing of them is kept here
	}
	s.jwt, s.before = newKey(), nil
	return keepRotated(c, s)
}

func keepRotated(c config.Config, s secrets) error {
	if err := writeSecrets(secretsFile(c), s, os.Rename); err != nil {
		return &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be written: correct its permissions and run this again."}
	}
	return nil
}

// warnOfLostKey says at the start what nobody can decrypt any more. The desk
// works all the same: recovery codes do, and an owner can clear a factor.
func warnOfLostKey(ctx context.Context, d *database, keys *seal.Keys, log *slog.Logger) {
	lost, err := app.LostKeys(ctx, d.Store, keys)
	if err != nil { // a full disk, say: reading must go on
		log.WarnContext(ctx, "it cannot be seen whether the keys fit", "error", err.Error())
	}
	if lost > 0 {
		log.WarnContext(ctx, "second factors are encrypted under a key that is not here: put back the file secrets in DATA_DIR, or set INSTANCE_KEY to the same as on the other servers",
			"people", lost)
	}
}
