package app

import (
	"math"
	"strings"
	"testing"
)

func TestParsePage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit, offset string
		want          Page
	}{
		{"", "", Page{50, 0}},
		{"10", "20", Page{10, 20}},
		{"abc", "xyz", Page{50, 0}},
		{"0", "-5", Page{1, 0}},
		{"-1", "0", Page{1, 0}},
		{"200", "1", Page{200, 1}},
		{"201", "1", Page{200, 1}},
		{"999999", "1", Page{200, 1}},
		{"12abc", "3x", Page{12, 3}},
		{"1.9", "1e3", Page{1, 1}},
		{" 7 ", "\t8", Page{7, 8}},
		{"+7", "+8", Page{7, 8}},
		{"--7", "+-8", Page{50, 0}},
		{"0x20", "007", Page{1, 7}},
		{"NaN", "Infinity", Page{50, 0}},
		{"٣", "３", Page{50, 0}},
		{"\x00", "\xff", Page{50, 0}},
		{"9223372036854775808", "9223372036854775807", Page{200, maxOffset}},
		{"-9223372036854775808", "-99999999999999999999", Page{1, 0}},
		{strings.Repeat("9", 10000), strings.Repeat("9", 10000), Page{200, maxOffset}},
		{strings.Repeat("0", 10000) + "3", "9007199254740991", Page{3, 1<<53 - 1}},
		{"3", "9007199254740990", Page{3, 1<<53 - 2}},
		{"3", "9007199254740992", Page{3, 1<<53 - 1}},
	} {
		if got := ParsePage(test.limit, test.offset); got != test.want {
			t.Errorf("limit=%.20q offset=%.20q: %+v, want %+v", test.limit, test.offset, got, test.want)
		}
	}
}

func TestHasMore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		page  Page
		total int
		want  bool
	}{
		{Page{50, 0}, 0, false},
		{Page{50, 0}, 50, false},
		{Page{50, 0}, 51, true},
		{Page{50, 50}, 101, true},
		{Page{50, 51}, 101, false},
		{Page{1, maxOffset}, 3, false},
		{Page{200, math.MaxInt}, math.MaxInt, false},
		{Page{200, math.MaxInt - 201}, math.MaxInt, true},
	} {
		if got := test.page.HasMore(test.total); got != test.want {
			t.Errorf("%+v of %d: %t", test.page, test.total, got)
		}
	}
}
