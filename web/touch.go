package web

import "firstbell/app"

// TouchBody is how somebody came to ask, beside what they ask. What is too long
// or cannot be kept is cut or left out.
type TouchBody struct {
	Source       text `json:"source,omitempty" nullable:"true" doc:"Where they heard of the school, such as utm_source"`
	Medium       text `json:"medium,omitempty" nullable:"true" doc:"By what means, such as utm_medium"`
	Campaign     text `json:"campaign,omitempty" nullable:"true" doc:"By which campaign, such as utm_campaign"`
	ClickID      text `json:"clickId,omitempty" nullable:"true" doc:"The number that an advertiser gave the click, such as gclid"`
	Referrer     text `json:"referrer,omitempty" nullable:"true" doc:"The page they came from"`
	Landing      text `json:"landing,omitempty" nullable:"true" doc:"The first page of the school's that they saw"`
	SubmissionID text `json:"submissionId,omitempty" format:"uuid" nullable:"true" doc:"Chosen once for a form that somebody fills in: sending it again is answered like the first time"`
}

func (b TouchBody) input() app.TouchInput {
	return app.TouchInput{Source: b.Source.Text, Medium: b.Medium.Text, Campaign: b.Campaign.Text, ClickID: b.ClickID.Text,
		Referrer: b.Referrer.Text, Landing: b.Landing.Text, Submission: b.SubmissionID.Text}
}
