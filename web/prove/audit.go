package main

// auditHistory compares the books with themselves and with what was answered.
func auditHistory(b books, history []op, keyed bool) []breach {
	list := append(chain(b), claims(b)...)
	if keyed {
		list = append(list, perOp(b, history)...)
	}
	if b.waiting[0] != b.waiting[1] {
		list = append(list, broke(queueCounted, "kept %d, counted %d", b.waiting[0], b.waiting[1]))
	}
	return list
}

// chain follows each enquiry's history from its first line to its owner.
func chain(b books) (list []breach) {
	owner := map[int64]int64{}
	for _, e := range b.events {
		if e.before != owner[e.lead] {
			list = append(list, broke(unbrokenChain, "event %d of enquiry %d: %d owned it, not %d", e.id, e.lead, owner[e.lead], e.before))
		}
		owner[e.lead] = e.after
	}
	for lead, is := range b.owners {
		if is != owner[lead] {
			list = append(list, broke(lastIsRow, "enquiry %d belongs to %d, its history says %d", lead, is, owner[lead]))
		}
	}
	return list
}

// claims compares active claims with owners.
func claims(b books) (list []breach) {
	for lead, owner := range b.owners {
		active := b.active[lead]
		if owner == 0 && len(active) == 0 || owner != 0 && len(active) == 1 && active[0] == owner {
			continue
		}
		list = append(list, broke(claimIsOwner, "enquiry %d belongs to %d, active claims are of %v", lead, owner, active))
	}
	return list
}

// perOp counts the lines that each op wrote.
func perOp(b books, history []op) (list []breach) {
	lines := map[string]int{}
	for _, e := range b.events {
		lines[e.key]++
	}
	for _, o := range history {
		if o.do == read {
			continue
		}
		n, want := lines[o.key], 0
		if o.changed() || o.do == send && o.out == done {
			want = 1
		}
		if o.out != unknown && n != want || n > 1 {
			list = append(list, broke(onePerOp, "%s %s: %d lines, answered %s", o.key, describe(o), n, o.out))
		}
		delete(lines, o.key)
	}
	for key, n := range lines {
		list = append(list, broke(noStray, "%d lines of op %q, which nobody sent", n, key))
	}
	return list
}

// auditForms counts the public enquiries.
func auditForms(b books, history []op) (list []breach) {
	for _, o := range history {
		if o.do != send {
			continue
		}
		n := b.forms[formName(o.key)]
		if n == 0 && o.out == done {
			list = append(list, broke(noEnquiryLost, "%s was answered 201 and is not there", o.key))
		}
		if n > 1 {
			list = append(list, broke(noEnquiryTwice, "%s is there %d times", o.key, n))
		}
		delete(b.forms, formName(o.key))
	}
	for name, n := range b.forms {
		list = append(list, broke(noStray, "enquiry %q, %d times, which nobody sent", name, n))
	}
	return list
}

// auditLimit replays the history for the one with a limit. Their claims are
// counted one after the other, so their lines are in the order of the counts;
// what others take from them can only come earlier in it.
func auditLimit(b books, who int64, limit int) (list []breach, most int) {
	held := 0
	for _, e := range b.events {
		if e.before == who {
			held--
		}
		if e.after == who {
			held++
		}
		if e.after == who && held > limit {
			list = append(list, broke(limitKept, "event %d: person %d holds %d, and %d is the limit", e.id, who, held, limit))
		}
		most = max(most, held)
	}
	return list, most
}
