// Package phone reads the numbers that people type and writes those that are
// kept. It knows the numbers of all countries and nothing of enquiries.
package phone

//lint:file-ignore ST1005 the errors of this package are sentences for people

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// most is how long a number may be as it is typed, with all that groups it.
const most = 40

// Read returns a number in E.164, such as +919822041763, however it is grouped
// and in whatever script its digits are. home is the ISO 3166 code of the country
// whose numbers may come without a country code; "" for none. The error is a
// sentence for whoever typed it.
func Read(typed, home string) (string, error) {
	plain, ok := digits(typed)
	switch {
	case !ok:
		return "", fmt.Errorf("A phone number has only digits. Check “%.40s”", typed)
	case home == "" && !strings.HasPrefix(plain, "+"):
		return "", errors.New("Start the number with + and the code of its country, such as +91")
	}
	n, err := phonenumbers.Parse(plain, home)
	if err == nil && phonenumbers.IsValidNumber(n) {
		return phonenumbers.Format(n, phonenumbers.E164), nil
	}
	has := len(strings.TrimLeft(plain, "+0"))
	switch {
	case err == nil:
		has = len(phonenumbers.GetNationalSignificantNumber(n))
		home = phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
	case strings.HasPrefix(plain, "+"):
		home = ""
	}
	if want := length(home); want > 0 && want != has {
		return "", fmt.Errorf("This number has %s. %s have %d", counted(has), numbersOf(home), want)
	}
	return "", errors.New("Nobody can be called at this number. Check each digit")
}

// Shown is a number that was read as people at home write it: in the national
// format when it is one of theirs. What is no such number stays as it is.
func Shown(e164, home string) string {
	n, err := phonenumbers.Parse(e164, "")
	switch {
	case err != nil:
		return e164
	case int(n.GetCountryCode()) != phonenumbers.GetCountryCodeForRegion(home):
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	case home == "IN" && phonenumbers.GetNumberType(n) == phonenumbers.MOBILE: // these go without the 0 in front
		return strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.NATIONAL), "0")
	default:
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
}

// Part is the digits of a text that may be part of a number, as E.164 has them;
// "" when it cannot be one.
func Part(q string) string {
	plain, ok := digits(q)
	plain = strings.TrimLeft(plain, "+0")
	if !ok || len(plain) < 3 {
		return ""
	}
	return plain
}

// digits keeps of a number as it was typed its plus and its digits, those of any
// script as 0 to 9; false when it holds something else than what groups digits.
func digits(typed string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(typed) {
		switch d := value(r); {
		case d >= 0:
			b.WriteByte(byte('0' + d))
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case strings.ContainsRune("-‐‑–.()/", r), unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		default:
			return "", false
		}
	}
	return b.String(), b.Len() <= most
}

// value is that of a decimal digit in any script; -1 for what is none. The digits
// of a script stand together, from its zero on.
func value(r rune) int {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	return -1
}

// length is how many digits a mobile number of a country has, 0 when nobody knows.
func length(country string) int {
	n := phonenumbers.GetExampleNumberForType(country, phonenumbers.MOBILE)
	if n == nil {
		return 0
	}
	return len(phonenumbers.GetNationalSignificantNumber(n))
}

func counted(n int) string {
	if n == 1 {
		return "1 digit"
	}
	return fmt.Sprintf("%d digits", n)
}

// numbersOf names the mobile numbers of a country.
func numbersOf(country string) string {
	if of, ok := adjectives[country]; ok {
		return of + " mobile numbers"
	}
	return fmt.Sprintf("Mobile numbers with +%d", phonenumbers.GetCountryCodeForRegion(country))
}

var adjectives = map[string]string{
	"AU": "Australian", "BD": "Bangladeshi", "BR": "Brazilian", "BT": "Bhutanese", "CA": "Canadian", "CO": "Colombian", "DE": "German",
	"EG": "Egyptian", "ES": "Spanish", "FR": "French", "GB": "British", "GH": "Ghanaian", "ID": "Indonesian", "IN": "Indian",
	"KE": "Kenyan", "LK": "Sri Lankan", "MA": "Moroccan", "MX": "Mexican", "MY": "Malaysian", "NG": "Nigerian", "NP": "Nepalese",
	"PE": "Peruvian", "PH": "Philippine", "PK": "Pakistani", "TH": "Thai", "TR": "Turkish", "TZ": "Tanzanian", "UG": "Ugandan",
	"US": "American", "VN": "Vietnamese", "ZA": "South African",
}
