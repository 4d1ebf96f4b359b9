package phone

import "testing"

func TestOneNumberHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"98220-41763", "+91 98220 41763", "09822041763", "9822041763", "0091 98220 41763", "(098220) 41763", "98220.41763",
		"९८२२० ४१७६३", "９８２２０４１７６３", "+91\u00a098220\u00a041763", "\u202a+919822041763\u202c", " 98220 41763 ",
	} {
		if got, err := Read(typed, "IN"); err != nil || got != "+919822041763" {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestNumbersOfOtherCountries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, home, want, shown string }{
		{"+44 7911 123456", "IN", "+447911123456", "+44 7911 123456"},
		{"07911 123456", "GB", "+447911123456", "07911 123456"},
		{"+91 98220 41763", "", "+919822041763", "+91 98220 41763"},
		{"020 2553 1234", "IN", "+912025531234", "020 2553 1234"},
		{"(201) 555-0123", "US", "+12015550123", "(201) 555-0123"},
		{"+919822041763", "IN", "+919822041763", "98220 41763"},
	} {
		got, err := Read(c.typed, c.home)
		if err != nil || got != c.want {
			t.Errorf("%q at %q: %q, %v", c.typed, c.home, got, err)
		}
		if shown := Shown(got, c.home); shown != c.shown {
			t.Errorf("%q at %q is shown as %q", c.typed, c.home, shown)
		}
	}
	if got := Shown("•••", "IN"); got != "•••" {
		t.Errorf("what is hidden is shown as %q", got)
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, home, want string }{
		{"982204176", "IN", "This number has 9 digits. Indian mobile numbers have 10"},
		{"+91 98220 4176", "", "This number has 9 digits. Indian mobile numbers have 10"},
		{"98220 41763 1", "IN", "This number has 11 digits. Indian mobile numbers have 10"},
		{"9", "IN", "This number has 1 digit. Indian mobile numbers have 10"},
		{"98220 4l763", "IN", "A phone number has only digits. Check “98220 4l763”"},
		{"98220 41763 ext 5", "IN", "A phone number has only digits. Check “98220 41763 ext 5”"},
		{"98220+41763", "IN", "A phone number has only digits. Check “98220+41763”"},
		{"98220 41763", "", "Start the number with + and the code of its country, such as +91"},
		{"5000000000", "IN", "Nobody can be called at this number. Check each digit"},
		{"12", "US", "This number has 2 digits. American mobile numbers have 10"},
		{"+999 12345678", "IN", "Nobody can be called at this number. Check each digit"},
	} {
		if got, err := Read(c.typed, c.home); err == nil || err.Error() != c.want {
			t.Errorf("%q at %q: %q, %v", c.typed, c.home, got, err)
		}
	}
}

func TestPartsOfNumbers(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{"098220 41": "9822041", "+91 982": "91982", "41763": "41763", "41": "", "Meera": "", "NEET 2026": "", "": ""} {
		if got := Part(q); got != want {
			t.Errorf("%q: %q", q, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("98220-41763", "IN")
	f.Add("+", "")
	f.Fuzz(func(t *testing.T, typed, home string) {
		got, err := Read(typed, home)
		if err != nil {
			return
		}
		if again, err := Read(got, ""); err != nil || again != got {
			t.Errorf("%q became %q, which is read as %q, %v", typed, got, again, err)
		}
	})
}
