package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// tookFact is a fact of an enquiry before and after a merge, to undo it by.
type tookFact struct{ Was, Took *string }

// mergeFacts are the facts of an enquiry between which a merge chooses.
func mergeFacts(e Enquiry) map[string]*string {
	return map[string]*string{"name": &e.Name, "email": &e.Email, "phone": e.Phone, "courseInterest": &e.CourseInterest,
		"language": e.Language, "branch": e.Branch, "message": e.Message}
}

// checkTake refuses names of facts that a merge cannot choose.
func checkTake(take []string) error {
	var c check
	known := mergeFacts(Enquiry{})
	for _, name := range take {
		if _, ok := known[name]; !ok {
			c.add("take", name, "Take must name facts such as name, email, phone, courseInterest, language, branch or message")
		}
	}
	return c.err()
}

// took are the facts among take that differ, of one that is merged into another.
func took(from, to Enquiry, take []string) map[string]tookFact {
	theirs, own := mergeFacts(from), mergeFacts(to)
	taken := map[string]tookFact{}
	for _, name := range take {
		if !same(own[name], theirs[name]) {
			taken[name] = tookFact{Was: own[name], Took: theirs[name]}
		}
	}
	return taken
}

// untook are the facts to be given back by an undo: those that were taken and have
// not been corrected since. None when nobody could be reached by them.
func untook(to Lead, taken map[string]tookFact) map[string]*string {
	now, back := mergeFacts(to.Enquiry), map[string]*string{}
	for name, f := range taken {
		if same(now[name], f.Took) {
			back[name] = f.Was
		}
	}
	if _, err := factsWith(to, back); err != nil {
		return nil
	}
	return back
}

// theirs are the facts that were taken.
func theirs(taken map[string]tookFact) map[string]*string {
	values := map[string]*string{}
	for name, f := range taken {
		values[name] = f.Took
	}
	return values
}

// factsWith are the facts of an enquiry with some others. Invalid when nobody could
// be reached by them.
func factsWith(l Lead, values map[string]*string) (Facts, error) {
	all := mergeFacts(l.Enquiry)
	maps.Copy(all, values)
	f := Facts{Name: *all["name"], Email: *all["email"], CourseInterest: *all["courseInterest"], Phone: all["phone"], Language: all["language"], Branch: all["branch"], Tags: l.Tags}
	var c check
	c.reachable(f.Email, f.Phone)
	return f, c.err()
}

// putFacts gives an enquiry, whose row is locked, other facts and tags, and tells it.
func (d *Desk) putFacts(ctx context.Context, tx Store, a Actor, l Lead, values map[string]*string, tags []string, now time.Time) error {
	told := slices.Sorted(maps.Keys(values))
	if !slices.Equal(tags, l.Tags) {
		told = append(told, "tags")
	}
	if len(told) == 0 {
		return nil
	}
	f, err := factsWith(l, values)
	if err != nil {
		return err
	}
	f.Tags = tags
	if err := tx.SetFacts(ctx, l.ID, f, now); err != nil {
		return err
	}
	if words, given := values["message"]; given {
		if err := tx.SetMessage(ctx, l.ID, words); err != nil {
			return err
		}
	}
	return d.tell(ctx, tx, l, NewEvent{Kind: Edited, By: a.User.ID, At: now, Fields: told, Op: a.Op})
}

// mergeOf is a merge with what undoes it.
func mergeOf(before beforeMerge, taken map[string]tookFact) (m Merge, err error) {
	if m.Before, err = json.Marshal(before); err == nil && len(taken) > 0 {
		m.Took, err = json.Marshal(taken)
	}
	if err != nil {
		return m, fmt.Errorf("keep how it was before a merge: %w", err)
	}
	return m, nil
}

// undo returns what mergeOf kept.
func (m Merge) undo() (before beforeMerge, taken map[string]tookFact, err error) {
	if err = json.Unmarshal(m.Before, &before); err == nil && m.Took != nil {
		err = json.Unmarshal(m.Took, &taken)
	}
	if err != nil {
		return before, nil, fmt.Errorf("read how it was before a merge: %w", err)
	}
	return before, taken, nil
}
