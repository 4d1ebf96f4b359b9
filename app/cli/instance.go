package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"firstbell/app/config"
	"firstbell/db"
)

// identity is what DATA_DIR knows of the database that belongs to it, so that
// an empty or another one is never taken for a new school.
type identity struct {
	ID    string    `json:"id"`
	Since time.Time `json:"since"`
	New   bool      `json:"new,omitempty"` // a first start is under way
}

// mismatch says in whole sentences why this DATA_DIR and this database do not
// belong together, and what to do. Nothing was changed.
type mismatch struct{ sentence string }

// Error returns the sentences.
func (m *mismatch) Error() string { return m.sentence }

func identityFile(c config.Config) string { return filepath.Join(c.DataDir, "instance.json") }

// readIdentity returns the zero identity when there is none.
func readIdentity(c config.Config) (identity, error) {
	var who identity
	text, err := os.ReadFile(identityFile(c))
	if errors.Is(err, fs.ErrNotExist) {
		return who, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &who)
	}
	if err != nil || who.ID == "" {
		return who, &config.Error{Message: "The file " + identityFile(c) + " cannot be read: correct its permissions, or put back the one from a copy of DATA_DIR."}
	}
	return who, nil
}

func (who identity) keep(c config.Config) error {
	err := writePrivate(identityFile(c), os.Rename, func(w io.Writer) {
		_ = json.NewEncoder(w).Encode(who) // a full disk shows when the file is closed
	})
	if err != nil {
		return &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be written: correct its permissions."}
	}
	return nil
}

// checkIdentity returns a *mismatch unless the database at dsn is the one that
// this DATA_DIR belongs to, or both are new. It changes nothing.
func checkIdentity(ctx context.Context, c config.Config, dsn string) error {
	has, err := db.InstanceOf(ctx, dsn) // first: a start at the same moment writes the file before
	if err != nil {
		return err
	}
	who, err := readIdentity(c)
	if err != nil {
		return err
	}
	if sentence := judge(c, who, has); sentence != "" {
		return &mismatch{sentence + " Nothing was changed."}
	}
	return nil
}

// judge says what is wrong, "" when nothing is.
func judge(c config.Config, who identity, has string) string {
	place := "the database that " + c.DatabaseKnob() + " leads to"
	if !c.External() {
		place = "the database in " + c.DataDir
	}
	switch {
	case c.ExpectInstance != "" && has == "":
		return fmt.Sprintf("EXPECT_INSTANCE names the desk %s, but %s is empty: its volume or folder is missing. "+
			"Bring it back, or restore a backup with firstbell restore.", c.ExpectInstance, place)
	case c.ExpectInstance != "" && has != c.ExpectInstance:
		return fmt.Sprintf("EXPECT_INSTANCE names the desk %s, but %s is that of %s: volumes or settings were exchanged. Correct them.", c.ExpectInstance, place, has)
	case who.ID == has, who.New:
		return ""
	case has == "":
		return fmt.Sprintf("%s belongs to the desk %s of %s, but %s is empty: its volume is missing, or the address is wrong. "+
			"Bring it back, or restore a backup with firstbell restore. To begin anew with an empty one on purpose: firstbell adopt.",
			c.DataDir, who.ID, who.Since.Format("2006-01-02"), place)
	case who.ID == "" && (!c.External() || c.JWTSecret != "" && c.InstanceKey != ""):
		return "" // nothing that is needed was in the folder
	case who.ID == "":
		return fmt.Sprintf("%s is that of the desk %s, but DATA_DIR %s holds nothing of it, neither keys nor backups: its volume is missing, or the path is wrong. "+
			"Bring it back. If it is lost, or this is one more server for the same desk: firstbell adopt goes on with new keys.", upper(place), has, c.DataDir)
	}
	return fmt.Sprintf("%s belongs to the desk %s, but %s is that of %s: volumes or settings were exchanged. "+
		"Correct them. If the two are to belong together from now on: firstbell adopt.", c.DataDir, who.ID, place, has)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// keepIdentity makes the database and DATA_DIR belong together from now on. The
// id of the database counts; a new one is written into DATA_DIR first, so that
// a start that is cut off can go on.
func keepIdentity(ctx context.Context, c config.Config, s db.Store) (string, error) {
	who, err := readIdentity(c)
	if err != nil {
		return "", err
	}
	if who.ID == "" {
		who = identity{ID: strings.ToLower(rand.Text()[:12]), Since: time.Now().UTC(), New: true}
		if err := who.keep(c); err != nil {
			return "", err
		}
	}
	id, err := s.NameInstance(ctx, who.ID)
	if err != nil || id == who.ID && !who.New {
		return id, err
	}
	return id, identity{ID: id, Since: time.Now().UTC()}.keep(c)
}

const adoptHelp = `firstbell adopt

Makes this DATA_DIR and this database belong together from now on, and prints the
id of the desk. The desk refuses to work when one of the two is not the one that
it knows, because an empty or a wrong volume looks like a new school and would be
filled as one. Use it only when you know why they differ: a second server for
the same desk, a lost DATA_DIR, or a new beginning. Deletes nothing.`

func adopt(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	log := newLog(c, errs)
	d, err := openDatabase(ctx, c, log, errs, trusting)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	if err := d.migrate(ctx, c, log); err != nil {
		return err
	}
	if err := os.Remove(identityFile(c)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	id, err := keepIdentity(ctx, c, d.Store)
	if err == nil {
		_, err = fmt.Fprintf(out, "%s and the database belong together: desk %s.\n", c.DataDir, id)
	}
	return err
}
