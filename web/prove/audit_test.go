package main

import "testing"

func TestAuditFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	asha := account{id: 2}
	claimed := op{who: asha, do: claim, lead: 7, key: "k1", out: done, owner: 2}
	sent := op{do: send, key: "k2", out: done}
	right := func() books {
		return books{events: []event{{1, 7, 0, 2, "claimed", "k1"}, {2, 8, 0, 0, "received", "k2"}},
			owners: map[int64]int64{7: 2, 8: 0}, active: map[int64][]int64{7: {2}}, forms: map[string]int64{formName("k2"): 1}, waiting: [2]int64{1, 1}}
	}
	for _, c := range []struct {
		name  string
		spoil func(*books)
		want  promise // empty: nothing is wrong
	}{
		{"all is right", func(*books) {}, ""},
		{"an owner without history", func(b *books) { b.owners[8] = 3; b.active[8] = []int64{3} }, lastIsRow},
		{"a broken chain", func(b *books) { b.events = append(b.events, event{3, 7, 0, 2, "claimed", "k1"}) }, unbrokenChain},
		{"an op that happened twice", func(b *books) { b.events = append(b.events, event{3, 7, 2, 2, "claimed", "k1"}) }, onePerOp},
		{"an op that did not happen", func(b *books) { b.events = b.events[1:] }, onePerOp},
		{"an op nobody sent", func(b *books) { b.events = append(b.events, event{3, 7, 2, 2, "claimed", ""}) }, noStray},
		{"two active claims", func(b *books) { b.active[7] = []int64{2, 3} }, claimIsOwner},
		{"an active claim of nobody's", func(b *books) { b.active[8] = []int64{3} }, claimIsOwner},
		{"a miscounted queue", func(b *books) { b.waiting[0] = 2 }, queueCounted},
		{"a lost enquiry", func(b *books) { b.forms = nil }, noEnquiryLost},
		{"a doubled enquiry", func(b *books) { b.forms[formName("k2")] = 2 }, noEnquiryTwice},
		{"an enquiry nobody sent", func(b *books) { b.forms["x"] = 1 }, noStray},
	} {
		b := right()
		c.spoil(&b)
		r := result{breaches: append(auditHistory(b, []op{claimed, sent}, true), auditForms(b, []op{claimed, sent})...)}
		if c.want == "" && len(r.breaches) > 0 || c.want != "" && r.of(c.want) == 0 {
			t.Errorf("%s: %v", c.name, r.breaches)
		}
	}
}

func TestAuditReplaysTheLimit(t *testing.T) {
	t.Parallel()
	b := books{events: []event{{id: 1, lead: 1, after: 9}, {id: 2, lead: 2, after: 9}, {id: 3, lead: 1, before: 9}, {id: 4, lead: 3, after: 9}}}
	if list, most := auditLimit(b, 9, 2); len(list) != 0 || most != 2 {
		t.Errorf("two of two: %v, %d", list, most)
	}
	b.events = append(b.events, event{id: 5, lead: 4, after: 9})
	if list, most := auditLimit(b, 9, 2); len(list) != 1 || most != 3 {
		t.Errorf("three of two: %v, %d", list, most)
	}
}
