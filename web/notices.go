package web

import (
	"context"

	"firstbell/app"
)

type deviceView struct {
	ID      int64  `json:"id"`
	Name    string `json:"name" doc:"In plain words"`
	Current bool   `json:"current" doc:"The sign-in that asks"`
	AddedAt stamp  `json:"addedAt"`
}

type noticesView struct {
	Mails      bool         `json:"mails" doc:"Whether this server sends mail"`
	MailKinds  []string     `json:"mailKinds"`
	MailOff    []string     `json:"mailOff"`
	PushKey    string       `json:"pushKey" doc:"What browsers subscribe with; empty when this server sends no notices"`
	PushKinds  []string     `json:"pushKinds"`
	PushOff    []string     `json:"pushOff"`
	QuietFrom  string       `json:"quietFrom" doc:"Such as 21:00, by the school's clocks; empty: never quiet"`
	QuietUntil string       `json:"quietUntil"`
	Sound      bool         `json:"sound"`
	Devices    []deviceView `json:"devices"`
}

func viewNotices(n app.Notices, a app.Actor) noticesView {
	v := noticesView{Mails: n.Mails, MailKinds: kindNames(app.MailKinds()), MailOff: kindNames(n.MailOff), PushKey: n.PushKey,
		PushKinds: kindNames(app.PushKinds()), PushOff: kindNames(n.PushOff), QuietFrom: n.QuietFrom, QuietUntil: n.QuietUntil, Sound: n.Sound, Devices: []deviceView{}}
	for _, d := range n.Devices {
		v.Devices = append(v.Devices, deviceView{d.ID, d.Name, d.SessionID == a.SessionID, stamp(d.AddedAt)})
	}
	return v
}

func (s *Server) notices(ctx context.Context, _ *nothing) (*reply[noticesView], error) {
	n, err := s.desk.MyNotices(ctx, actor(ctx))
	return ok(viewNotices(n, actor(ctx))), err
}

type changeNoticesInput struct {
	Body struct {
		MailOff    *[]string `json:"mailOff,omitempty" doc:"The mails I do not want"`
		PushOff    *[]string `json:"pushOff,omitempty" doc:"The notices I do not want"`
		QuietFrom  text      `json:"quietFrom,omitempty" maxLength:"5"`
		QuietUntil text      `json:"quietUntil,omitempty" maxLength:"5"`
		Sound      *bool     `json:"sound,omitempty"`
	}
}

func (s *Server) changeNotices(ctx context.Context, in *changeNoticesInput) (*reply[noticesView], error) {
	b := in.Body
	n, err := s.desk.ChangeMyNotices(ctx, actor(ctx), app.NoticeInput{MailOff: b.MailOff, PushOff: b.PushOff,
		QuietFrom: b.QuietFrom.Text, QuietUntil: b.QuietUntil.Text, Sound: b.Sound})
	return ok(viewNotices(n, actor(ctx))), err
}

type addDeviceInput struct {
	Body struct {
		Endpoint text `json:"endpoint" maxLength:"1000"`
		P256dh   text `json:"p256dh" maxLength:"100"`
		Auth     text `json:"auth" maxLength:"100"`
	}
}

type addedDeviceView struct {
	ID int64 `json:"id"`
}

func (s *Server) addDevice(ctx context.Context, in *addDeviceInput) (*reply[addedDeviceView], error) {
	id, err := s.desk.AddDevice(ctx, actor(ctx), in.Body.Endpoint.Text, in.Body.P256dh.Text, in.Body.Auth.Text)
	return ok(addedDeviceView{id}), err
}

func (s *Server) removeDevice(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return s.atDevice(ctx, in, s.desk.RemoveDevice)
}

func (s *Server) testDevice(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return s.atDevice(ctx, in, s.desk.TestDevice)
}

func (s *Server) atDevice(ctx context.Context, in *idInput, do func(context.Context, app.Actor, int64) error) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), do(ctx, actor(ctx), id)
}
