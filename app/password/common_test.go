package password

import (
	"strings"
	"testing"
)

func TestGuessable(t *testing.T) {
	t.Parallel()
	own := []string{"Asha Patel", "asha.patel@kite.example", "Kite Learning Centre", "Firstbell"}
	for _, bad := range []string{
		"password", "password123", "Password123!", "P@ssw0rd2026", "1234567890", "0123456789", "9876543210", "qwertyuiop",
		"aaaaaaaaaaaa", "ababababababab", "passwordpassword", "welcome2026", "playstation",
		"asha.patel1", "PatelAsha2026", "kitelearning", "Kite Learning 2026!", "kite-password-1", "firstbell123", "4sh4p4t3l!!",
	} {
		if !Guessable(bad, own...) {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{
		"a short sentence", "correct horse battery", "hGf6!kkd9_", "летний дождь", "asha likes rainy mondays", "x7$Kq!92-%4", "🔑🪁🎒📚🧮✏️📐🏫🎓🖍",
		strings.Repeat("ab c", 64),
	} {
		if Guessable(good, own...) {
			t.Errorf("%q is refused", good)
		}
	}
}
