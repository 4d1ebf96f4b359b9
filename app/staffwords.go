package app

import (
	"fmt"
	"strings"
	"time"
)

// staffWords are the words of mails and notices to people who work here, in one
// language.
type staffWords struct {
	Language string

	Hello                                              string
	InviteSubject, InviteText, InviteButton            string
	ResetSubject, ResetText, ResetBelow                string
	Today, FollowUp, FollowUps, Late, More, ListButton string
	WeekSubject, Week, Minute, Minutes                 string
	NobodyWaits, Waiting, When, DeskButton             string
	Again, Yours, Gave, Waits, Unclaimed, Subject      string
	OpenButton, ClaimButton, Stop                      string
	FilesTitle, FilesText, AuditButton                 string
	Proven, NoneProven, BackupsRed                     string
	TestTitle, TestBody, TestText                      string

	Days   [7]string // from Sunday on
	Months [12]string
}

// speaksToStaff are the languages in which people who work here get their mails.
var speaksToStaff = []staffWords{{
	Language: "en", Hello: "Hello %s,",
	InviteSubject: "Your invitation to %s", InviteButton: "Accept the invitation",
	InviteText:   "%s invites you to its enquiry desk. The link works for 7 days, once, and for whoever has it: do not pass it on.",
	ResetSubject: "Choose a new password",
	ResetText:    "somebody, probably you, has asked for a new password at the enquiry desk of %s. The link works for 1 hour, and once.",
	ResetBelow:   "You did not ask? Then do nothing: your password stays as it is.",
	Today:        "Today: %s, %d late. Inbox: %d", FollowUp: "%d follow-up", FollowUps: "%d follow-ups", Late: " (late)", More: "and %d more", ListButton: "Open your list",
	WeekSubject: "The week: %d came in, %d enrolled",
	Week:        "In the last 7 days %d new enquiries came in. %d of them were claimed, %d within the promise of %s. %d enrolled.",
	Minute:      "%d minute", Minutes: "%d minutes",
	NobodyWaits: "Nobody is waiting.", Waiting: "%d waiting now, the longest since %s.", When: "%s %d %s, %s", DeskButton: "Open the desk",
	Again: "Has asked again.", Yours: "It is yours now.", Gave: "%s gave it to you.", Waits: "%s waits for a call since %s", Unclaimed: "Nobody has claimed it.", Subject: "%s (waiting)",
	OpenButton: "Open it", ClaimButton: "Claim and call", Stop: "You choose which of these mails you get: My account, Notices.",
	FilesTitle: "%s has taken %d files away in one day", AuditButton: "Open the audit log",
	FilesText: "The last one: %s. Such files hold the data of many people. If you do not know what they are for, ask at once; the audit log says what was in them, and under Team you end all sign-ins of a person.",
	Proven:    "The last backup that was proven is of %s.", NoneProven: "No backup has been proven yet.", BackupsRed: "Something is wrong with the backups: Settings, Backups, says what to do.",
	TestTitle: "It works", TestBody: "New enquiries will show here.", TestText: "Mails of %s reach you here.",
	Days:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}, {
	Language: "hi", Hello: "नमस्ते %s,",
	InviteSubject: "%s से आपका निमंत्रण", InviteButton: "निमंत्रण स्वीकार करें",
	InviteText:   "%s आपको अपने इन्क्वायरी डेस्क पर बुलाता है। लिंक 7 दिन तक, एक बार और जिसके पास हो उसी के लिए चलता है: इसे आगे न भेजें।",
	ResetSubject: "नया पासवर्ड चुनें",
	ResetText:    "किसी ने, शायद आपने, %s के इन्क्वायरी डेस्क के लिए नया पासवर्ड माँगा है। लिंक 1 घंटे तक और एक बार चलता है।",
	ResetBelow:   "आपने नहीं माँगा? तो कुछ न करें: आपका पासवर्ड वैसा ही रहता है।",
	Today:        "आज: %s, %d देर से। इनबॉक्स: %d", FollowUp: "%d फ़ॉलो-अप", FollowUps: "%d फ़ॉलो-अप", Late: " (देर से)", More: "और %d", ListButton: "अपनी सूची खोलें",
	WeekSubject: "यह हफ़्ता: %d आईं, %d दाख़िले",
	Week:        "पिछले 7 दिनों में %d नई इन्क्वायरी आईं। उनमें से %d ली गईं, %d वादे के समय में (%s)। %d ने दाख़िला लिया।",
	Minute:      "%d मिनट", Minutes: "%d मिनट",
	NobodyWaits: "कोई इंतज़ार में नहीं है।", Waiting: "अभी %d इंतज़ार में हैं, सबसे लंबा इंतज़ार %s से।", When: "%s %d %s, %s", DeskButton: "डेस्क खोलें",
	Again: "फिर से पूछा है।", Yours: "अब यह आपकी है।", Gave: "%s ने यह आपको दी है।", Waits: "%s को %s से कॉल का इंतज़ार है", Unclaimed: "इसे अभी किसी ने नहीं लिया है।", Subject: "%s (इंतज़ार में)",
	OpenButton: "खोलें", ClaimButton: "लें और कॉल करें", Stop: "इनमें से कौन-सी मेल आपको मिलें, यह आप चुनते हैं: मेरा अकाउंट, सूचनाएँ।",
	FilesTitle: "%s ने एक दिन में %d फ़ाइलें सेव की हैं", AuditButton: "ऑडिट लॉग खोलें",
	FilesText: "आख़िरी फ़ाइल: %s। ऐसी फ़ाइलों में बहुत लोगों की जानकारी होती है। अगर आप नहीं जानते कि ये किसलिए हैं, तो तुरंत पूछें। ऑडिट लॉग बताता है कि उनमें क्या था, और टीम में आप किसी के सभी साइन-इन ख़त्म कर सकते हैं।",
	Proven:    "आख़िरी जाँचा हुआ बैकअप %s का है।", NoneProven: "अभी तक कोई बैकअप जाँचा नहीं गया है।", BackupsRed: "बैकअप में कोई गड़बड़ है: सेटिंग, बैकअप में लिखा है कि क्या करना है।",
	TestTitle: "काम कर रहा है", TestBody: "नई इन्क्वायरी यहाँ दिखेंगी।", TestText: "%s की मेल आप तक यहाँ पहुँचती हैं।",
	Days:   [7]string{"रविवार", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"},
	Months: [12]string{"जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"},
}}

// staffWordsIn returns the words in the first of the languages that there are words
// in, else in English: a person's own, then the school's.
func staffWordsIn(languages ...string) staffWords {
	return spoken(speaksToStaff, func(w staffWords) string { return w.Language }, languages)
}

// spoken returns the words in the first of the languages that they are in, else the
// first of them.
func spoken[Words any](all []Words, in func(Words) string, languages []string) Words {
	for _, tag := range languages {
		primary, _, _ := strings.Cut(tag, "-")
		for _, w := range all {
			if in(w) == primary {
				return w
			}
		}
	}
	return all[0]
}

// counting is a number with its word.
func counting(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}

// when names a moment, in t's own zone.
func (w staffWords) when(t time.Time) string {
	return fmt.Sprintf(w.When, w.Days[t.Weekday()], t.Day(), w.Months[t.Month()-1], t.Format("15:04"))
}

// backups says from when the desk could be brought back, and whether somebody has
// to do something.
func (w staffWords) backups(h BackupHealth, zone *time.Location) string {
	said := w.NoneProven
	if h.Proven != nil {
		said = fmt.Sprintf(w.Proven, w.when(h.Proven.At.In(zone)))
	}
	if h.Red() {
		said += " " + w.BackupsRed
	}
	return said
}
