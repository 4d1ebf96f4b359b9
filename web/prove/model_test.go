package main

import "testing"

// What people may be answered while somebody, or nobody, owns an enquiry.
func TestModelAllowsOnlyTrueAnswers(t *testing.T) {
	t.Parallel()
	asha, rahul, owner := account{id: 2}, account{id: 3}, account{id: 1, boss: true}
	for _, c := range []struct {
		name  string
		owned int64
		op    op
		ok    bool
		after int64
	}{
		{"a claim of a free one", 0, op{who: asha, do: claim, out: done, owner: 2}, true, 2},
		{"a second claim", 3, op{who: asha, do: claim, out: done, owner: 2}, false, 2},
		{"a claim again by its owner", 2, op{who: asha, do: claim, out: taken, owner: 2}, true, 2},
		{"a lost claim that names the winner", 3, op{who: asha, do: claim, out: taken, owner: 3}, true, 3},
		{"a lost claim that names another", 3, op{who: asha, do: claim, out: taken, owner: 4}, false, 3},
		{"a lost claim of a free one", 0, op{who: asha, do: claim, out: taken, owner: 0}, false, 0},
		{"a release", 2, op{who: asha, do: release, out: done}, true, 0},
		{"a release of another's", 3, op{who: asha, do: release, out: done}, false, 0},
		{"a release of another's by an owner", 3, op{who: owner, do: release, out: done}, true, 0},
		{"a release refused to its holder", 2, op{who: asha, do: release, out: notHolder}, false, 2},
		{"a release of a free one", 0, op{who: asha, do: release, out: notHeld}, true, 0},
		{"a hand-over", 2, op{who: asha, do: reassign, to: 3, out: done, owner: 3}, true, 3},
		{"a hand-over of a free one by an owner", 0, op{who: owner, do: reassign, to: 3, out: done, owner: 3}, true, 3},
		{"a hand-over of a free one", 0, op{who: rahul, do: reassign, to: 2, out: done, owner: 2}, false, 2},
		{"a read", 3, op{who: asha, do: read, out: done, owner: 3}, true, 3},
		{"a stale read", 3, op{who: asha, do: read, out: done, owner: 0}, false, 3},
		{"a claim without an answer that counts", 0, op{who: asha, do: claim, out: unknown}, true, 2},
		{"a claim without an answer that does not", 3, op{who: asha, do: claim, out: unknown}, true, 3},
		{"an answer no rule allows", 0, op{who: asha, do: claim, out: strange}, false, 0},
	} {
		ok, after := step(c.owned, c.op)
		if ok != c.ok || ok && after != c.after {
			t.Errorf("%s: %v and then owned by %d", c.name, ok, after)
		}
	}
}

// An answer that came before a later one of the same enquiry is in order, and
// one that contradicts it is found.
func TestCheckerFindsTwoWinners(t *testing.T) {
	t.Parallel()
	won := func(who int64, begun, ended int64) op {
		return op{who: account{id: who}, do: claim, lead: 7, out: done, owner: who, begun: begun, ended: ended}
	}
	if l := checkLinear([]op{won(2, 1, 5)}, 10); len(l.illegal) != 0 || l.leads != 1 {
		t.Errorf("one winner: %+v", l)
	}
	if l := checkLinear([]op{won(2, 1, 5), won(3, 2, 6)}, 10); len(l.illegal) != 1 {
		t.Errorf("two winners: %+v", l)
	}
	late := op{who: account{id: 2}, do: claim, lead: 7, out: unknown, begun: 1, ended: 2}
	if l := checkLinear([]op{late, won(3, 3, 4), {who: account{id: 3}, do: release, lead: 7, out: done, begun: 5, ended: 6},
		{who: account{id: 3}, do: read, lead: 7, out: done, owner: 2, begun: 7, ended: 8}}, 10); len(l.illegal) != 0 {
		t.Errorf("a claim that took effect after its client had given up: %+v", l)
	}
}
