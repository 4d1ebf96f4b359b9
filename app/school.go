package app

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"firstbell/app/phone"
)

// QueueMode says how people come to their enquiries.
type QueueMode string

// The queue modes.
const (
	OpenList   QueueMode = "open"   // everybody sees who waits and chooses
	MaskedList QueueMode = "masked" // contact details and words only after the claim
	NextOnly   QueueMode = "next"   // nobody chooses; claim next
)

// School is the school that this desk serves, and its choices.
type School struct {
	Name           string
	QueueMode      QueueMode
	PromiseMinutes int    // how soon the school promises to answer
	TimeZone       string // by its name in the IANA database
	FactorRequired FactorRule
	Country        string // ISO 3166 alpha-2; empty when nobody has said
	Language       string // a BCP 47 tag such as en or pt-BR
	Hours          []*OpenHours
	Phone          string // in E.164, for whoever cannot send a form; empty when nobody has said
}

// OpenHours are when the school is open on one day of the week, as 09:00. A
// week is seven of them from Monday on, nil where it is closed; none at all
// means that nobody has said.
type OpenHours struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// SchoolInput is a change of the school's choices; what was not given stays.
type SchoolInput struct {
	Name, QueueMode, TimeZone, FactorRequired Text
	PromiseMinutes                            *int
	Country, Language                         Text
	Hours                                     *[]*OpenHours
	Phone                                     Text
}

// School returns the school and its choices.
func (d *Desk) School(ctx context.Context) (School, error) { return d.Store.School(ctx) }

// ChangeSchool keeps new choices of the school and returns all of them.
func (d *Desk) ChangeSchool(ctx context.Context, a Actor, in SchoolInput) (School, error) {
	defer d.Doors.forget()
	return once(ctx, d, a.Op, func(tx Store) (School, error) { return changeSchool(ctx, tx, a, in) })
}

func changeSchool(ctx context.Context, tx Store, a Actor, in SchoolInput) (School, error) {
	s, err := tx.LockSchool(ctx)
	if err != nil {
		return School{}, err
	}
	var c check
	if in.Name.Given {
		s.Name = c.line("name", "Name", in.Name, 2, 255)
	}
	if in.QueueMode.Given {
		s.QueueMode = QueueMode(in.QueueMode.S)
		if s.QueueMode != OpenList && s.QueueMode != MaskedList && s.QueueMode != NextOnly {
			c.add("queueMode", in.QueueMode.S, "Queue mode must be open, masked or next")
		}
	}
	if in.TimeZone.Given {
		s.TimeZone = in.TimeZone.S
		if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
			c.add("timeZone", in.TimeZone.S, "Time zone must be a name such as Asia/Kolkata")
		}
	}
	if in.PromiseMinutes != nil {
		s.PromiseMinutes = *in.PromiseMinutes
		if s.PromiseMinutes < 1 || s.PromiseMinutes > 10080 {
			c.add("promiseMinutes", s.PromiseMinutes, "Promise must be between 1 minute and 7 days (10080)")
		}
	}
	s.place(&c, in)
	if in.Phone.Given {
		s.Phone = ""
		if number := c.phone("phone", in.Phone, s.Country); number != nil {
			s.Phone = *number
		}
	}
	if in.FactorRequired.Given {
		s.FactorRequired = c.factorRule("totpRequired", in.FactorRequired, a.User)
	}
	if err := c.err(); err != nil {
		return School{}, err
	}
	if err := tx.SetSchool(ctx, s); err != nil {
		return School{}, err
	}
	return s, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, in.fields()...))
}

// fields names what was sent, for the audit log.
func (in SchoolInput) fields() []string {
	return given(part{"name", in.Name.Given}, part{"queueMode", in.QueueMode.Given},
		part{"timeZone", in.TimeZone.Given}, part{"promiseMinutes", in.PromiseMinutes != nil},
		part{"country", in.Country.Given}, part{"language", in.Language.Given}, part{"hours", in.Hours != nil}, part{"phone", in.Phone.Given},
		part{"totpRequired", in.FactorRequired.Given})
}

// place reads where the school is, what it speaks and when it is open.
func (s *School) place(c *check, in SchoolInput) {
	if in.Country.Given {
		s.Country = in.Country.S
		if in.Country.Wrong || s.Country != "" && !isCountry(s.Country) {
			c.add("country", in.Country.S, "Country must be the two letters of ISO 3166, such as IN")
		}
	}
	if in.Language.Given {
		s.Language = in.Language.S
		if !localeTag.MatchString(s.Language) {
			c.add("language", in.Language.S, "Language must be a tag such as en or pt-BR")
		}
	}
	if in.Hours != nil {
		s.Hours = *in.Hours
		if !goodWeek(s.Hours) {
			c.add("hours", nil, "Hours must be seven days from Monday on, each null or from 09:00 until 19:00")
		}
	}
}

var (
	localeTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$`)
	clockTime = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

func goodWeek(week []*OpenHours) bool {
	wrong := func(h *OpenHours) bool {
		return h != nil && (!clockTime.MatchString(h.From) || !clockTime.MatchString(h.Until) || h.Until <= h.From)
	}
	return len(week) == 0 || len(week) == 7 && !slices.ContainsFunc(week, wrong)
}

// isCountry reports whether two letters are a country's code.
func isCountry(code string) bool {
	return len(code) == 2 && slices.Contains(strings.Fields(countries), code)
}

// countries are the codes of ISO 3166-1 alpha-2.
const countries = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY
MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH
SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW`

// day returns when the school's day of t began and when it ends. A day has 23
// or 25 hours when the clocks change.
func (s School) day(t time.Time) (start, end time.Time) {
	zone := s.zone()
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// zone is the school's time zone.
func (s School) zone() *time.Location {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC // checked when it was set; the system may have lost its zones since
	}
	return zone
}

// hours are when the school is open; DefaultHours when nobody has said.
func (s School) hours() Hours {
	if len(s.Hours) != 7 {
		return DefaultHours
	}
	var h Hours
	for i, day := range s.Hours { // from Monday on
		if day != nil {
			h[(i+1)%7] = Span{minutes(day.From), minutes(day.Until)}
		}
	}
	return h
}

// minutes are those after midnight of a time such as 09:30, which was checked.
func minutes(clock string) int {
	t, _ := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute()
}

// PhoneShown is the school's own number as people there write it.
func (s School) PhoneShown() string {
	if s.Phone == "" {
		return ""
	}
	return phone.Shown(s.Phone, s.Country)
}

// Opening says when a school can be reached.
type Opening struct {
	Now         bool
	Until, From string // such as 19:00
	Day         string // today, tomorrow, or the number of the weekday from Sunday on
}

// OpenFrom says whether the school is open at t, and else when it is next.
func (s School) OpenFrom(t time.Time) Opening {
	h, t := s.hours(), t.In(s.zone())
	if h.Contains(t) {
		return Opening{Now: true, Until: clockText(h[t.Weekday()].Close)}
	}
	next := h.Next(t)
	o := Opening{From: clockText(next.Hour()*60 + next.Minute()), Day: strconv.Itoa(int(next.Weekday()))}
	switch next.Format(time.DateOnly) {
	case t.Format(time.DateOnly):
		o.Day = "today"
	case t.AddDate(0, 0, 1).Format(time.DateOnly):
		o.Day = "tomorrow"
	}
	return o
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
