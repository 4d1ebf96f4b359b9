package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityTableIsTrueToTheTests counts the lines of the table in
// docs/security.md against its totals, and looks up every test that is named.
func TestSecurityTableIsTrueToTheTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	for _, file := range testFiles(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			tests[string(m[1])] = true
		}
	}
	for _, m := range regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(text, -1) {
		if !tests[string(m[1])] {
			t.Errorf("there is no test %s", m[1])
		}
	}
	line := regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| [^|]+ \| (\w+) \| ([^|]+) \|$`)
	n := map[string]int{}
	for i, m := range line.FindAllStringSubmatch(string(text), -1) {
		if m[1] != fmt.Sprint(i+1) {
			t.Errorf("line %d is item %s", i+1, m[1])
		}
		if m[2] == "tested" && !strings.Contains(m[3], "`Test") {
			t.Errorf("item %s names no test", m[1])
		}
		n[m[2]]++
	}
	want := fmt.Sprintf("**63 items: %d apply, %d tested, %d by document, %d open; %d wait for what they are about.**",
		63-n["waits"], n["tested"], n["document"], n["open"], n["waits"])
	if n["tested"]+n["document"]+n["open"]+n["waits"] != 63 || !strings.Contains(string(text), want) {
		t.Errorf("the table says: %s", want)
	}
}

func testFiles(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, files...)
	}
	return list
}
