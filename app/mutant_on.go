//go:build mutant

package app

import "os"

// Mutant reports whether FIRSTBELL_MUTANT names the safeguard to take out.
func Mutant(name string) bool { return os.Getenv("FIRSTBELL_MUTANT") == name }
