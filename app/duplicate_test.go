package app

import "testing"

func TestWhatMayBeOnePerson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what string
		p    LikePair
		want Likeness
	}{
		{"two courses", LikePair{SameContact: true, SameName: true, NameOne: "meera", NameOther: "meera"}, LikeCourse},
		{"a slip in the name", LikePair{SameContact: true, SameCourse: true, NameOne: "ananya rao", NameOther: "anaya rao"}, LikeName},
		{"letters that changed places", LikePair{SameContact: true, SameCourse: true, NameOne: "brian rao", NameOther: "brain rao"}, LikeName},
		{"a sister", LikePair{SameContact: true, SameCourse: true, NameOne: "ananya rao", NameOther: "meera rao"}, ""},
		{"short names", LikePair{SameContact: true, SameCourse: true, NameOne: "ana", NameOther: "ann"}, ""},
		{"a slip in the address", LikePair{SameName: true, SameCourse: true, EmailOne: "m@gmail.com", EmailOther: "m@gmial.com"}, LikeContact},
		{"a digit", LikePair{SameName: true, SameCourse: true, PhoneOne: "+919822041763", PhoneOther: "+919822041768"}, LikeContact},
		{"a namesake", LikePair{SameName: true, SameCourse: true, PhoneOne: "+919822041763", PhoneOther: "+919011002244"}, ""},
		{"one has no number", LikePair{SameName: true, SameCourse: true, PhoneOne: "+919822041763"}, ""},
	} {
		if got := c.p.like(); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
