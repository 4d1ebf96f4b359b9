package password

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/ccojocar/zxcvbn-go/data"
)

// common is the list of the most used passwords, all in lower case. It is read
// when the first password is set.
var common = sync.OnceValue(func() map[string]bool {
	raw, err := data.Asset("data/Passwords.json")
	var list struct{ List []string }
	if err == nil {
		err = json.Unmarshal(raw, &list)
	}
	if err != nil {
		panic("the list of common passwords inside the program cannot be read: " + err.Error())
	}
	set := make(map[string]bool, len(list.List))
	for _, word := range list.List {
		set[word] = true
	}
	return set
})

// leet undoes the letters that people swap for signs.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// Guessable reports whether a password is among the first that anybody would
// try: a common one, the same few characters over and over, or the words in
// own, such as the person's name, with a little put around them. Capitals and
// signs in the place of letters do not help.
func Guessable(password string, own ...string) bool {
	s := strings.ToLower(password)
	if few(s) || run(s) {
		return true
	}
	var words []string
	for _, text := range own {
		words = append(words, strings.FieldsFunc(strings.ToLower(text), notLetter)...)
	}
	// The longest first: one word may be part of another.
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, way := range []string{s, leet.Replace(strings.TrimFunc(s, notLetter)), leet.Replace(s)} {
		core := strings.TrimFunc(way, notLetter)
		if half := core[:len(core)/2]; half != "" && half+half == core {
			core = half
		}
		if common()[way] || common()[core] || aboutOwn(way, words) {
			return true
		}
	}
	return false
}

// few tells a password of at most three different characters.
func few(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) <= 3
}

// run tells a password of characters that follow each other, such as abcdefgh.
func run(s string) bool {
	const rows = "abcdefghijklmnopqrstuvwxyz 01234567890123456789 09876543210987654321 qwertyuiopasdfghjklzxcvbnm"
	return strings.Contains(rows, s)
}

// aboutOwn reports whether little is left of a password without the words that
// everybody knows of its owner, or only a common word.
func aboutOwn(s string, words []string) bool {
	rest := s
	for _, word := range words {
		if len([]rune(word)) >= 3 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	if rest == s {
		return false
	}
	rest = strings.Map(func(r rune) rune {
		if notLetter(r) {
			return -1
		}
		return r
	}, rest)
	return len([]rune(rest)) < 4 || common()[rest]
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
