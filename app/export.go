package app

import (
	"context"
	"strconv"
	"time"
)

// exportPage is how many leads are read at a time for a file: so many are in
// memory, however long it is.
const exportPage = 500

// Export is a list of leads on its way into a file.
type Export struct {
	Zone   *time.Location       // of the school's clocks
	Stages map[StageCode]string // what the school calls them

	store  Store
	filter LeadFilter
	page   LeadPage
}

// ExportLeads returns the leads that a filter holds, as the actor may see them,
// newest first or as the filter says where that never changes. Who takes how many
// away, and by which filter, is in the audit log before the first of them is given
// away. TooMany for whoever takes more files away than work needs; otherwise
// refusals as of Leads.
func (d *Desk) ExportLeads(ctx context.Context, a Actor, f LeadFilter) (*Export, error) {
	if err := d.Exports.Take(a.User.ID); err != nil {
		return nil, err
	}
	if f.Sort != ByOldest {
		f.Sort = ByNewest // an order that no work on the leads changes while they are read
	}
	f.Page, f.After = Page{Limit: exportPage}, nil
	f, school, err := d.leadFilter(ctx, a, f, d.Now())
	if err != nil {
		return nil, err
	}
	e := &Export{Zone: school.zone(), Stages: map[StageCode]string{}, store: d.Store, filter: f}
	stages, err := d.Store.Stages(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range stages {
		e.Stages[s.Code] = s.Name
	}
	if e.page, err = d.Store.Leads(ctx, f); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(tx Store) error {
		return d.takeFile(ctx, tx, a, a.Did(Exported, Object{Kind: OnData}, f.told(e.page.Total)...))
	})
	d.Outbox.Posted()
	return e, err
}

// Next returns the next leads; none when all were returned. One that is changed
// meanwhile is returned once, or not at all when the filter holds it no more.
func (e *Export) Next(ctx context.Context) ([]ListedLead, error) {
	p := e.page
	if len(p.Leads) == 0 && e.filter.After != nil {
		var err error
		if p, err = e.store.LeadRows(ctx, e.filter); err != nil {
			return nil, err
		}
	}
	e.page, e.filter.After = LeadPage{}, p.Next
	return p.Leads, nil
}

// told is the filter as the audit log tells it, with how many leads it holds: what
// people typed is named, not repeated.
func (f LeadFilter) told(total int) []string {
	told := []string{strconv.Itoa(total) + " leads"}
	say := func(given bool, words string) {
		if given {
			told = append(told, words)
		}
	}
	say(len(f.IDs) > 0, "chosen")
	say(f.Owner != 0, "owner "+strconv.FormatInt(f.Owner, 10))
	say(f.Unclaimed, "unclaimed")
	say(f.Stage != "", "stage "+string(f.Stage))
	say(f.Closed, "closed")
	say(f.Course != "", "course")
	say(f.Origin != "", "origin "+string(f.Origin))
	say(f.Source != "", "source")
	say(f.Tag != "", "tag")
	say(f.Since != nil, "from")
	say(f.Until != nil, "to")
	say(f.Due != "", "due "+string(f.Due))
	say(f.Q != "", "q")
	return told
}
