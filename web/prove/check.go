package main

import (
	"context"
	"fmt"
)

// check asks the database and the checker whether the run kept every promise.
func (p *proof) check(ctx context.Context, r *result) error {
	p.learnNext(ctx)
	b, err := p.pg.read(ctx)
	if err != nil {
		return err
	}
	r.breaches = auditHistory(b, p.history, p.plan.mutant != "no-ledger")
	forms := auditForms(b, p.history)
	limits, most := auditLimit(b, p.people.tight[0].id, maxOpen)
	r.breaches = append(append(r.breaches, forms...), limits...)
	r.limitMost = most
	for _, o := range p.history {
		if o.out == strange {
			r.breaches = append(r.breaches, broke(ruleAnswers, "%s: %s", describe(o), o.answer))
		}
	}
	if n := p.answers[500]; n > 0 {
		r.breaches = append(r.breaches, broke(no500, "%d times", n))
	}
	end := p.clock()
	r.linear = checkLinear(p.history, end)
	for _, lead := range r.linear.illegal {
		r.breaches = append(r.breaches, broke(linearizable, "enquiry %d", lead))
	}
	if p.plan.html != "" && len(r.linear.illegal) > 0 {
		return draw(p.plan.html, p.history, r.linear, end)
	}
	return nil
}

// learnNext finds out which enquiry a claim of the next in line got whose
// answer was lost. Without a line in the history it got none.
func (p *proof) learnNext(ctx context.Context) {
	for i, o := range p.history {
		if o.do != claimNext || o.out != unknown {
			continue
		}
		_ = p.pg.admin.QueryRowContext(ctx, fmt.Sprintf("SELECT enquiry_id FROM events WHERE op_id LIKE '%%:%s'", o.key)).Scan(&p.history[i].lead)
	}
}
