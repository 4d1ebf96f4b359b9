package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

// openStages are the stages at which there is something left to do.
const openStages = "('new', 'in_touch', 'visit', 'applied')"

// Stages returns the stages in their order.
func (s Store) Stages(ctx context.Context) ([]app.Stage, error) {
	return list[app.Stage](ctx, s, "read stages", "SELECT code, name, type, position FROM stages ORDER BY position")
}

// RenameStages gives stages other names; app.ErrStageName when two are the same.
func (s Store) RenameStages(ctx context.Context, names map[app.StageCode]string) error {
	input, err := json.Marshal(names)
	if err != nil {
		return fmt.Errorf("rename stages: %w", err)
	}
	_, err = s.idb.NewRaw("UPDATE stages SET name = n.value FROM jsonb_each_text(?::jsonb) n WHERE n.key = stages.code", string(input)).Exec(ctx)
	return resolve("rename stages", err)
}

// LockEnquiry locks the enquiry's row until the transaction ends. What is read
// after it is how things stand then.
func (s Store) LockEnquiry(ctx context.Context, id int64) error { return s.waitForRow(ctx, id) }

// SetStage moves an enquiry to a stage. Opening one lets the school's promise
// to answer begin anew.
func (s Store) SetStage(ctx context.Context, c app.StageChange) error {
	_, err := s.idb.NewRaw(`
		UPDATE enquiries SET stage = ?1, closed_reason = ?2, wake_at = ?3, starts_on = ?5, updated_at = ?4, version = version + 1,
		       closed_at = CASE WHEN ?1 NOT IN `+openStages+` THEN coalesce(closed_at, ?4) END,
		       due_at = CASE WHEN closed_at IS NOT NULL AND ?1 IN `+openStages+`
		                     THEN promised(?4) ELSE due_at END
		 WHERE id = ?0`, c.EnquiryID, c.To, c.Reason, c.WakeAt, c.At, c.StartsOn).Exec(ctx)
	return resolve("set stage", err)
}

// LastOpenStage returns the open stage that an enquiry was at last.
func (s Store) LastOpenStage(ctx context.Context, enquiryID int64) (app.StageCode, error) {
	var code app.StageCode
	err := s.row(ctx, "read last open stage", &code, `
		SELECT coalesce((SELECT stage_before FROM events
			 WHERE enquiry_id = ? AND stage_before IN `+openStages+` AND stage_after NOT IN `+openStages+` ORDER BY id DESC LIMIT 1), 'in_touch')`, enquiryID)
	return code, err
}

// DueToWake returns parked enquiries whose time has come, the longest due first.
func (s Store) DueToWake(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	return list[int64](ctx, s, "read who is to wake", "SELECT id FROM enquiries WHERE wake_at <= ? ORDER BY wake_at, id LIMIT ?", now, limit)
}

// TryLockWaking keeps other processes from waking enquiries until the
// transaction ends; false when another one is at it.
func (s Store) TryLockWaking(ctx context.Context) (bool, error) {
	var got bool
	err := s.row(ctx, "lock waking", &got, "SELECT pg_try_advisory_xact_lock(?)", lockWake)
	return got, err
}
