package app

import "strconv"

// ParseID reads the id of a record from a path: plain digits without a sign or
// leading zeros, 1 to 2^63-1. Everything else is refused with invalid_id; one
// spelling per id keeps logs and caches from telling two apart.
func ParseID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	// The first byte rules out "+1", "-1", "01" and "0", which ParseInt takes.
	if err != nil || s[0] < '1' || s[0] > '9' {
		return 0, &Error{
			Kind:    Invalid,
			Code:    "invalid_id",
			Title:   "Invalid ID",
			Message: "Enquiry ID must be a positive number",
		}
	}
	return id, nil
}
