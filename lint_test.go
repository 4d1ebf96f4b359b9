package main

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources lists the files of the product below a folder: no tests, nothing
// that is made.
func sources(t *testing.T, root string, suffixes ...string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git"):
			return filepath.SkipDir
		case d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.ts"):
			return nil
		case slices.Contains(suffixes, filepath.Ext(path)):
			list = append(list, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("no files below %s: %v", root, err)
	}
	return list
}

// queryAt says which argument of a call is SQL.
var queryAt = map[string]int{
	"NewRaw": 0, "SafeQuery": 0, "Safe": 0, "ColumnExpr": 0, "OrderExpr": 0, "Order": 0, "Where": 0, "WhereOr": 0, "Exec": 0, "Query": 0, "QueryRow": 0,
	"ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1, "PrepareContext": 1, "plan": 1, "planLocked": 2, "credentials": 1, "row": 3, "write": 3, "list": 3,
}

// notConstant lists, by file and expression, the SQL that is not a constant of
// the program, and why nothing in it can come from a request.
var notConstant = map[string]string{
	"db/db.go: query":               "the argument of row, list and write, which are looked at where they are called",
	"db/account.go: where":          "the argument of credentials, likewise",
	"db/planned.go: query":          "the argument of plan and planLocked, likewise",
	"db/page.go: shape.statement()": "one of eight, made of constants when the program starts",
	"db/sight.go: seenColumns":      "made of constants when the program starts",
	"db/sight.go: maySeeAll":        "likewise",
	"db/sight.go: maySeeName":       "likewise",
	"db/planned.go: p.message(\"PREPARE \"+p.name+\"_locks (jsonb, jsonb) AS \"+p.locks, \"PREPARE \"+p.name+\" (jsonb) AS \"+p.query)": "letters of ours, a hash, and what plan and planLocked set once",
	"db/planned.go: p.message(p.locks, p.query)":      "likewise",
	"db/op.go: touchAsTyped(\"t.id = ops.touch_id\")": "a subquery, of a constant",
	"db/submit.go: touchAsTyped(\"t.submission = nullif(?1, '')::uuid OR t.id = (SELECT touch_id FROM submissions WHERE request = ?0)\")": "likewise",
	"db/submit.go: bring(\"$2::jsonb\")":        "a statement, of a constant",
	"db/touch.go: bring(\"?0::jsonb\")":         "likewise",
	"db/touch.go: touchRecord(\"?2\")":          "columns of a record, of a constant",
	"db/walkin.go: touchRecord(\"?0\")":         "likewise",
	"db/submit.go: asTyped(\"now()\", \"due\")": "likewise",
	"db/planned.go: execute":                    "EXECUTE, that name, and a $1",
	"db/claim.go: lockRow()":                    "FOR UPDATE, or nothing in the proof's mutant",
	"db/take.go: skipLocked":                    "likewise",
	"db/restrict.go: q":                         "one of four constants",
	"db/migrate.go: string(text)":               "a migration out of the binary",
	"db/migrate.go: fmt.Sprintf(\"SELECT pg_advisory_xact_lock(%d)\", lockMigrate)": "a constant number",
	"db/seed.go: string(text)":    "the sample data out of the binary",
	"db/invitation.go: lock":      "one of two constants of its callers",
	"db/invitation.go: set":       "one of two constants of its callers",
	"db/sample.go: q":             "three constants one line above",
	"db/scratch.go: name":         "a constant and twelve random letters",
	"db/scratch.go: quoted(name)": "a name of ours out of the catalogue, in quotation marks",
	"db/migrate.go: q":            "one of two constants",
	"db/erase.go: q":              "one of a list of constants",
	"db/backup.go: one.query":     "one of three constants",
	"db/load.go: q":               "constants, and names of tables out of a backup of ours, in quotation marks",
	"db/swap.go: q":               "constants, and names of ours, in quotation marks",
}

// TestNoSQLIsMadeOfInput looks at every call that takes SQL: the text has to be
// put together from constants only, with values in the places of question marks.
func TestNoSQLIsMadeOfInput(t *testing.T) {
	t.Parallel()
	used, constantsOf := map[string]bool{}, map[string]map[string]bool{} // by folder
	seen := 0
	for _, root := range []string{"db", "app", "web"} {
		for _, file := range sources(t, root, ".go") {
			if strings.HasPrefix(file, "db/dbtest/") || strings.HasPrefix(file, "db/local/") || strings.HasPrefix(file, "web/bench/") || strings.HasPrefix(file, "web/drill/") || strings.HasPrefix(file, "web/prove/") {
				continue // they serve no requests
			}
			consts, known := constantsOf[filepath.Dir(file)]
			if !known {
				consts = constants(t, filepath.Dir(file))
				constantsOf[filepath.Dir(file)] = consts
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				at, known := queryAt[callee(call)]
				if !known || len(call.Args) <= at {
					return true
				}
				q := call.Args[at]
				if id, ok := q.(*ast.Ident); ok && id.Name == "ctx" {
					return true // bun's Exec, which takes no SQL
				}
				seen++
				parts := changing(q, consts)
				if callee(call) == "planLocked" {
					parts = append(parts, changing(call.Args[1], consts)...) // what it locks
				}
				for _, part := range parts {
					key := file + ": " + printed(part)
					used[key] = true
					if notConstant[key] == "" {
						t.Errorf("%s: SQL that is not a constant: %s", file, printed(part))
					}
				}
				return true
			})
		}
	}
	if seen < 50 {
		t.Errorf("only %d calls with SQL were found: does the lint still look at the right ones?", seen)
	}
	for key := range maps.Keys(notConstant) {
		if !used[key] {
			t.Errorf("no longer there: %s", key)
		}
	}
}

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// changing returns the parts of a text that are no constants.
func changing(e ast.Expr, consts map[string]bool) []ast.Expr {
	switch e := e.(type) {
	case *ast.BasicLit:
		return nil
	case *ast.Ident:
		if consts[e.Name] {
			return nil
		}
	case *ast.ParenExpr:
		return changing(e.X, consts)
	case *ast.BinaryExpr:
		return append(changing(e.X, consts), changing(e.Y, consts)...)
	}
	return []ast.Expr{e}
}

// constants names the constants of a package, wherever they are declared.
func constants(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
				for _, s := range d.Specs {
					for _, id := range s.(*ast.ValueSpec).Names {
						names[id.Name] = true
					}
				}
			}
			return true
		})
	}
	return names
}

func printed(e ast.Expr) string {
	var b strings.Builder
	_ = printer.Fprint(&b, token.NewFileSet(), e) // into memory
	return b.String()
}

// forbidden are words that the sources do not hold, and the files that may.
var forbidden = []struct {
	item, where string
	suffixes    []string
	words       *regexp.Regexp
	but         map[string]string
}{
	{"30: no shell", ".", []string{".go"}, regexp.MustCompile(`"(/bin/|/usr/bin/)?(sh|bash|dash|zsh|cmd|powershell)"`), map[string]string{
		"db/dbtest/server.go": "clears up after the tests",
		"db/local/reach.go":   "runs `:` to find out whether the database's user can enter a folder; nothing is passed on",
	}},
	{"46: no guessable randomness", ".", []string{".go"}, regexp.MustCompile(`"math/rand(/v2)?"|utils\.UUID`), map[string]string{
		"app/cli/selftest.go":   "shuffles the order of claims",
		"db/local/supervise.go": "spreads the pauses between restarts",
		"web/prove/":            "chooses what to break, from a seed that is printed",
		"web/drill/":            "chooses when to stop, kill, copy, spoil and cut the power, from a seed that is printed",
	}},
	{"37: the UI writes text, never HTML", "web/ui/src", []string{".ts", ".svelte", ".js"},
		regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\{@html|createContextualFragment|DOMParser|\beval\(|new Function\(|srcdoc`), map[string]string{
			"web/ui/src/forms/Preview.svelte": "a frame in which no script runs, with a page that the server has made and escaped",
		}},
	{"37: nor does it load anything from elsewhere", "web/ui/src", []string{".ts", ".svelte", ".css"}, regexp.MustCompile(`(src|href)="https?:|url\(['"]?https?:|@import`), map[string]string{
		"web/ui/src/enquiry/Reach.svelte": "a link to WhatsApp, for people to press",
	}},
	{"29: no hand-made marks of safe SQL", "db", []string{".go"}, regexp.MustCompile(`bun\.Safe\(`), nil},
	{"2.3: bodies are not read where they are inflated without limit", "web", []string{".go"}, regexp.MustCompile(`\.BodyParser\(|c\.Body\(\)|SendFile\(`), nil},
}

func TestSourcesDoWithoutDangerousWords(t *testing.T) {
	t.Parallel()
	for _, rule := range forbidden {
		used := map[string]bool{}
		for _, file := range sources(t, rule.where, rule.suffixes...) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found := rule.words.Find(text)
			if found == nil {
				continue
			}
			allowed := false
			for name := range rule.but {
				if strings.HasPrefix(file, name) {
					used[name], allowed = true, true
				}
			}
			if !allowed {
				t.Errorf("%s: %s holds %s", rule.item, file, found)
			}
		}
		for name := range rule.but {
			if !used[name] {
				t.Errorf("%s: %s needs no leave any more", rule.item, name)
			}
		}
	}
}
