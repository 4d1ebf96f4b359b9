package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"
)

// patience is how long the checker may think about one enquiry.
const patience = 30 * time.Second

// linear is what the checker found.
type linear struct {
	leads     int
	illegal   []int64
	undecided []int64
	took      time.Duration
}

// checkLinear looks for an order of all answers about each enquiry that one
// single owner at a time explains. An op without an answer may take effect at
// any time from its beginning on.
func checkLinear(history []op, end int64) linear {
	began := time.Now()
	leads := byLead(history)
	l := linear{leads: len(leads)}
	for lead, ops := range leads {
		switch porcupine.CheckOperationsTimeout(model(), operations(ops, end), patience) {
		case porcupine.Illegal:
			l.illegal = append(l.illegal, lead)
		case porcupine.Unknown:
			l.undecided = append(l.undecided, lead)
		}
	}
	slices.Sort(l.illegal)
	slices.Sort(l.undecided)
	l.took = time.Since(began)
	return l
}

func operations(ops []op, end int64) []porcupine.Operation {
	slices.SortFunc(ops, func(a, b op) int { return cmp.Compare(a.begun, b.begun) })
	list := make([]porcupine.Operation, len(ops))
	for i, o := range ops {
		ended := o.ended
		if o.out == unknown {
			ended = end
		}
		list[i] = porcupine.Operation{ClientId: int(o.who.id), Call: o.begun, Output: o, Return: ended}
	}
	return list
}

// draw writes a picture of the first illegal histories.
func draw(file string, history []op, l linear, end int64) error {
	leads := byLead(history)
	var some []op
	for _, lead := range l.illegal[:min(len(l.illegal), 5)] {
		some = append(some, leads[lead]...)
	}
	_, info := porcupine.CheckOperationsVerbose(model(), operations(some, end), patience)
	return porcupine.VisualizePath(model(), info, file)
}
