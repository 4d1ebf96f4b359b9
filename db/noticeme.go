package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

// NoticeChoices returns what a person has chosen.
func (s Store) NoticeChoices(ctx context.Context, userID int64) (app.NoticeChoices, error) {
	var c app.NoticeChoices
	err := s.row(ctx, "read notice choices", &c, "SELECT mail_off, push_off, quiet_from, quiet_until, sound FROM notice_choices WHERE user_id = ?", userID)
	if errors.Is(err, app.ErrNotFound) {
		err = nil
	}
	return c, err
}

// SetNoticeChoices keeps what a person has chosen.
func (s Store) SetNoticeChoices(ctx context.Context, userID int64, c app.NoticeChoices) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO notice_choices (user_id, mail_off, push_off, quiet_from, quiet_until, sound) VALUES (?, ?::text[], ?::text[], ?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET mail_off = excluded.mail_off, push_off = excluded.push_off,
		    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, sound = excluded.sound`,
		userID, array(c.MailOff), array(c.PushOff), c.QuietFrom, c.QuietUntil, c.Sound).Exec(ctx)
	return resolve("set notice choices", err)
}

// AddDevice keeps where a browser's notices go while its session is good.
func (s Store) AddDevice(ctx context.Context, sessionID int64, n app.NewDevice) (int64, error) {
	var id int64
	err := s.write(ctx, "add device", &id, `
		INSERT INTO push_devices (session_id, endpoint, p256dh, auth) VALUES (?, ?, ?, ?)
		ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth RETURNING id`,
		sessionID, n.Endpoint, n.P256dh, n.Auth)
	return id, err
}

// Devices lists the devices of a person whose sign-in is good.
func (s Store) Devices(ctx context.Context, userID int64, now time.Time) ([]app.Device, error) {
	return list[app.Device](ctx, s, "read devices", `
		SELECT p.id, s.id AS session_id, s.device AS name, p.added_at FROM push_devices p JOIN sessions s ON s.id = p.session_id
		 WHERE s.user_id = ?1 AND `+goodSessionNow+` ORDER BY p.id`, now, userID)
}

// DeviceAddress returns where notices of a device go while its sign-in is good.
func (s Store) DeviceAddress(ctx context.Context, id int64, now time.Time) (app.NewDevice, error) {
	var d app.NewDevice
	err := s.row(ctx, "read device", &d, `
		SELECT p.endpoint, p.p256dh, p.auth FROM push_devices p JOIN sessions s ON s.id = p.session_id JOIN users u ON u.id = s.user_id
		 WHERE p.id = ?1 AND u.active AND `+goodSessionNow, now, id)
	return d, err
}

// RemoveDevice removes a device of a person.
func (s Store) RemoveDevice(ctx context.Context, userID, id int64) error {
	var gone int64
	return s.write(ctx, "remove device", &gone, `
		DELETE FROM push_devices p USING sessions s WHERE p.id = ? AND s.id = p.session_id AND s.user_id = ? RETURNING p.id`, id, userID)
}

// ForgetDevice removes a device that has unsubscribed.
func (s Store) ForgetDevice(ctx context.Context, id int64) error {
	_, err := s.idb.NewRaw("DELETE FROM push_devices WHERE id = ?", id).Exec(ctx)
	return resolve("forget device", err)
}

// PushKey returns the key that signs notices.
func (s Store) PushKey(ctx context.Context) (app.SealedPushKey, error) {
	var k app.SealedPushKey
	err := s.row(ctx, "read push key", &k, "SELECT public, sealed FROM push_key")
	return k, err
}

// AddPushKey keeps the key unless there is one.
func (s Store) AddPushKey(ctx context.Context, k app.SealedPushKey) error {
	_, err := s.idb.NewRaw("INSERT INTO push_key (public, sealed) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", k.Public, k.Sealed).Exec(ctx)
	return resolve("add push key", err)
}

// SetPushKey puts a key that was sealed anew in the place of the old.
func (s Store) SetPushKey(ctx context.Context, sealed []byte) error {
	_, err := s.idb.NewRaw("UPDATE push_key SET sealed = ?", sealed).Exec(ctx)
	return resolve("set push key", err)
}
