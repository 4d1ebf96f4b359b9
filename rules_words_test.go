package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryFieldRuleHasWords holds the words of other languages for what is wrong
// with a field to the sentences that the rules say, with {} for what they say it of,
// so that no such sentence is in English on a screen in another language.
func TestEveryFieldRuleHasWords(t *testing.T) {
	t.Parallel()
	said := fieldRules(t)
	said["Indian"] = true // the country where Hindi is read; others keep their English names
	if len(said) < 80 {
		t.Fatalf("only %d sentences were found", len(said))
	}
	for _, file := range []string{"web/ui/src/words/hi.rules.ts"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		there := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^  ['"](.*?)['"]: ['"](.*)['"],$`).FindAllStringSubmatch(string(source), -1) {
			there[m[1]] = true
			if !said[m[1]] {
				t.Errorf("%s has words for %q, which no rule says", file, m[1])
			}
			for i := range strings.Count(m[1], "{}") {
				if !strings.Contains(m[2], fmt.Sprintf("{%d}", i)) {
					t.Errorf("%s leaves out {%d} of %q", file, i, m[1])
				}
			}
		}
		for _, sentence := range slices.Sorted(maps.Keys(said)) {
			if !there[sentence] {
				t.Errorf("%s has no words for %q", file, sentence)
			}
		}
	}
}

// sayings are the functions whose texts are part of a rule's sentence, with what
// comes before them.
var sayings = map[string]string{"refused": "{} ", "emailProblem": "", "Read": "", "counted": "", "numbersOf": "", "wrongKind": ""}

// labelled are the rules that begin their sentences with the name of a field.
var labelled = []string{"line", "message", "optional", "filled", "plain"}

// fieldRules are the sentences and names of fields in the rules of app, and what web
// says of fields that it cannot read.
func fieldRules(t *testing.T) map[string]bool {
	t.Helper()
	said := map[string]bool{}
	for _, dir := range []string{"app", "app/phone", "web"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		r := reader{named: map[string]ast.Expr{}}
		var parsed []*ast.File
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, file)
			r.names(file.Decls)
		}
		for _, file := range parsed {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok {
					r.rules(f, said)
				}
			}
		}
	}
	return said
}

// reader knows what the names of a package stand for.
type reader struct{ named map[string]ast.Expr }

func (r reader) names(decls []ast.Decl) {
	for _, decl := range decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) == len(v.Names) {
				for i, name := range v.Names {
					r.named[name.Name] = v.Values[i]
				}
			}
		}
	}
}

// rules adds what a function says of fields.
func (r reader) rules(f *ast.FuncDecl, said map[string]bool) {
	local := reader{maps.Clone(r.named)}
	before, saying := sayings[f.Name.Name]
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if name, ok := n.Lhs[0].(*ast.Ident); ok && len(n.Lhs) == 1 && len(n.Rhs) == 1 {
				local.named[name.Name] = n.Rhs[0]
			}
		case *ast.ValueSpec:
			if len(n.Values) == 1 {
				local.named[n.Names[0].Name] = n.Values[0]
			}
		case *ast.ReturnStmt:
			if saying {
				for _, e := range n.Results {
					keepRule(said, before, local.text(e))
				}
			}
		case *ast.CallExpr:
			call, ok := n.Fun.(*ast.SelectorExpr)
			if ok && call.Sel.Name == "add" && len(n.Args) == 3 {
				keepRule(said, "", local.text(n.Args[2]))
			}
			if ok && slices.Contains(labelled, call.Sel.Name) && len(n.Args) > 2 {
				keepRule(said, "", local.text(n.Args[1]))
			}
		}
		return true
	})
}

func keepRule(said map[string]bool, before, text string) {
	if regexp.MustCompile(`[a-z]{2}`).MatchString(text) {
		said[before+text] = true
	}
}

var verb = regexp.MustCompile(`%(\[\d\])?[.0-9]*[dsqXv]`)

// text is an expression as people read it, with {} for what is not said in it.
func (r reader) text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.BinaryExpr:
		return r.text(e.X) + r.text(e.Y)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Sprintf", "Errorf", "New"}, f.Sel.Name) {
			return verb.ReplaceAllString(r.text(e.Args[0]), "{}")
		}
	case *ast.SelectorExpr: // the sentence of a refusal
		if x, ok := e.X.(*ast.Ident); ok && e.Sel.Name == "Message" {
			return r.message(r.named[x.Name])
		}
	case *ast.Ident:
		if value, ok := r.named[e.Name]; ok && value != ast.Expr(e) {
			return reader{without(r.named, e.Name)}.text(value)
		}
	}
	return "{}"
}

// message is the field Message of a refusal.
func (r reader) message(e ast.Expr) string {
	found := "{}"
	ast.Inspect(e, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Message" {
				found = r.text(kv.Value)
			}
		}
		return true
	})
	return found
}

func without(named map[string]ast.Expr, name string) map[string]ast.Expr {
	rest := maps.Clone(named)
	delete(rest, name)
	return rest
}
