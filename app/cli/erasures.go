package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"firstbell/app"
	"firstbell/db"
)

// erasuresName is the file beside the backups that says what was erased: numbers
// and times. By it no backup of before brings anybody back.
const erasuresName = "firstbell-erasures.jsonl"

// readErasures returns the list of erasures in a folder; none when there is none.
func readErasures(dir string) ([]app.Erasure, error) {
	text, err := os.ReadFile(filepath.Join(dir, erasuresName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []app.Erasure
	for lines := json.NewDecoder(bytes.NewReader(text)); ; {
		var e app.Erasure
		switch err := lines.Decode(&e); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("the list of erasures %s is broken; put back a copy of it: %w", filepath.Join(dir, erasuresName), err)
		}
		list = append(list, e)
	}
}

// writeErasures writes a list into a folder, unless it is there already; it
// reports whether it was not.
func writeErasures(dir string, list []app.Erasure) (bool, error) {
	list = together(list)
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	for _, e := range list {
		if err := enc.Encode(e); err != nil {
			return false, err
		}
	}
	file := filepath.Join(dir, erasuresName)
	if there, err := os.ReadFile(file); len(list) == 0 || err == nil && bytes.Equal(there, text.Bytes()) {
		return false, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, err
	}
	return true, writePrivate(file, os.Rename, func(w io.Writer) { _, _ = w.Write(text.Bytes()) }) // a full disk shows when the file is closed
}

// sameErasure reports whether two lines tell of the same, whatever clock wrote
// them.
func sameErasure(a, b app.Erasure) bool {
	return a.Kind == b.Kind && a.Number == b.Number && a.ReceivedAt.Equal(b.ReceivedAt)
}

// together puts lists into one, in one order, with each line once.
func together(lists ...[]app.Erasure) []app.Erasure {
	all := slices.Concat(lists...)
	for i := range all {
		all[i].ReceivedAt, all[i].ErasedAt = all[i].ReceivedAt.UTC(), all[i].ErasedAt.UTC()
	}
	slices.SortStableFunc(all, func(a, b app.Erasure) int {
		if a.Kind != b.Kind {
			return strings.Compare(string(a.Kind), string(b.Kind))
		}
		if a.Number != b.Number {
			return int(a.Number - b.Number)
		}
		return a.ReceivedAt.Compare(b.ReceivedAt)
	})
	return slices.CompactFunc(all, sameErasure)
}

// keepErasures carries out what the list beside the backups has and the database
// does not know, which is then one of before, and writes the list anew.
func (k *keeper) keepErasures(ctx context.Context, desk *app.Desk) error {
	listed, err := readErasures(k.c.Backups())
	if err != nil {
		return err
	}
	known, err := k.store.Erasures(ctx)
	if err != nil {
		return err
	}
	again := slices.DeleteFunc(slices.Clone(listed), func(e app.Erasure) bool {
		return slices.ContainsFunc(known, func(k app.Erasure) bool { return sameErasure(e, k) })
	})
	n, err := desk.EraseAgain(ctx, again)
	if n > 0 {
		k.log.InfoContext(ctx, "erased again what an older database had brought back", "times", n)
	}
	if err != nil {
		return err
	}
	if news, err := writeErasures(k.c.Backups(), together(listed, known)); err != nil || !news || k.away == nil {
		return err
	}
	return k.away.Send(ctx, k.erasures())
}

func (k *keeper) erasures() string { return filepath.Join(k.c.Backups(), erasuresName) }

// erasedSince is everything that is known to be erased when a backup is put
// back: by the database in use, by the list beside the backups of this desk and by
// the one beside the file. The list of this desk has all of it afterwards.
func erasedSince(ctx context.Context, in restoring, backups string, inUse db.Store) ([]app.Erasure, error) {
	known, err := inUse.ErasuresIfAny(ctx)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{backups, filepath.Dir(in.file)} {
		listed, err := readErasures(dir)
		if err != nil {
			return nil, err
		}
		known = append(known, listed...)
	}
	_, err = writeErasures(backups, known)
	return together(known), err
}

// eraseAgain carries erasures out in what is being restored, before anybody sees
// it.
func eraseAgain(ctx context.Context, dsn string, list []app.Erasure) (int, error) {
	store := db.Open(dsn, 1)
	defer func() { _ = store.Close() }()
	return (&app.Desk{Store: store, Now: time.Now}).EraseAgain(ctx, list)
}
