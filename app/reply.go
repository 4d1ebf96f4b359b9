package app

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"firstbell/app/mail"
)

// ReplyText is what the answer says that goes to whoever asked, in one
// language. What is in braces is filled in.
type ReplyText struct{ Language, Subject, Body string }

// replyVariables are what an answer can hold.
var replyVariables = []string{"{name}", "{course}", "{school}", "{answer}", "{when}", "{hours}", "{reference}"}

// replyWords are the desk's own words in one language, and those that fill in
// what is in braces.
type replyWords struct {
	ReplyText
	nobody, course                string // where name or course cannot be said
	call, write                   string
	today, opens, tomorrow, later string
	days                          [7]string // from Sunday on
	to, closed                    string
}

var replies = []replyWords{{
	ReplyText: ReplyText{"en", "We have your question (No. {reference})",
		"Hello {name},\n\nthank you for asking about {course}. Somebody from {school} will {answer} {when}.\n\nYour reference is No. {reference}. We are open {hours}.\n\n" +
			"You did not ask? Then somebody has typed your address by mistake. Reply to this mail, and we remove it."},
	nobody: "there", course: "our courses", call: "call you", write: "write to you",
	today: "today before %s", opens: "today after %s", tomorrow: "tomorrow after %s", later: "on %[2]s after %[1]s",
	days: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}, to: "to", closed: "by appointment",
}, {
	ReplyText: ReplyText{"hi", "आपका सवाल हमें मिल गया है (सं. {reference})",
		"नमस्ते {name},\n\n{course} के बारे में पूछने के लिए धन्यवाद। {school} से कोई {when} {answer}।\n\nआपका संदर्भ सं. {reference} है। हम {hours} खुले रहते हैं।\n\n" +
			"आपने नहीं पूछा था? तो किसी ने ग़लती से आपका पता लिख दिया है। इस मेल का जवाब दें, हम उसे हटा देंगे।"},
	nobody: "जी", course: "हमारे कोर्स", call: "आपको फ़ोन करेंगे", write: "आपको लिखेंगे",
	today: "आज %s से पहले", opens: "आज %s के बाद", tomorrow: "कल %s के बाद", later: "%[2]s को %[1]s के बाद",
	days: [7]string{"रविवार", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"}, to: "से", closed: "मिलने का समय तय करके",
}}

// wordsIn returns the desk's words in the first of the languages that it knows.
func wordsIn(languages ...string) replyWords {
	return spoken(replies, func(w replyWords) string { return w.Language }, languages)
}

// ReplyTexts returns the words of the answer in every language that there is
// one in: the school's own, else the desk's.
func (d *Desk) ReplyTexts(ctx context.Context) ([]ReplyText, error) {
	own, err := d.Store.ReplyTexts(ctx)
	texts := make([]ReplyText, len(replies))
	for i, w := range replies {
		texts[i] = ownText(own, w)
	}
	return texts, err
}

func ownText(own []ReplyText, w replyWords) ReplyText {
	if i := slices.IndexFunc(own, func(t ReplyText) bool { return t.Language == w.Language }); i >= 0 {
		return own[i]
	}
	return w.ReplyText
}

// reply words the answer to an enquiry. Whoever typed the address need not be
// who reads it: of what they typed only a name that is one, and a course that
// the school has, are said.
func (w replyWords) reply(t ReplyText, e Enquiry, school School, courses []Choice, now time.Time) mail.Words {
	name, course, answer := w.nobody, w.course, w.write
	if personName(e.Name) {
		name = e.Name
	}
	for _, c := range courses {
		if strings.EqualFold(c.Name, e.CourseInterest) {
			course = c.Name
		}
	}
	if e.Phone != nil {
		answer = w.call
	}
	fill := strings.NewReplacer("{name}", name, "{course}", course, "{school}", school.Name, "{answer}", answer,
		"{when}", w.when(school, now), "{hours}", w.hours(school.hours()), "{reference}", fmt.Sprint(e.ID))
	return mail.Words{Subject: fill.Replace(t.Subject), Language: w.Language, Paragraphs: strings.Split(fill.Replace(t.Body), "\n\n")}
}

// personName tells a name that can be repeated to a stranger: letters of any
// script, and what stands between them in names. No address is one.
func personName(s string) bool {
	return utf8.RuneCountInString(s) <= 60 && nameOnly.MatchString(s)
}

var nameOnly = regexp.MustCompile(`^[\p{L}\p{M}]+\.?([ '’-]{1,2}[\p{L}\p{M}]+\.?){0,5}$`)

// when says by when the school answers.
func (w replyWords) when(school School, now time.Time) string {
	now = now.In(school.zone())
	h := school.hours()
	if h.Contains(now) && h[now.Weekday()].Close-now.Hour()*60-now.Minute() > 30 {
		return fmt.Sprintf(w.today, clockOf(h[now.Weekday()].Close))
	}
	next := h.Next(now)
	if h.Contains(now) { // it is about to close
		next = h.NextDay(now)
	}
	at := clockOf(next.Hour()*60 + next.Minute())
	today, _ := school.day(now)
	switch {
	case next.Before(today.AddDate(0, 0, 1)):
		return fmt.Sprintf(w.opens, at)
	case next.Before(today.AddDate(0, 0, 2)):
		return fmt.Sprintf(w.tomorrow, at)
	default:
		return fmt.Sprintf(w.later, at, w.days[next.Weekday()])
	}
}

// hours says when the school is open, days with the same hours together.
func (w replyWords) hours(h Hours) string {
	var parts []string
	for i := 1; i <= 7; {
		first, span := i, h[i%7]
		for i++; i <= 7 && h[i%7] == span; i++ {
		}
		if span == (Span{}) {
			continue
		}
		days := w.days[first%7]
		if last := i - 1; last > first {
			days += " " + w.to + " " + w.days[last%7]
		}
		parts = append(parts, days+" "+clockOf(span.Open)+"–"+clockOf(span.Close))
	}
	if len(parts) == 0 {
		return w.closed
	}
	return strings.Join(parts, ", ")
}

func clockOf(minute int) string { return fmt.Sprintf("%d:%02d", minute/60, minute%60) }

// checkReply reads the words of an answer.
func checkReply(language, subject, body Text) (ReplyText, error) {
	var c check
	t := ReplyText{Language: language.S, Subject: c.line("subject", "Subject", subject, 1, 200)}
	if words := c.message("body", "Message", body, 4000); words != nil && *words != "" {
		t.Body = *words
	} else if words != nil || !body.Given {
		c.add("body", nil, "Write the message")
	}
	if !slices.ContainsFunc(replies, func(w replyWords) bool { return w.Language == t.Language }) {
		c.add("language", t.Language, "Language must be en or hi")
	}
	for _, v := range variable.FindAllString(t.Subject+" "+t.Body, -1) {
		if !slices.Contains(replyVariables, v) {
			c.add("body", nil, "A mail knows "+strings.Join(replyVariables, ", ")+" only. Write anything else without braces")
			break
		}
	}
	return t, c.err()
}
