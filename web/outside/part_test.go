package outside

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestPartsRunInTheirOwnOrder(t *testing.T) {
	t.Parallel()
	var ran []string
	say := func(name string, err error) Part[*[]string] {
		return Part[*[]string]{Name: name, Try: func(ran *[]string, _ context.Context) error {
			*ran = append(*ran, name)
			return err
		}}
	}
	broken := errors.New("broken")
	all := Parts[*[]string]{say("one", nil), say("two", broken), say("three", nil)}

	chosen, err := all.Only("three,one")
	if err != nil {
		t.Fatal(err)
	}
	if err := chosen.Run(t.Context(), &ran); err != nil || !slices.Equal(ran, []string{"one", "three"}) {
		t.Errorf("ran %v, %v", ran, err)
	}
	if err := all.Run(t.Context(), &ran); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "two: ") {
		t.Errorf("the error of a part says %v", err)
	}
	if _, err := all.Only("one,four"); err == nil || !strings.Contains(err.Error(), `"four": choose from one,two,three`) {
		t.Errorf("a name there is not: %v", err)
	}
}
