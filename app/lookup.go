package app

import "context"

// lookedUp is how many enquiries of one number are told about.
const lookedUp = 20

// Lookup returns the enquiries with a phone number, the newest first, as the
// actor may see them, so that whoever has the person before them or on the phone
// knows that they came before. That they did is told in every queue mode; it
// takes the whole number. An Invalid refusal when it is none.
func (d *Desk) Lookup(ctx context.Context, a Actor, number Text) ([]Lead, error) {
	var c check
	phone := c.phone("phone", number, a.User.Takes.Country)
	if phone == nil && len(c.fields) == 0 {
		c.add("phone", nil, "Enter a mobile number to look for")
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := d.searches(a, *phone); err != nil {
		return nil, err
	}
	return d.Store.WhoHas(ctx, *phone, a.sight(), lookedUp)
}
