package app

import "context"

// lookedUp is how many enquiries of one number are told about.
const lookedUp = 20

// Lookup returns the enquiries of a phone number, or of an e-mail address when
// there is no number, the newest first, as the actor may see them, so that
// whoever has the person before them or on the phone knows that they came before.
// That they did is told in every queue mode; it takes the whole number or
// address. An Invalid refusal when it is none.
func (d *Desk) Lookup(ctx context.Context, a Actor, number, email Text) ([]Lead, error) {
	var c check
	contact := c.emailOrNone("email", email)
	if phone := c.phone("phone", number, a.User.Takes.Country); phone != nil {
		contact = *phone
	}
	if contact == "" && len(c.fields) == 0 {
		c.add("phone", nil, "Enter a mobile number to look for")
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := d.searches(a, contact); err != nil {
		return nil, err
	}
	return d.Store.WhoHas(ctx, contact, a.sight(), lookedUp)
}
