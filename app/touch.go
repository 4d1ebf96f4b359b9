package app

import (
	"regexp"
	"strings"
	"time"
)

// Touched is the kind of event that tells that somebody asked again: a touch was
// added to their enquiry.
const Touched EventKind = "touched"

// Touch is what is known of how somebody came to ask, each time they do. What
// nobody said is empty.
type Touch struct {
	Origin                   Origin
	Source, Medium, Campaign string // marketing's words
	ClickID                  string // of an advertisement
	Referrer, Landing        string // the pages they came from and to
	FormID                   int64  // 0 for none
	FormVersion              int
	Submission               string // a UUID that the form chose, so that sending it twice is once
}

// TouchInput is how somebody came to ask, as it was sent. The form's number and
// version are the desk's own words.
type TouchInput struct {
	Source, Medium, Campaign, ClickID, Referrer, Landing, Submission Text
	FormID                                                           int64
	FormVersion                                                      int
}

// Asked is one time that somebody asked, for people.
type Asked struct {
	ID                                          int64
	At                                          time.Time
	Origin                                      Origin
	Name, CourseInterest                        string // as they were typed then
	Message                                     *string
	Source, Medium, Campaign, Referrer, Landing *string
}

// Relative is an enquiry under an address or number of another.
type Relative struct {
	Lead
	SameName bool // the same person, as far as anybody can tell
}

const (
	askedShown  = 50 // of one enquiry
	familyShown = 20

	tagMost  = 255
	pageMost = 1000
)

// touch reads how somebody came to ask. A tag that cannot be kept is left out or
// cut: whoever asks has not typed it and cannot put it right.
func (c *check) touch(in TouchInput, by Origin) Touch {
	t := Touch{Origin: by, Source: tag(in.Source, tagMost), Medium: tag(in.Medium, tagMost), Campaign: tag(in.Campaign, tagMost),
		ClickID: tag(in.ClickID, tagMost), Referrer: tag(in.Referrer, pageMost), Landing: tag(in.Landing, pageMost),
		FormID: in.FormID, FormVersion: in.FormVersion, Submission: strings.ToLower(trim(in.Submission.S))}
	if in.Submission.Wrong || t.Submission != "" && !uuid.MatchString(t.Submission) {
		c.add("submissionId", nil, "SubmissionId must be a UUID, such as crypto.randomUUID makes")
	}
	return t
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// tag is a text of one line of at most max characters, "" when it is none.
func tag(t Text, max int) string {
	s := trim(t.S)
	if refused(s, lineBreaksRefused) != "" {
		return ""
	}
	if runes := []rune(s); len(runes) > max {
		return string(runes[:max])
	}
	return s
}
