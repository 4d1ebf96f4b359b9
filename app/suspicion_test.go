package app

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// An honest sender opens a page, reads it, types for half a minute and sends it.
func honest(now time.Time, id string, net string) Sent {
	return Sent{View: View{ID: id, At: now.Add(-30 * time.Second)}, Signed: true, Net: net}
}

// Five hundred people behind one address within an hour, one after the other or
// in crowds of twenty: none is refused or suspected, and whoever is asked for
// work and does it, or waits as long as they are told, is let in.
func TestFiveHundredBehindOneAddressAreLetIn(t *testing.T) {
	t.Parallel()
	for name, crowd := range map[string]int{"one after the other": 1, "in crowds of 20": 20} {
		now := time.Unix(1_800_000_000, 0)
		doors := NewDoors(func() time.Time { return now }, true)
		in, worked, waited, longest := 0, 0, 0, time.Duration(0)
		for n := range 500 {
			if n%crowd == 0 {
				now = now.Add(time.Duration(crowd) * 7200 * time.Millisecond)
			}
			s := honest(now, fmt.Sprint("page ", n), "203.0.113.0/24")
			v := doors.judge(s, now)
			if v.Work {
				wait := v.Wait.Sub(now)
				longest = max(longest, wait)
				if n%2 == 0 {
					s.Worked = true
					worked++
				} else {
					s.View.Wait, s.View.Last = v.Wait, v.Last
					waited++
				}
				v = doors.judge(s, now.Add(wait))
			}
			if len(v.Signs) == 0 && !v.Work && !v.Confirm {
				in++
			}
		}
		t.Logf("%s: 500 sent within an hour, %d let in; %d worked first, %d waited, %v at the longest", name, in, worked, waited, longest)
		if in != 500 || crowd == 1 && worked+waited > 0 {
			t.Errorf("%s: %d of 500 are let in, %d after work, %d after waiting", name, in, worked, waited)
		}
	}
}

// Ten thousand posts of programs of many kinds, a hundred a second: less than one in a
// hundred is let in, while people elsewhere notice nothing.
func TestFewPostsOfProgramsAreLetIn(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	doors := NewDoors(func() time.Time { return now }, true)
	kinds := []func(n int, net string) Sent{
		func(int, string) Sent { return Sent{} }, // knows only the address
		func(n int, net string) Sent { // fills in everything
			s := honest(now, fmt.Sprint("trap ", n), net)
			s.Trap = true
			return s
		},
		func(n int, net string) Sent { // sends at once
			return Sent{View: View{ID: fmt.Sprint("quick ", n), At: now}, Signed: true, Net: net}
		},
		func(n int, net string) Sent { return honest(now, fmt.Sprint("patient ", n), net) },     // waits, from one network
		func(_ int, net string) Sent { return honest(now.Add(-48*time.Hour), "old page", net) }, // keeps a page for days
	}
	in, people := 0, 0
	const posts = 10_000
	for n := range posts {
		now = now.Add(10 * time.Millisecond)
		if v := doors.judge(kinds[n%len(kinds)](n, "198.51.100.0/24"), now); len(v.Signs) == 0 && !v.Work && !v.Confirm {
			in++
		}
		if n%500 == 0 {
			if v := doors.judge(honest(now, fmt.Sprint("person ", n), fmt.Sprintf("203.0.%d.0/24", n/500)), now); len(v.Signs) == 0 && !v.Confirm && !v.Work {
				people++
			}
		}
	}
	t.Logf("%d posts of programs within %v: %d let in; 20 people meanwhile: %d let in at once", posts, posts*10*time.Millisecond, in, people)
	if in*100 >= posts || people != 20 {
		t.Errorf("%d of %d are let in, and %d of 20 people at once", in, posts, people)
	}
}

func TestSigns(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	page := View{ID: "page", At: now.Add(-time.Minute)}
	for name, c := range map[string]struct {
		sent    Sent
		signs   []Sign
		confirm bool
	}{
		"a person":                       {Sent{View: page, Signed: true}, nil, false},
		"a page that was made up":        {Sent{View: page}, nil, true},
		"a page of a site that is known": {Sent{View: page, Listed: true}, nil, false},
		"a page of two days ago":         {Sent{View: View{At: now.Add(-48 * time.Hour)}, Signed: true}, nil, true},
		"a trap":                         {Sent{View: page, Signed: true, Trap: true}, []Sign{SignTrap}, false},
		"at once":                        {Sent{View: View{At: now.Add(-time.Second)}, Signed: true}, []Sign{SignQuick}, false},
		"both":                           {Sent{View: View{At: now}, Signed: true, Trap: true}, []Sign{SignTrap, SignQuick}, false},
		"after many others":              {Sent{View: View{At: page.At, Wait: now, Last: true}, Signed: true}, []Sign{SignCrowd}, false},
		"after many others, with work":   {Sent{View: View{At: page.At, Wait: now, Last: true}, Signed: true, Worked: true}, nil, false},
	} {
		v := (*Doors)(nil).judge(c.sent, now)
		if !slices.Equal(v.Signs, c.signs) || v.Confirm != c.confirm || v.Work {
			t.Errorf("%s: %+v", name, v)
		}
	}
}
