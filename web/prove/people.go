package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	counsellors  = 6 // besides the owner and the one with a limit
	limitWindows = 4 // windows of the one with a limit
	maxOpen      = 2 // their limit
)

// people are those who work at the school.
type people struct {
	staff []account // the owner first
	tight []account // the windows of one counsellor who may hold few
}

func (p people) limited(a account) bool { return a.id == p.tight[0].id }

func (p people) colleague(r *rand.Rand) int64 { return p.staff[r.IntN(len(p.staff))].id }

// of returns whose window a client is.
func (p people) of(client, clients int) account {
	if client >= clients-limitWindows {
		return p.tight[client-(clients-limitWindows)]
	}
	return p.staff[client%len(p.staff)]
}

// hire registers everybody and gives one counsellor a limit.
func hire(ctx context.Context, addr string) (p people, err error) {
	h := &http.Client{Timeout: 20 * time.Second}
	defer h.CloseIdleConnections()
	for i := range counsellors + 2 {
		a, err := enter(ctx, h, addr, "/api/auth/register", i)
		if err != nil {
			return p, err
		}
		a.boss = i == 0
		p.staff = append(p.staff, a)
	}
	last := len(p.staff) - 1
	p.tight, p.staff = p.staff[last:], p.staff[:last:last]
	for range limitWindows - 1 {
		a, err := enter(ctx, h, addr, "/api/auth/login", last)
		if err != nil {
			return p, err
		}
		p.tight = append(p.tight, a)
	}
	r := ask(ctx, h, addr, question{http.MethodPatch, fmt.Sprintf("/api/users/%d", p.tight[0].id), p.staff[0].token, "",
		fmt.Sprintf(`{"maxOpen":%d}`, maxOpen)})
	if r.status != http.StatusOK {
		return p, fmt.Errorf("set a limit: %d %s", r.status, r.Message)
	}
	return p, nil
}

func enter(ctx context.Context, h *http.Client, addr, path string, n int) (account, error) {
	r := ask(ctx, h, addr, question{http.MethodPost, path, "", "", credentials(path, n)})
	if r.Data.Token == "" {
		return account{}, fmt.Errorf("%s: %d %s", path, r.status, r.Message)
	}
	return account{id: r.Data.User.ID, token: r.Data.Token}, nil
}

func credentials(path string, n int) string {
	name := ""
	if path == "/api/auth/register" {
		name = fmt.Sprintf(`"name":"Person %d",`, n)
	}
	return fmt.Sprintf(`{%s"email":"p%d@example.com","password":"a long word %d"}`, name, n, n)
}
