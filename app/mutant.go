//go:build !mutant

package app

// Mutant reports whether one of the safeguards is taken out on purpose. It is
// false in every program that people run; builds with the tag mutant exist to
// show that the proof of docs/proof.md notices.
func Mutant(string) bool { return false }
