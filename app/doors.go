package app

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Door is a form as whoever fills it in needs it: with the school and its
// courses.
type Door struct {
	Form    Form
	School  School
	Courses []string
}

// doorFresh is how long a form is shown as it was last read.
const doorFresh = 5 * time.Second

// Doors remembers the forms that were shown, so that a form can still be shown,
// and a sentence with the school's number be said, while the database cannot be
// reached. It also counts who sends how much. The nil Doors remembers nothing
// and lets everything pass.
type Doors struct {
	now  func() time.Time
	nets *Rate // submissions of one network; nil: nobody counts
	all  *Rate // of all together
	wait *Rate // of those that wait instead of working

	mu   sync.Mutex
	seen map[string]seenDoor
}

type seenDoor struct {
	door Door
	at   time.Time
}

// NewDoors returns doors that read the time from now. With limits they let in
// from one network ten at once and then thirty a minute, and 300 a minute from
// everywhere; the others work or wait first.
func NewDoors(now func() time.Time, limits bool) *Doors {
	o := &Doors{now: now, seen: map[string]seenDoor{}}
	if limits {
		o.nets = newRate(now, 10, 20*time.Second, "")
		o.all = newRate(now, 60, 12*time.Second, "")
		o.wait = newRate(now, 1, waitEach, "")
	}
	return o
}

// Door returns an active form by the end of its address; ErrNoForm when there
// is none. While the database cannot be reached it is the form as it was last
// shown.
func (d *Desk) Door(ctx context.Context, slug string) (Door, error) {
	old, known := d.Doors.get(slug)
	if known && d.Now().Sub(old.at) < doorFresh {
		return old.door, nil
	}
	door, err := d.readDoor(ctx, slug)
	switch {
	case err == nil:
		d.Doors.put(slug, door)
	case known && !errors.Is(err, ErrNoForm):
		return old.door, nil
	case known:
		d.Doors.drop(slug)
	}
	return door, err
}

func (d *Desk) readDoor(ctx context.Context, slug string) (Door, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second) // somebody waits for a page
	defer cancel()
	f, err := d.Store.FormBySlug(ctx, slug)
	if err != nil {
		return Door{}, gone(err, ErrNoForm)
	}
	return d.doorOf(ctx, f)
}

// doorOf is a form with what the school says besides.
func (d *Desk) doorOf(ctx context.Context, f Form) (door Door, err error) {
	door.Form = f
	if door.School, err = d.Store.School(ctx); err != nil {
		return door, err
	}
	courses, err := d.Store.Choices(ctx, Courses)
	for _, c := range courses {
		if !c.Archived {
			door.Courses = append(door.Courses, c.Name)
		}
	}
	return door, err
}

// OpenDoors reads all forms, so that they are known before the first is shown.
func (d *Desk) OpenDoors(ctx context.Context) error {
	forms, err := d.Store.Forms(ctx)
	for _, f := range forms {
		if f.Active && err == nil {
			_, err = d.Door(ctx, f.Slug)
		}
	}
	return err
}

func (o *Doors) get(slug string) (seenDoor, bool) {
	if o == nil {
		return seenDoor{}, false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	s, known := o.seen[slug]
	return s, known
}

func (o *Doors) put(slug string, door Door) {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen[slug] = seenDoor{door, o.now()}
}

func (o *Doors) drop(slug string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.seen, slug)
}

// forget makes every form be read anew, after one was changed. What is known is
// kept for when the database cannot be reached.
func (o *Doors) forget() {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for slug, s := range o.seen {
		o.seen[slug] = seenDoor{s.door, time.Time{}}
	}
}
