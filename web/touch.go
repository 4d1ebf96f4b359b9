package web

import (
	"context"
	"time"

	"firstbell/app"
)

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

// touchView is one time that somebody asked.
type touchView struct {
	ID             int64   `json:"id"`
	At             stamp   `json:"at"`
	Origin         string  `json:"origin" enum:"form,api,walk_in,phone,referral,event"`
	Name           string  `json:"name" doc:"As it was typed then"`
	CourseInterest string  `json:"courseInterest"`
	Message        *string `json:"message"`
	Source         *string `json:"source,omitempty"`
	Medium         *string `json:"medium,omitempty"`
	Campaign       *string `json:"campaign,omitempty"`
	Referrer       *string `json:"referrer,omitempty"`
	Landing        *string `json:"landing,omitempty"`
}

// relativeView is another enquiry under the same address or number.
type relativeView struct {
	ID             int64             `json:"id"`
	Name           string            `json:"name"`
	CourseInterest string            `json:"courseInterest"`
	Stage          string            `json:"stage" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry"`
	Owner          maybe[personView] `json:"owner" doc:"Who holds it, null while nobody does"`
	CreatedAt      stamp             `json:"createdAt"`
	SameName       bool              `json:"sameName" doc:"It seems to be the same person, not a brother or sister"`
}

// knownView is an enquiry with all that is known of whoever asked.
type knownView struct {
	Enquiry    knownEnquiry `json:"enquiry"`
	ServerTime stamp        `json:"serverTime"`
}

type knownEnquiry struct {
	LeadEnquiry
	Touches []touchView    `json:"touches" doc:"Every time that they asked, the newest first: at most 50, and the first one"`
	Family  []relativeView `json:"family" doc:"Others under the same addresses and numbers, the newest first"`
}

func viewKnown(ctx context.Context, l app.Lead) knownView {
	v := knownEnquiry{viewLead(ctx, l), make([]touchView, len(l.Touches)), make([]relativeView, len(l.Family))}
	for i, t := range l.Touches {
		v.Touches[i] = touchView{t.ID, stamp(t.At), string(t.Origin), t.Name, t.CourseInterest, t.Message, t.Source, t.Medium, t.Campaign, t.Referrer, t.Landing}
	}
	for i, r := range l.Family {
		v.Family[i] = relativeView{r.ID, r.Name, r.CourseInterest, string(r.Stage), viewOwner(r.Lead), stamp(r.CreatedAt), r.SameName}
	}
	return knownView{v, stamp(time.Now())}
}
