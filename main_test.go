package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// law says which of our packages each package may import. A new arrow starts
// with a line here.
var law = map[string][]string{
	"firstbell":                   {"firstbell/app/cli"},
	"firstbell/app":               {"firstbell/app/altcha", "firstbell/app/mail", "firstbell/app/password", "firstbell/app/phone", "firstbell/app/push", "firstbell/app/qr", "firstbell/app/seal", "firstbell/app/token", "firstbell/app/totp"},
	"firstbell/app/altcha":        {},
	"firstbell/app/archive":       {},
	"firstbell/app/away":          {},
	"firstbell/app/certs":         {},
	"firstbell/app/cli":           {"firstbell/app", "firstbell/app/archive", "firstbell/app/away", "firstbell/app/certs", "firstbell/app/config", "firstbell/app/mail", "firstbell/app/password", "firstbell/app/push", "firstbell/app/seal", "firstbell/app/token", "firstbell/db", "firstbell/db/local", "firstbell/embed", "firstbell/web"},
	"firstbell/app/config":        {"firstbell/app/mail", "firstbell/app/token"},
	"firstbell/app/mail":          {},
	"firstbell/app/mail/mailtest": {"firstbell/app/mail"}, // a mail server for tests
	"firstbell/app/password":      {},
	"firstbell/app/phone":         {},
	"firstbell/app/push":          {},
	"firstbell/app/push/pushtest": {"firstbell/app/push"}, // a push service for tests
	"firstbell/app/qr":            {},
	"firstbell/app/seal":          {},
	"firstbell/app/token":         {},
	"firstbell/app/totp":          {},
	"firstbell/db":                {"firstbell/app"},
	"firstbell/db/dbtest":         {"firstbell/db", "firstbell/db/local", "firstbell/embed"},
	"firstbell/db/dbtest/with":    {"firstbell/db/dbtest"},
	"firstbell/db/local":          {"firstbell/embed"},
	"firstbell/db/local/pgpack":   {},
	"firstbell/embed":             {},
	"firstbell/web":               {"firstbell/app"},
	"firstbell/web/bench":         {"firstbell/web/outside"},                       // drives the built program from outside
	"firstbell/web/drill":         {"firstbell/db/local", "firstbell/web/outside"}, // likewise, while it is stopped, killed, copied, without power and short of room
	"firstbell/web/outside":       {},
	"firstbell/web/prove":         {"firstbell/db/local", "firstbell/web/outside"}, // likewise, on a database it can kill
}

// foreign says which third-party modules live in which rooms only.
var foreign = map[string][]string{
	"github.com/gofiber/fiber":      {"firstbell/web"},
	"github.com/danielgtaylor/huma": {"firstbell/web"},
	"github.com/valyala/fasthttp":   {"firstbell/web"},
	"github.com/uptrace/bun":        {"firstbell/db", "firstbell/db/dbtest", "firstbell/db/local", "firstbell/web/bench", "firstbell/web/drill", "firstbell/web/prove"},
	"github.com/anishathalye":       {"firstbell/web/prove"},
	"github.com/golang-jwt/jwt":     {"firstbell/app/token"},
	"github.com/nyaruka":            {"firstbell/app/phone"},
	"github.com/wneessen/go-mail":   {"firstbell/app/mail"},
	"github.com/emersion":           {"firstbell/app/mail/mailtest"},
	"github.com/SherClockHolmes":    {"firstbell/app/push"},
	"golang.org/x/crypto":           {"firstbell/app/away", "firstbell/app/certs", "firstbell/app/password", "firstbell/db/dbtest"},
	"github.com/prometheus":         {"firstbell/web"},
	"github.com/pkg/sftp":           {"firstbell/app/away"},
	"filippo.io/age":                {"firstbell/app/archive"},
	"golang.org/x/term":             {"firstbell/app/cli"},
	"github.com/pquerna/otp":        {"firstbell/app/totp"},
	"github.com/boombuler/barcode":  {"firstbell/app/qr"},
	"github.com/ccojocar/zxcvbn-go": {"firstbell/app/password"},
	"github.com/caarlos0/env":       {"firstbell/app/config"},
	"github.com/testcontainers":     {"firstbell/db/dbtest"},
	"github.com/klauspost/compress": {"firstbell/db/local", "firstbell/db/local/pgpack"},
}

func TestImportsKeepTheLaw(t *testing.T) {
	t.Parallel()
	for _, line := range imports(t) {
		pkg, list, _ := strings.Cut(line, ":")
		allowed, known := law[pkg]
		if !known {
			t.Errorf("%s is not in the import law: add a line for it, or do without it", pkg)
			continue
		}
		for _, imported := range strings.Fields(list) {
			if err := lawful(pkg, allowed, imported); err != nil {
				t.Error(err)
			}
		}
	}
}

func lawful(pkg string, allowed []string, imported string) error {
	if strings.HasPrefix(imported, "firstbell") {
		if !slices.Contains(allowed, imported) {
			return fmt.Errorf("%s must not import %s", pkg, imported)
		}
		return nil
	}
	for module, rooms := range foreign {
		if strings.HasPrefix(imported, module) && !slices.Contains(rooms, pkg) {
			return fmt.Errorf("%s must not import %s: that belongs in %s", pkg, imported, strings.Join(rooms, ", "))
		}
	}
	return nil
}

func imports(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}:{{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
