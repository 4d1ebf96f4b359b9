package web

import "context"

type newTOTPView struct {
	Key  string `json:"key" doc:"To type into an app"`
	URL  string `json:"url" doc:"The same for apps on this device"`
	QR   string `json:"qr" doc:"The same as a QR code: the path of an SVG"`
	Size int    `json:"qrSize" doc:"Its width and height in units of the path"`
}

type beginTOTPInput struct {
	Client
	Body struct {
		Password text `json:"password" maxLength:"256"`
	}
}

func (s *Server) beginTOTP(ctx context.Context, in *beginTOTPInput) (*reply[newTOTPView], error) {
	n, err := s.desk.BeginTOTP(ctx, actor(ctx), in.Body.Password.Text, s.visitor(in.Client))
	return ok(newTOTPView{n.Key, n.URL, n.QR, n.QRSize}), err
}

type confirmTOTPInput struct {
	Body struct {
		Code text `json:"code" maxLength:"40"`
	}
}

type recoveryView struct {
	Codes []string `json:"recoveryCodes" doc:"Each signs in once in the place of the app. They are not shown again"`
}

func (s *Server) confirmTOTP(ctx context.Context, in *confirmTOTPInput) (*reply[recoveryView], error) {
	codes, err := s.desk.ConfirmTOTP(ctx, actor(ctx), in.Body.Code.Text)
	return ok(recoveryView{codes}), err
}

// bothProofs are what is asked for before a second factor is changed.
type bothProofs struct {
	Client
	Body struct {
		Password text `json:"password" maxLength:"256"`
		Code     text `json:"code" maxLength:"40" doc:"Six digits from the app, or a recovery code"`
	}
}

func (s *Server) removeTOTP(ctx context.Context, in *bothProofs) (*reply[nothing], error) {
	return ok(nothing{}), s.desk.RemoveTOTP(ctx, actor(ctx), in.Body.Password.Text, in.Body.Code.Text, s.visitor(in.Client))
}

func (s *Server) newRecoveryCodes(ctx context.Context, in *bothProofs) (*reply[recoveryView], error) {
	codes, err := s.desk.NewRecoveryCodes(ctx, actor(ctx), in.Body.Password.Text, in.Body.Code.Text, s.visitor(in.Client))
	return ok(recoveryView{codes}), err
}

func (s *Server) clearTOTP(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return withID(ctx, in, s.desk.ClearTOTP)
}
