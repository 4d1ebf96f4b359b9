package app

import (
	"errors"
	"testing"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"1": 1, "42": 42, "9223372036854775807": 1<<63 - 1} {
		if got, err := ParseID(in); got != want || err != nil {
			t.Errorf("%q = %d, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", " ", "0", "00", "01", "007", "-1", "+1", "1.0", "1e3", "12abc", "abc", "0x1", "1_000", "1,2", " 1", "1 ", "1\n", "1\x00",
		"9223372036854775808", "18446744073709551617", "99999999999999999999999999", "１", "١", "%31", "1;DROP TABLE enquiries", "null", "NaN",
	} {
		got, err := ParseID(in)
		var refusal *Error
		if got != 0 || !errors.As(err, &refusal) || refusal.Kind != Invalid || refusal.Code != "invalid_id" ||
			refusal.Title != "Invalid ID" || refusal.Message != "Enquiry ID must be a positive number" {
			t.Errorf("%q = %d, %v", in, got, err)
		}
	}
}
