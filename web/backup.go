package web

import (
	"context"
	"errors"
	"io/fs"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// backupView is one backup that was tried.
type backupView struct {
	ID      int64         `json:"id"`
	Kind    string        `json:"kind" enum:"scheduled,asked,command,upgrade" doc:"Why it is made"`
	State   string        `json:"state" enum:"asked,running,proven,failed" doc:"Only a proven one counts: it was restored and compared"`
	At      stamp         `json:"at"`
	EndedAt maybe[stamp]  `json:"endedAt"`
	File    maybe[string] `json:"file"`
	Bytes   maybe[int64]  `json:"bytes"`
	Rows    maybe[int64]  `json:"rows"`
	Trouble maybe[string] `json:"trouble" doc:"Why it failed"`
	Away    maybe[string] `json:"away" doc:"sent or failed: what became of the copy elsewhere; null when none is asked for"`
}

func viewBackup(b app.Backup) backupView {
	return backupView{b.ID, string(b.Kind), string(b.State), stamp(b.At), maybe[stamp]{(*stamp)(b.EndedAt)}, maybe[string]{b.File},
		maybe[int64]{b.Bytes}, maybe[int64]{b.RowCount}, maybe[string]{b.Trouble}, maybe[string]{(*string)(b.Away)}}
}

type backupsView struct {
	Verdict  string        `json:"verdict" enum:"good,none,off,failed,old,here" doc:"Whether this desk could be brought back today"`
	Red      bool          `json:"red" doc:"Somebody has to do something"`
	ProvenAt maybe[stamp]  `json:"provenAt" doc:"From when the newest proven backup is"`
	Trouble  maybe[string] `json:"trouble" doc:"Why the newest one failed"`
	Backups  []backupView  `json:"backups" doc:"The newest first"`
}

func (s *Server) backups(ctx context.Context, _ *nothing) (*reply[backupsView], error) {
	list, h, err := s.desk.Backups(ctx)
	if err != nil {
		return nil, err
	}
	v := backupsView{Verdict: string(h.Verdict), Red: h.Red(), Backups: make([]backupView, len(list))}
	if h.Proven != nil {
		v.ProvenAt = maybe[stamp]{(*stamp)(&h.Proven.At)}
	}
	if h.Verdict == app.BackupsFail {
		v.Trouble = maybe[string]{h.Last.Trouble}
	}
	for i, b := range list {
		v.Backups[i] = viewBackup(b)
	}
	return ok(v), nil
}

func (s *Server) backUp(ctx context.Context, _ *nothing) (*reply[backupView], error) {
	b, err := s.desk.AskBackup(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return ok(viewBackup(b)), nil
}

// backupFile sends a backup as it lies here: encrypted.
func (s *Server) backupFile(c *fiber.Ctx, a app.Actor) error {
	id, err := app.ParseID(c.Params("id"))
	if err != nil {
		return app.ErrBackupGone
	}
	b, err := s.desk.TakeBackup(c.UserContext(), a, id)
	if err != nil {
		return err
	}
	f, err := s.desk.OpenBackup(*b.File)
	if errors.Is(err, fs.ErrNotExist) {
		return app.ErrBackupGone
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+*b.File+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStream(f, int(*b.Bytes))
}
