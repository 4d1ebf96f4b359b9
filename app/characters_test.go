package app

import (
	"strings"
	"testing"
)

func TestRefusedCharacters(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]rune{
		"NUL": 0x00, "bell": 0x07, "tab": '\t', "line feed": '\n', "carriage return": '\r', "escape": 0x1B, "delete": 0x7F,
		"first of C1": 0x80, "next line": 0x85, "CSI": 0x9B, "last of C1": 0x9F,
		"line separator": 0x2028, "paragraph separator": 0x2029,
		"first embedding": 0x202A, "pop": 0x202C, "override": 0x202E, "first isolate": 0x2066, "pop isolate": 0x2069,
		"first tag": 0xE0000, "tag letter": 0xE0041, "last tag": 0xE007F,
		"first noncharacter": 0xFDD0, "last of that block": 0xFDEF, "FFFE": 0xFFFE, "FFFF": 0xFFFF,
		"in another plane": 0x4FFFE, "last of all": 0x10FFFF,
	} {
		if refused("As"+string(r)+"ha", lineBreaksRefused) == "" {
			t.Errorf("%s (%U) is not refused", name, r)
		}
		kept := r == '\n' || r == '\r' || r == '\t'
		if got := refused("As"+string(r)+"ha", lineBreaksKept) == ""; got != kept {
			t.Errorf("%s (%U) in a message: kept is %t", name, r, got)
		}
	}
}

func TestKeptText(t *testing.T) {
	t.Parallel()
	for script, s := range map[string]string{
		"Arabic, vowelled":        "مُحَمَّدٌ",
		"Hebrew, with every sign": "ש\u05C1\u05BC\u05B8\u05BD\u0596",
		"Tibetan, tenfold":        "\u0F67\u0F90\u0FB5\u0FA8\u0FB3\u0FBA\u0F83",
		"Tibetan, with a vowel":   "\u0F67\u0F90\u0FB5\u0F92\u0FB3\u0FBA\u0F74\u0F83",
		"Thai":                    "ที่นี่น้ำ",
		"Burmese":                 "မြန်မာ င်္ကြွှို့",
		"Khmer":                   "ស្ត្រី",
		"Tamil":                   "ஶ்ரீ",
		"Persian with ZWNJ":       "می\u200cخواهم",
		"Sinhala with ZWJ":        "ශ්\u200dරී",
		"Vietnamese, taken apart": "Nguye\u0302\u0303n",
		"Mongolian":               "ᠮᠣᠩᠭᠣᠯ\u180E",
		"Han outside the BMP":     "𠮷野",
		"private use":             "\uE000家",
		"new script, unassigned":  "\U0001E9FF\U00011FFF",
		"emoji family":            "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿",
		"keycap and flag":         "1\ufe0f\u20e3 🇮🇳",
		"marks of direction":      "\u200eA\u200f\u061c",
		"typographic apostrophe":  "O’Brien ‘D’Arcy’",
		"replacement character":   "\ufffd",
		"formula":                 "=HYPERLINK(\"x\")",
	} {
		if why := refused(s, lineBreaksRefused); why != "" {
			t.Errorf("%s %q %s", script, s, why)
		}
		if blank(s) {
			t.Errorf("%s %q counts as blank", script, s)
		}
	}
}

func TestStackedMarks(t *testing.T) {
	t.Parallel()
	for s, ok := range map[string]bool{
		"a" + strings.Repeat("\u0301", maxMarks):                                 true,
		"a" + strings.Repeat("\u0301", maxMarks+1):                               false,
		strings.Repeat("\u0489", maxMarks+1):                                     false, // enclosing
		"a" + strings.Repeat("\u0301\u200d", maxMarks+1):                         false, // joiners do not start anew
		"a" + strings.Repeat("\u0301\u034f", maxMarks/2+1):                       false,
		"a" + strings.Repeat("\u0301", maxMarks) + "b\u0301":                     true,
		strings.Repeat("a"+strings.Repeat("\u0301", maxMarks)+" ", maxMarks*100): true,
	} {
		if got := refused(s, lineBreaksRefused) == ""; got != ok {
			t.Errorf("%.40q: accepted is %t", s, got)
		}
	}
}

func TestBlank(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"nothing": "", "spaces": " \u00a0\u3000", "zero width space": "\u200b\u200b", "joiners": "\u200d\u200c",
		"Braille": "\u2800\u2800", "Hangul fillers": "\u3164\u115f\u1160\uffa0", "soft hyphens": "\u00ad\u00ad",
		"variation selectors": "\ufe0f\ufe0e\U000e0100", "grapheme joiner": "\u034f\u034f", "word joiner": "\u2060\ufeff",
		"Mongolian separator": "\u180e\u180b", "Khmer vowels": "\u17b4\u17b5", "marks alone": "\u0301\u0301",
		"deprecated format": "\u206a\u206f", "musical": "\U0001d173\U0001d159", "Khitan filler": "\U00016fe4",
		"reserved ignorable": "\U000e0fff\ufff0",
	} {
		if !blank(s) {
			t.Errorf("%s %q counts as visible", name, s)
		}
		if s != "" && blank(s+"a") {
			t.Errorf("%s %q hides a letter", name, s)
		}
	}
}

func TestTrimIsJavaScripts(t *testing.T) {
	t.Parallel()
	for _, r := range "\t\n\v\f\r \u00a0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000\ufeff" {
		if got := trim(string(r) + "a b" + string(r)); got != "a b" {
			t.Errorf("%U stays: %q", r, got)
		}
	}
	for _, r := range "\u0085\u180e\u200b\u2060\u2800" {
		if got := trim(string(r) + "a"); got == "a" {
			t.Errorf("%U is taken away", r)
		}
	}
}
