package app

import (
	"context"
	"fmt"
	"strings"
)

// viewsMost is how many views a school keeps: as many as a list can be chosen
// from at a glance.
const viewsMost = 30

// SavedView is a list of leads that the school comes back to, under a name.
type SavedView struct {
	ID    int64
	Name  string
	Query string // what the list is asked for, as in its address
}

// ViewInput is a new view, or a change of one: what is not given stays. Query is
// one that a list of leads understands.
type ViewInput struct {
	Name  Text
	Query *string
}

// Refusals of views.
var (
	ErrViewName = &Error{Kind: Conflict, Code: "view_name", Title: "Name in use",
		Message: "There is a view of that name. Choose another name"}
	ErrNoView = &Error{Kind: NotFound, Code: "view_not_found", Title: "Not found",
		Message: "There is no view by that number"}
	ErrViewsFull = &Error{Kind: Limited, Code: "views_full", Title: "Limit reached",
		Message: fmt.Sprintf("There are %d views, which is as many as can be kept. Delete one first", viewsMost)}
)

func (in ViewInput) apply(v SavedView) (SavedView, error) {
	var c check
	if in.Name.Given || v.ID == 0 {
		v.Name = strings.Join(strings.Fields(c.line("name", "Name", in.Name, 1, 60)), " ")
	}
	if in.Query != nil {
		v.Query = *in.Query
	}
	return v, c.err()
}

// Views returns all views by name.
func (d *Desk) Views(ctx context.Context) ([]SavedView, error) { return d.Store.Views(ctx) }

// AddView keeps a new view. ErrViewName when there is one of that name, whatever
// its capitals and spaces; ErrViewsFull when there are as many as can be kept,
// however many are added at the same moment.
func (d *Desk) AddView(ctx context.Context, a Actor, in ViewInput) (SavedView, error) {
	v, err := in.apply(SavedView{})
	if err != nil {
		return v, err
	}
	return once(ctx, d, a.Op, func(tx Store) (SavedView, error) {
		if err := tx.LockViews(ctx); err != nil {
			return SavedView{}, err
		}
		added, err := tx.AddView(ctx, v, viewsMost)
		return settle(ctx, tx, a, "views", added, gone(err, ErrViewsFull))
	})
}

// ChangeView renames a view or lets it show something else. ErrNoView when there
// is none by that number, ErrViewName as for AddView.
func (d *Desk) ChangeView(ctx context.Context, a Actor, id int64, in ViewInput) (SavedView, error) {
	return once(ctx, d, a.Op, func(tx Store) (SavedView, error) {
		if err := tx.LockViews(ctx); err != nil {
			return SavedView{}, err
		}
		v, err := tx.View(ctx, id)
		if err != nil {
			return v, gone(err, ErrNoView)
		}
		if v, err = in.apply(v); err != nil {
			return v, err
		}
		return settle(ctx, tx, a, "views", v, tx.SetView(ctx, v))
	})
}

// RemoveView removes a view. ErrNoView when there is none by that number.
func (d *Desk) RemoveView(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (int64, error) {
		if err := tx.LockViews(ctx); err != nil {
			return 0, err
		}
		return settle(ctx, tx, a, "views", id, gone(tx.RemoveView(ctx, id), ErrNoView))
	})
	return err
}
