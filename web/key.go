package web

import (
	"context"

	"firstbell/app"
)

// keyView is an API key without its secret.
type keyView struct {
	ID        int64        `json:"id"`
	Prefix    string       `json:"prefix" doc:"How the key begins"`
	Name      string       `json:"name"`
	Scopes    []string     `json:"scopes" enum:"enquiries:create,enquiries:read,enquiries:claim,reports:read,export"`
	Person    personView   `json:"person" doc:"Who owns what it claims"`
	MadeBy    personView   `json:"madeBy"`
	CreatedAt stamp        `json:"createdAt"`
	ExpiresAt stamp        `json:"expiresAt"`
	UsedAt    maybe[stamp] `json:"usedAt" doc:"When it was last used, to the minute; null when never"`
	Orphaned  bool         `json:"orphaned" doc:"Of no use, because its maker or its person no longer works here"`
}

func viewKey(k app.Key) keyView {
	scopes := make([]string, len(k.Scopes))
	for i, s := range k.Scopes {
		scopes[i] = string(s)
	}
	return keyView{k.ID, "fb_" + k.Handle, k.Name, scopes, personView(k.Person), personView(k.MadeBy),
		stamp(k.CreatedAt), stamp(k.ExpiresAt), maybe[stamp]{(*stamp)(k.UsedAt)}, k.Orphaned}
}

type keysView struct {
	Keys []keyView `json:"keys"`
}

func (s *Server) keys(ctx context.Context, _ *nothing) (*reply[keysView], error) {
	keys, err := s.desk.Keys(ctx)
	list := make([]keyView, len(keys))
	for i, k := range keys {
		list[i] = viewKey(k)
	}
	return ok(keysView{list}), err
}

type makeKeyInput struct {
	Body struct {
		Name   text     `json:"name" minLength:"1" maxLength:"100" doc:"What will use it"`
		Scopes []string `json:"scopes" minItems:"1" enum:"enquiries:create,enquiries:read,enquiries:claim,reports:read,export"`
		Days   *int     `json:"days" minimum:"1" maximum:"365" doc:"After how many days it expires"`
		UserID *int64   `json:"userId,omitempty" minimum:"1" doc:"Who will own what it claims; you when missing"`
	}
}

type madeKeyView struct {
	Key    keyView       `json:"key"`
	Secret maybe[string] `json:"secret" doc:"The key itself, shown this once; null when the request is repeated"`
}

func (s *Server) makeKey(ctx context.Context, in *makeKeyInput) (*reply[madeKeyView], error) {
	b := in.Body
	k, secret, err := s.desk.MakeKey(ctx, actor(ctx), app.KeyInput{Name: b.Name.Text, Scopes: b.Scopes, Days: b.Days, UserID: b.UserID})
	if err != nil {
		return nil, err
	}
	v := madeKeyView{Key: viewKey(k)}
	if secret != "" {
		v.Secret.v = &secret
	}
	return ok(v), nil
}

type revokedKeyView struct {
	Key keyView `json:"key"`
}

func (s *Server) revokeKey(ctx context.Context, in *idInput) (*reply[revokedKeyView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	k, err := s.desk.RevokeKey(ctx, actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return ok(revokedKeyView{viewKey(k)}), nil
}

// scopeView says which scope a key lacks.
type scopeView struct {
	Scope app.Scope `json:"scope"`
}
