package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// program is the built program; remove takes it away again.
type program struct{ file string }

func (b program) remove() { _ = os.RemoveAll(filepath.Dir(b.file)) }

// build builds the program as it is in this folder, with the mutants' build tag
// if so wanted.
func build(ctx context.Context, mutant bool) (program, error) {
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-prove-bin-")
	if err != nil {
		return program{}, err
	}
	b := program{filepath.Join(dir, "firstbell")}
	args := []string{"build", "-o", b.file}
	if mutant {
		args = append(args, "-tags", "mutant")
	}
	out, err := exec.CommandContext(ctx, "go", append(args, "firstbell")...).CombinedOutput()
	if err != nil {
		b.remove()
		return program{}, fmt.Errorf("build: %w\n%s", err, out)
	}
	return b, nil
}
