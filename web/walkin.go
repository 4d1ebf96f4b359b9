package web

import (
	"context"

	"firstbell/app"
)

type walkInInput struct {
	Body struct {
		Origin         text   `json:"origin" enum:"walk_in,phone,referral,event" doc:"How they came to you"`
		Name           text   `json:"name" minLength:"2" maxLength:"255"`
		Phone          text   `json:"phone,omitempty" maxLength:"40" nullable:"true" doc:"This or the e-mail address has to be there"`
		Email          text   `json:"email,omitempty" maxLength:"254" nullable:"true"`
		CourseInterest text   `json:"courseInterest,omitempty" maxLength:"255" nullable:"true" doc:"Not sure yet, when missing"`
		Message        text   `json:"message,omitempty" maxLength:"1000" nullable:"true" doc:"In their own words"`
		Note           text   `json:"note,omitempty" maxLength:"5000" nullable:"true" doc:"In yours"`
		Language       text   `json:"language,omitempty" maxLength:"3" nullable:"true" doc:"The BCP 47 tag of the language they like to speak, such as hi"`
		Branch         text   `json:"branch,omitempty" maxLength:"255" nullable:"true" doc:"The branch of the school they ask at"`
		For            text   `json:"for,omitempty" enum:"me,queue" doc:"Who talks to them: you, or whoever claims it; queue when missing"`
		Source         text   `json:"source,omitempty" maxLength:"255" nullable:"true" doc:"Where they heard of the school"`
		UserID         *int64 `json:"userId,omitempty" minimum:"1" doc:"A colleague who talks to them, in the place of for"`
	}
}

type addedView struct {
	Enquiry EnquiryView `json:"enquiry"`
	Again   bool        `json:"again" doc:"They had asked about this before: it is that enquiry, and whoever holds it was told"`
}

func (s *Server) addWalkIn(ctx context.Context, in *walkInInput) (*reply[addedView], error) {
	b := in.Body
	e, err := s.desk.AddWalkIn(ctx, actor(ctx), app.WalkInInput{
		EnquiryInput: app.EnquiryInput{Name: b.Name.Text, Email: b.Email.Text, Phone: b.Phone.Text, CourseInterest: b.CourseInterest.Text,
			Message: b.Message.Text, Language: b.Language.Text, Branch: b.Branch.Text, Touch: app.TouchInput{Source: b.Source.Text}},
		Origin: b.Origin.Text, Note: b.Note.Text, For: b.For.Text, UserID: b.UserID})
	if err != nil {
		return nil, err
	}
	return ok(addedView{viewEnquiry(ctx, e.Enquiry), e.Again}), nil
}
