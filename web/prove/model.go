package main

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// model is one enquiry as people may rely on it: at each moment somebody owns
// it or nobody does, and every answer is true of one moment between question
// and answer. The state is the owner's number, 0 for nobody.
func model() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return int64(0) },
		Step: func(state, _, output any) (bool, any) {
			return step(state.(int64), output.(op))
		},
		Partition:         partition,
		DescribeOperation: func(_, output any) string { return describe(output.(op)) },
		DescribeState:     func(state any) string { return fmt.Sprintf("owner %d", state) },
	}
}

// step says whether an op may be answered like that while owner owns the
// enquiry, and who owns it afterwards.
func step(owner int64, o op) (bool, int64) {
	allowed, next := o.apply(owner)
	switch o.out {
	case done:
		return allowed && o.owner == next, next
	case taken:
		return o.do == claim && owner != 0 && o.owner == owner, owner
	case notHeld:
		return !allowed && o.do != claim && owner == 0, owner
	case notHolder:
		return !allowed && o.do != claim && owner != 0, owner
	case limited:
		return true, owner // whether rightly so is not for one enquiry to tell
	case unknown:
		if allowed {
			return true, next
		}
		return true, owner
	default:
		return false, owner
	}
}

// apply says whether an op may succeed, and who owns the enquiry then.
func (o op) apply(owner int64) (allowed bool, next int64) {
	switch o.do {
	case claim, claimNext:
		return owner == 0, o.who.id
	case release:
		return owner != 0 && (o.who.boss || owner == o.who.id), 0
	case reassign:
		return o.who.boss || owner == o.who.id && owner != 0, o.to
	default: // a read
		return true, owner
	}
}

func describe(o op) string {
	return fmt.Sprintf("%d %s(%d)%s: %s %d", o.who.id, o.do, o.lead, map[bool]string{true: fmt.Sprint(" to ", o.to)}[o.do == reassign], o.out, o.owner)
}

// partition checks each enquiry by itself, which is allowed because no answer
// tells of two.
func partition(history []porcupine.Operation) [][]porcupine.Operation {
	index := map[int64]int{}
	var parts [][]porcupine.Operation
	for _, h := range history {
		lead := h.Output.(op).lead
		i, ok := index[lead]
		if !ok {
			i = len(parts)
			index[lead], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], h)
	}
	return parts
}
