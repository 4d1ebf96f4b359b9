package app

import "time"

// Sign is a reason to think that a program has filled in a form.
type Sign string

// The signs.
const (
	SignTrap     Sign = "trap"     // a field that nobody can see was filled in
	SignQuick    Sign = "quick"    // faster than anybody reads
	SignRepeated Sign = "repeated" // one page, sent with many different words
	SignCrowd    Sign = "crowd"    // among so many others that nobody could wait for them all
)

const (
	quickest  = 2 * time.Second // to read and fill in a form
	waitEach  = 2 * time.Second // how far apart those are let in who wait
	waitLeast = 5 * time.Second
	waitMost  = 2 * time.Minute
)

// Sent is how a form was sent, as far as it tells people from programs.
type Sent struct {
	View   View
	Signed bool // the page was ours
	Listed bool // or it was one of a site that the form lists
	Trap   bool
	Worked bool // the sender's machine has done the work that was asked for
	Net    string
}

// Verdict says what is done with what was sent. Nothing is thrown away.
type Verdict struct {
	Signs   []Sign // not empty: it waits until somebody has looked at it
	Confirm bool   // first it is shown to the sender, who sends it again
	Work    bool   // first the sender's machine has to work, or to wait
	Wait    time.Time
	Last    bool
}

// signs are those that what was sent bears by itself.
func (s Sent) signs(now time.Time) []Sign {
	var list []Sign
	if s.Trap {
		list = append(list, SignTrap)
	}
	if s.Signed && now.Sub(s.View.At) < quickest {
		list = append(list, SignQuick)
	}
	if s.Signed && s.View.Last && !s.Worked {
		list = append(list, SignCrowd)
	}
	return list
}

// judge says what is done with what was sent. What bears a sign waits for
// somebody to look at it and is answered like everything else. What comes from
// nowhere is shown to the sender first. Where more comes than people send, work
// is asked for, never refused: an open day puts a whole school behind one
// address.
func (o *Doors) judge(s Sent, now time.Time) Verdict {
	signs := s.signs(now)
	waited := s.Signed && !s.View.Wait.IsZero()
	switch {
	case len(signs) > 0:
		return Verdict{Signs: signs}
	case !s.Listed && (!s.Signed || now.Sub(s.View.At) > viewLife):
		return Verdict{Confirm: true}
	case s.Worked || waited && !now.Before(s.View.Wait):
		return Verdict{}
	case waited:
		return Verdict{Work: true, Wait: s.View.Wait, Last: s.View.Last}
	case o == nil || o.nets == nil || o.nets.draw(s.Net) == 0 && o.all.draw("") == 0:
		return Verdict{}
	}
	v := Verdict{Work: true}
	wait := o.wait.queue(s.Net)
	if v.Last = wait > waitMost; v.Last {
		wait = waitLeast
	}
	v.Wait = now.Add(max(wait, waitLeast))
	return v
}
