package app

import (
	"math"
	"strings"
)

const (
	defaultLimit = 50
	maxLimit     = 200
	// maxOffset is the largest whole number a JavaScript client can hold, or
	// what an int can where that is less.
	maxOffset = min(1<<53-1, math.MaxInt)
)

// Page is which part of a list is asked for.
type Page struct{ Limit, Offset int }

// ParsePage reads a page from the two query parameters and never fails: what is
// not a number becomes the default (50 and 0), what is out of range is moved to
// the nearest end (1 to 200, and 0 or more). Like the original it takes the
// number a text begins with, so "12abc" is 12 and "1.9" is 1. Unlike it, a
// limit of 0 is 1: there "0" fell through to the default by accident.
func ParsePage(limit, offset string) Page {
	return Page{
		Limit:  number(limit, defaultLimit, 1, maxLimit),
		Offset: number(offset, 0, 0, maxOffset),
	}
}

// HasMore tells whether a list of total items goes on after this page.
func (p Page) HasMore(total int) bool {
	return p.Limit < total-p.Offset // neither side can overflow, limit+offset could
}

// number reads s the way JavaScript's parseInt does, kept within lo and hi.
func number(s string, missing, lo, hi int) int {
	s = trim(s)
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	if s == "" || !digit(rune(s[0])) {
		return missing
	}
	n := int64(0)
	for _, r := range s {
		if !digit(r) || n > int64(hi) {
			break // further digits only make it larger
		}
		n = n*10 + int64(r-'0')
	}
	if negative {
		n = -n
	}
	return int(min(max(n, int64(lo)), int64(hi)))
}
