package outside

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Part is one group of what a program tries on a T, to be asked for by name.
type Part[T any] struct {
	Name string
	Try  func(T, context.Context) error
}

// Parts are all of them, in the order they run in.
type Parts[T any] []Part[T]

// Names lists the parts, separated by commas.
func (ps Parts[T]) Names() string {
	var names []string
	for _, p := range ps {
		names = append(names, p.Name)
	}
	return strings.Join(names, ",")
}

// Only returns the parts that a list like that of Names has, in their own order.
// The error tells which name there is not.
func (ps Parts[T]) Only(list string) (Parts[T], error) {
	wanted := map[string]bool{}
	for _, name := range strings.Split(list, ",") {
		wanted[name] = true
	}
	var chosen Parts[T]
	for _, p := range ps {
		if wanted[p.Name] {
			chosen = append(chosen, p)
			delete(wanted, p.Name)
		}
	}
	for name := range wanted {
		return nil, fmt.Errorf("there is no part %q: choose from %s", name, ps.Names())
	}
	return chosen, nil
}

// Run tries the parts on one T and says on standard error which it is at. It ends
// with the first error, which names its part, and the reason why ctx ended.
func (ps Parts[T]) Run(ctx context.Context, on T) error {
	for _, p := range ps {
		fmt.Fprintf(os.Stderr, "%s ...\n", p.Name)
		if err := p.Try(on, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.Name, errors.Join(ctx.Err(), err))
		}
	}
	return nil
}
