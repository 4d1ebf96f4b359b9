package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// samplesMost is how many samples a desk may hold at a time.
const samplesMost = 100

// ErrSamplesFull refuses more samples than anybody needs to try things out.
var ErrSamplesFull = &Error{Kind: Conflict, Code: "samples_full", Title: "Conflict",
	Message: "There are enough samples here already. Remove them first"}

// Samples counts the samples on this desk.
func (d *Desk) Samples(ctx context.Context) (int, error) { return d.Store.CountSamples(ctx) }

// AddSamples puts enquiries of people who do not exist into the queue, to try
// the desk out with, and returns how many samples there are then. They differ
// from others in nothing but their mark. ErrSamplesFull beyond a hundred.
func (d *Desk) AddSamples(ctx context.Context, a Actor, n int) (int, error) {
	if n < 1 || n > 40 {
		var c check
		c.add("count", n, "Count must be between 1 and 40")
		return 0, c.err()
	}
	return once(ctx, d, a.Op, func(tx Store) (int, error) {
		if err := tx.LockSamples(ctx); err != nil {
			return 0, err
		}
		there, err := tx.CountSamples(ctx)
		if err == nil && there+n > samplesMost {
			err = ErrSamplesFull
		}
		if err != nil {
			return 0, err
		}
		courses, err := tx.Choices(ctx, Courses)
		if err != nil {
			return 0, err
		}
		if err := tx.AddSamples(ctx, samples(n, there, courses, d.Now()), a.Op); err != nil {
			return 0, err
		}
		return there + n, tx.Audit(ctx, a.Did(SamplesAdded, Object{Kind: OnData}))
	})
}

// RemoveSamples removes every sample with its claims and its history, whoever
// owns it by now, and returns how many went. Nothing else is touched.
func (d *Desk) RemoveSamples(ctx context.Context, a Actor) (int, error) {
	return once(ctx, d, a.Op, func(tx Store) (int, error) {
		if err := tx.LockSamples(ctx); err != nil {
			return 0, err
		}
		n, err := tx.RemoveSamples(ctx)
		if err != nil {
			return 0, err
		}
		return n, tx.Audit(ctx, a.Did(SamplesRemoved, Object{Kind: OnData}))
	})
}

// NewSample is a sample on its way into the queue.
type NewSample struct {
	NewEnquiry
	CreatedAt time.Time
}

// samples makes n people who ask. A single one asks now; of several, each has
// waited a little longer than the one before, so that the Inbox looks like a
// working day.
func samples(n, there int, courses []Choice, now time.Time) []NewSample {
	taught := sampleCourses
	var own []string
	for _, c := range courses {
		if !c.Archived {
			own = append(own, c.Name)
		}
	}
	if len(own) > 0 {
		taught = own
	}
	list := make([]NewSample, n)
	for i := range list {
		k := there + i
		first, last := sampleFirst[k%len(sampleFirst)], sampleLast[k*7%len(sampleLast)]
		list[i] = NewSample{CreatedAt: now.Add(-time.Duration(i*i) * 20 * time.Second), NewEnquiry: NewEnquiry{
			Name:           first + " " + last,
			Email:          strings.ToLower(first) + strconv.Itoa(k+1) + "@example.com",
			CourseInterest: taught[k%len(taught)],
			Phone:          new(fmt.Sprintf("+1201555%04d", 100+k%100)), // kept for examples
			Touch:          Touch{Origin: FromForm},
		}}
		if k%4 != 3 {
			list[i].Message = &sampleWords[k%len(sampleWords)]
		}
	}
	return list
}

var (
	sampleFirst = []string{"Meera", "Arjun", "Sana", "Daniel", "Tenzin", "Lucia", "Omar", "Ananya", "Kofi", "Mei", "Priya", "Jonas",
		"Fatima", "Rohan", "Aisha", "Diego", "Kavya", "Samuel", "Noor", "Ishaan"}
	sampleLast = []string{"Nair", "Jadhav", "Qureshi", "Dsouza", "Dolma", "Fernandez", "Haddad", "Kulkarni", "Mensah", "Lin", "Shah",
		"Weber", "Khan", "Mehta", "Rahman", "Silva", "Rao", "Okafor", "Iqbal", "Bose", "Joshi"}
	sampleCourses = []string{"Maths, class 9", "Spoken English, evening", "Web development", "Science, class 11", "German A2"}
	sampleWords   = []string{"Is there a weekend batch?", "How much is the fee, and can I pay in parts?", "When does the next batch start?",
		"My daughter would like a demo class first.", "Please call after 4 in the afternoon."}
)
