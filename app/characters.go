package app

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another. The deepest real
// stack we know of is the Tibetan "tenfold powerful", seven marks with a vowel
// sign; pointed and accented Hebrew needs five, Thai and Burmese fewer. Text
// that climbs over its neighbours ("Zalgo") starts at ten.
const maxMarks = 8

// lineBreaks says whether a text may hold line breaks and tabs.
type lineBreaks bool

const (
	lineBreaksRefused lineBreaks = false
	lineBreaksKept    lineBreaks = true
)

// bidi are the characters that make a reader see text in another order than it
// is stored: overrides, embeddings and isolates. The plain marks LRM and RLM are
// not among them, they belong to the spelling of mixed text.
var bidi = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x202A, Hi: 0x202E, Stride: 1},
	{Lo: 0x2066, Hi: 0x2069, Stride: 1},
}}

// tags hide a second text inside the first.
var tags = &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}}}

// separators break a line in some readers and not in others.
var separators = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x2028, Hi: 0x2029, Stride: 1}}}

// empty are characters that show nothing although Unicode counts them among the
// letters and symbols: the Braille blank, the Khitan filler, the null notehead.
var empty = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x2800, Hi: 0x2800, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x16FE4, Hi: 0x16FE4, Stride: 1},
		{Lo: 0x1D159, Hi: 0x1D159, Stride: 1},
	},
}

// unstorable are the characters refused in every text, besides control
// characters, where a message may hold some.
var unstorable = []*unicode.RangeTable{bidi, tags, separators, unicode.Noncharacter_Code_Point}

// unseen are the characters that leave nothing on the screen by themselves.
// Marks are among them because a mark without a letter is no name.
var unseen = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Z, unicode.M, empty,
	unicode.Other_Default_Ignorable_Code_Point, // Hangul fillers, Khmer inherent vowels, the combining grapheme joiner
	unicode.Variation_Selector,
}

// refused says why a text cannot be stored, as the end of a sentence that
// begins with the field's name, or nothing when it can.
func refused(s string, breaks lineBreaks) string {
	if !utf8.ValidString(s) {
		return "is not valid UTF-8 text. Send it again as UTF-8"
	}
	marks := 0
	for _, r := range s {
		switch {
		case breaks == lineBreaksKept && (r == '\n' || r == '\r' || r == '\t'):
			marks = 0
		case control(r) || unicode.In(r, unstorable...):
			return fmt.Sprintf("contains a character that cannot be stored (U+%04X). Remove it and try again", r)
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				return fmt.Sprintf("has more than %d accents on one letter. Remove some and try again", maxMarks)
			}
		case unicode.Is(unicode.Cf, r):
			// A joiner between two marks does not begin a new letter.
		default:
			marks = 0
		}
	}
	return ""
}

// control tells the C0 and C1 control characters and DEL.
func control(r rune) bool { return unicode.Is(unicode.Cc, r) }

// blank tells a text of which nothing can be seen.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.In(r, unseen...) })
}

// trim removes what JavaScript's String.prototype.trim removes, which the
// original used: other than strings.TrimSpace it takes the byte order mark and
// leaves U+0085, a control character that is then refused.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		switch r {
		case '\t', '\n', '\v', '\f', '\r', 0x2028, 0x2029, 0xFEFF:
			return true
		}
		return unicode.Is(unicode.Zs, r)
	})
}
