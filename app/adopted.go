package app

import "strings"

// adoptedEmail returns the form in which the original service stored a lower-
// case address. Its validator (express-validator's normalizeEmail with its
// defaults) dropped dots and +tags from Gmail addresses and the tags of a few
// other large providers, so a person who registered there may not be found
// under the address they type.
func adoptedEmail(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok {
		return email
	}
	switch domain {
	case "gmail.com", "googlemail.com":
		local, _, _ = strings.Cut(local, "+")
		return strings.ReplaceAll(local, ".", "") + "@gmail.com"
	case "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com":
		local, _, _ = strings.Cut(local, "+")
	case "yahoo.com", "ymail.com", "rocketmail.com":
		if i := strings.LastIndex(local, "-"); i > 0 {
			local = local[:i]
		}
	}
	return local + "@" + domain
}
