package app

import "strings"

// The names that browsers and systems give themselves, in the order in which
// they have to be looked for: most browsers also call themselves Chrome and
// Safari, and Android also calls itself Linux.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems = [][2]string{{"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"CrOS", "a Chromebook"},
		{"Windows", "Windows"}, {"Macintosh", "a Mac"}, {"Linux", "Linux"}}
)

// device says in plain words what a User-Agent means. Only these words are
// kept: they are enough to know one's own devices by.
func device(agent string) string {
	browser, system := named(browsers, agent), named(systems, agent)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case system != "":
		return "A browser on " + system
	}
	if name, _, ok := strings.Cut(agent, "/"); ok && plainName(name) {
		return "A program, " + name
	}
	return "An unknown device"
}

func named(list [][2]string, agent string) string {
	for _, known := range list {
		if strings.Contains(agent, known[0]) {
			return known[1]
		}
	}
	return ""
}

// plainName tells a program's name that can be shown: what a client says of
// itself is not to be trusted.
func plainName(s string) bool {
	return len(s) > 0 && len(s) <= 30 && !strings.ContainsFunc(s, func(r rune) bool {
		return !letter(r) && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	})
}
