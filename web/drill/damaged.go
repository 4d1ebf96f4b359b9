package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// damaged spoils a good backup in many ways; `backup verify` has to refuse each
// in words.
func (v *vault) damaged(ctx context.Context) error {
	l := line{part: "backups"}
	one, err := v.make(ctx, "damaged")
	if err != nil {
		return err
	}
	good, err := os.ReadFile(one.file)
	if err != nil {
		return err
	}
	if code, said := v.desk.say(ctx, nil, "backup", "verify", one.file); code != 0 {
		l.breach("a good one is refused: %d %s", code, said)
	}
	const changed, otherKey = "cut short or changed", "another backup key"
	try := func(what string, raw []byte, says string, more ...string) error {
		if err := os.WriteFile(one.file, raw, 0o600); err != nil {
			return err
		}
		code, said := v.desk.say(ctx, more, "backup", "verify", one.file)
		head := says == changed && strings.Contains(said, otherKey) // the part that names the key was hit
		if code == 0 || !strings.Contains(said, says) && !head {
			l.breach("%s: exit code %d, %q", what, code, said)
		}
		return ctx.Err()
	}
	r, flips, cuts := v.chance(11), v.times(20, 3), v.times(10, 2)
	for range flips {
		bad := append([]byte{}, good...)
		at, bit := r.IntN(len(bad)), r.IntN(8)
		bad[at] ^= 1 << bit
		if err := try(fmt.Sprintf("bit %d of byte %d turned", bit, at), bad, changed); err != nil {
			return err
		}
	}
	for range cuts {
		at := r.IntN(len(good))
		if err := try(fmt.Sprintf("cut off at byte %d", at), good[:at], changed); err != nil {
			return err
		}
	}
	other, err := v.drill.desk("other-key", "")
	if err != nil {
		return err
	}
	_, key := other.say(ctx, nil, "backup", "key")
	err = errors.Join(try("of size zero", nil, changed),
		try("for another key", good, otherKey, "BACKUP_KEY="+key))
	l.tried = fmt.Sprintf("%d with one bit turned, %d cut off, one of size zero, one for another key, given to `firstbell backup verify`", flips, cuts)
	l.figures = fmt.Sprintf("%d of %d refused and named", flips+cuts+2-len(l.broken), flips+cuts+2)
	v.add(l)
	return err
}

// noRoom makes a backup in a folder whose disk is full: it has to be red.
func (v *vault) noRoom(ctx context.Context) error {
	l := line{part: "backups", tried: "one into a folder on a full disk of its own"}
	dir := filepath.Join(v.root, "tiny")
	tiny, err := smallDisk(dir, "8k")
	if err != nil {
		l.missed = "no small disk can be mounted here: " + err.Error()
		v.add(l)
		return nil
	}
	defer tiny.remove()
	code, said := v.desk.say(ctx, nil, "backup", "--to", dir)
	if code == 0 || !strings.Contains(said, "the disk is full") {
		l.breach("exit code %d: %s", code, said)
	}
	v.desk.red(ctx, &l, v.crowd.staff[0], "disk_full")
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		l.breach("%d files are left", len(left))
	}
	l.figures = fmt.Sprintf("%q; red on the backups' page and in /readyz", oneLine(said))
	v.add(l)
	return nil
}

// red tells l unless the desk says that its backups are not good, and why.
func (k *desk) red(ctx context.Context, l *line, owner person, trouble string) {
	a := ask(ctx, http.DefaultClient, http.MethodGet, k.url+"/api/backups", owner.token, "")
	if !a.Data.Red || a.Data.Trouble == nil || *a.Data.Trouble != trouble {
		l.breach("the backups' page is not red: %d, red %t", a.status, a.Data.Red)
	}
	if a := ask(ctx, http.DefaultClient, http.MethodGet, k.url+"/readyz", "", ""); a.Data.Backup == nil || a.Data.Backup.OK {
		l.breach("/readyz does not say that the backups are not good")
	}
}
