package app

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Every word of a mail is there in every language, with the same places in the
// same order, and is no copy of English.
func TestMailsToStaffAreWholeInEveryLanguage(t *testing.T) {
	t.Parallel()
	verb := regexp.MustCompile(`%[sd]`)
	english := textsOf(speaksToStaff[0])
	for _, w := range speaksToStaff[1:] {
		for name, text := range textsOf(w) {
			switch {
			case text == "":
				t.Errorf("%s: no %s", w.Language, name)
			case text == english[name] && regexp.MustCompile(`[a-z]{2}`).MatchString(verb.ReplaceAllString(text, "")):
				t.Errorf("%s: %s is English", w.Language, name)
			case strings.Join(verb.FindAllString(text, -1), "") != strings.Join(verb.FindAllString(english[name], -1), ""):
				t.Errorf("%s: %s has other places", w.Language, name)
			}
		}
	}
	for tags, want := range map[string]string{"hi": "hi", "hi-IN": "hi", "system en": "en", "system hi": "hi", "fr": "en", "en hi": "en"} {
		if got := staffWordsIn(strings.Fields(tags)...).Language; got != want {
			t.Errorf("%s is written to in %s", tags, got)
		}
	}
}

// textsOf are the words by their name.
func textsOf(w staffWords) map[string]string {
	all, v := map[string]string{}, reflect.ValueOf(w)
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Name, v.Field(i)
		if field.Kind() == reflect.String {
			all[name] = field.String()
			continue
		}
		for j := range field.Len() {
			all[name+string(rune('a'+j))] = field.Index(j).String()
		}
	}
	return all
}

func TestTheWeekTellsOfBackups(t *testing.T) {
	t.Parallel()
	proven := &Backup{At: time.Date(2026, 11, 23, 20, 30, 0, 0, time.UTC)}
	zone := time.FixedZone("there", 5*3600+1800)
	for _, c := range []struct {
		h    BackupHealth
		want string
	}{
		{BackupHealth{Verdict: BackupsGood, Proven: proven}, "The last backup that was proven is of Tuesday 24 November, 02:00."},
		{BackupHealth{Verdict: BackupsYoung}, "No backup has been proven yet."},
		{BackupHealth{Verdict: BackupsFail, Proven: proven}, "The last backup that was proven is of Tuesday 24 November, 02:00. Something is wrong with the backups: Settings, Backups, says what to do."},
	} {
		if got := staffWordsIn("en", "en").backups(c.h, zone); got != c.want {
			t.Errorf("%s: %q, want %q", c.h.Verdict, got, c.want)
		}
	}
}
