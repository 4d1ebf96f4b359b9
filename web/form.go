package web

import (
	"bytes"
	"fmt"
	"net/url"
	"unicode/utf8"
)

// parseForm reads an urlencoded form in which every field is given once, or
// says what is wrong with it.
func parseForm(body []byte) (map[string]string, string) {
	if bytes.Count(body, []byte("&")) >= maxKeys { // before anything is allocated for them
		return nil, fmt.Sprintf("The form has more than %d fields. Send fewer", maxKeys)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, "The form is not encoded correctly. Write each special character as % and two hexadecimal digits, a semicolon too"
	}
	form := make(map[string]string, len(values))
	for name, all := range values {
		switch {
		case len(all) > 1:
			return nil, fmt.Sprintf("The field %.40q is there twice. Send it once", name)
		case !utf8.ValidString(name) || !utf8.ValidString(all[0]):
			return nil, "The form is not valid UTF-8. Send it in UTF-8"
		}
		form[name] = all[0]
	}
	return form, ""
}
