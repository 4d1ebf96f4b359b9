package main

import (
	"cmp"
	"encoding/base32"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"firstbell/app/totp"
)

// say runs one command of the program to its end.
func say(t *testing.T, env []string, in string, args ...string) (string, int) {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), file, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "LOG_LEVEL=warn"}, env...)
	cmd.Stdin = strings.NewReader(in)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

// People are managed from a terminal on the private database, while the desk
// runs and while it does not.
func TestPeopleAreManagedFromATerminal(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t)}
	desk := launch(t, env...).ready()
	_, data, err := desk.post(t.Context(), "/api/auth/register", "", account)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := data["token"].(string)
	users := func(in, args string, code int, says string) {
		t.Helper()
		out, got := say(t, env, in, append([]string{"users"}, strings.Split(args, "|")...)...)
		if got != code || !strings.Contains(out, says) {
			t.Errorf("users %s: %d\n%s", args, got, out)
		}
	}
	users("another one\n", "add|Ravi Rao|ravi@example.com|--password-stdin|--role|counsellor", 0, "Ravi Rao can sign in")
	users("another one\n", "add|Ravi Rao|ravi@example.com|--password-stdin", 1, "already registered")
	users("", "add|Ravi Rao|ravi2@example.com", 2, "--password-stdin")
	users("", "invite|Sana Khan|--role|front_desk", 0, "/invite/")
	users("", "role|ravi@example.com|king", 1, "Role must be")
	users("", "role|asha@example.com|counsellor", 1, "last owner")
	users("", "role|ravi@example.com|owner", 0, "Ravi Rao is now owner")
	ravi := func() string {
		t.Helper()
		_, data, err := desk.post(t.Context(), "/api/auth/login", "", `{"email":"ravi@example.com","password":"another one"}`)
		token, _ := data["token"].(string)
		if err != nil || token == "" {
			t.Fatalf("Ravi signs in: %v, %v", data, err)
		}
		return token
	}
	endsSessions := func(args, says string) {
		t.Helper()
		token := ravi()
		if strings.HasPrefix(args, "clear-2fa") {
			secondFactor(t, desk, token)
		}
		users("", args, 0, says)
		if status, _, err := desk.get("/api/me", token); status != 401 || err != nil {
			t.Errorf("after %s the session answers %d, %v", args, status, err)
		}
	}
	users("", "leave|ravi@example.com|--from|2099-01-02|--until|2099-01-01", 1, "must not be before")
	users("", "leave|ravi@example.com|--from|2026-01-01", 2, "--until")
	users("", "leave|ravi@example.com|--none|--from|2099-01-01", 2, "--none ends")
	users("", "leave|ravi@example.com|--from|2026-01-01|--until|2099-01-09|--stand-in|ravi@example.com", 1, "must be another")
	users("", "leave|RAVI@example.com|--from|2026-01-01|--until|2099-01-09|--stand-in|asha@example.com", 0, "on leave 2026-01-01 to 2099-01-09, Asha Patel stands in")
	users("", "list", 0, "on leave 2026-01-01 to 2099-01-09, Asha Patel stands in")
	users("", "leave|ravi@example.com|--none", 0, "Ravi Rao is not on leave.")
	users("", "duty|ravi@example.com|later", 2, "on or off")
	users("", "duty|ravi@example.com|off", 0, "Ravi Rao is off duty.")
	users("", "duty|ravi@example.com|on", 0, "Ravi Rao is on duty.")
	users("", "courses|ravi@example.com", 2, "--all")
	users("", "courses|ravi@example.com|NEET foundation|JEE", 0, "Ravi Rao takes NEET foundation, JEE.")
	users("", "courses|ravi@example.com|--all", 0, "Ravi Rao takes every course.")
	users("", "reset-link|nobody@example.com", 1, "nobody here has")
	users("", "reset-link|ravi@example.com", 0, "/reset/")
	users("", "clear-2fa|ravi@example.com", 1, "no second factor")
	endsSessions("clear-2fa|ravi@example.com", "Ravi Rao has no second factor now")
	endsSessions("end-sessions|ravi@example.com", "Ravi Rao is signed out everywhere.")
	endsSessions("deactivate|ravi@example.com|--leads|give|--to|asha@example.com", "0 leads were moved")
	users("", "duty|ravi@example.com|off", 1, "has left")
	users("", "activate|ravi@example.com", 0, "Ravi Rao is back")
	users("", "activate|nobody@example.com", 1, "nobody here has")
	users("", "list", 0, "ravi@example.com")
	users("", "burn", 2, "users list")
	users("", "leave", 2, "users leave")
	noted(t, desk, ravi())
	users("short\n", "reset-password|asha@example.com|--password-stdin", 1, "at least 6")
	users("a new sentence\n", "reset-password|asha@example.com|--password-stdin", 0, "signed out everywhere")
	if status, _, err := desk.get("/api/me", token); status != 401 || err != nil {
		t.Errorf("with the session of before: %d, %v", status, err)
	}
	if out, code := say(t, env, "", "setup-link"); code != 1 || !strings.Contains(out, "has an owner already") {
		t.Errorf("setup-link: %d\n%s", code, out)
	}
	_ = desk.cmd.Process.Signal(os.Interrupt)
	desk.end(20 * time.Second)
	if out, code := say(t, env, "", "users", "list"); code != 0 || !strings.Contains(out, "ravi@example.com") {
		t.Errorf("without the desk: %d\n%s", code, out)
	}
}

// secondFactor sets one up for whoever a token signs in.
func secondFactor(t *testing.T, desk *program, token string) {
	t.Helper()
	_, data, err := desk.post(t.Context(), "/api/me/totp", token, `{"password":"another one"}`)
	key, _ := data["key"].(string)
	seed, wrong := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key)
	code, bad := totp.Code(seed, time.Now())
	if err := cmp.Or(err, wrong, bad); err != nil {
		t.Fatal(err)
	}
	if status, data, err := desk.post(t.Context(), "/api/me/totp/confirm", token, `{"code":"`+code+`"}`); status != 200 || err != nil {
		t.Fatalf("confirm: %d %v, %v", status, data, err)
	}
}

// noted looks whether the audit log says what was done from a terminal.
func noted(t *testing.T, desk *program, owner string) {
	t.Helper()
	_, data, err := desk.get("/api/audit", owner)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	lines, _ := data["entries"].([]any)
	for _, line := range lines {
		entry, _ := line.(map[string]any)
		if who, _ := entry["by"].(map[string]any); who["kind"] == "command" {
			n[fmt.Sprint(entry["action"])]++
		}
	}
	want := map[string]int{"person_added": 1, "invitation_made": 1, "reset_link_made": 1, "role_changed": 1, "person_changed": 4, "takes_changed": 2,
		"second_factor_cleared": 1, "sessions_ended": 1, "person_deactivated": 1, "person_reactivated": 1}
	if !maps.Equal(n, want) {
		t.Errorf("done from a terminal: %v, want %v", n, want)
	}
}

// Where others can reach the desk, setup-link prints a code that the running
// desk takes, and never an address that no browser can open.
func TestSetupLinkBesideTheDesk(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t), "HOST=0.0.0.0"}
	desk := launch(t, env...).ready()
	out, code := say(t, env, "", "setup-link")
	found := regexp.MustCompile(`Setup code: (\d{4}-\d{4})`).FindStringSubmatch(out)
	if code != 0 || found == nil || strings.Contains(out+desk.out.String(), "0.0.0.0") {
		t.Fatalf("setup-link: %d\n%s%s", code, out, desk.out)
	}
	old := regexp.MustCompile(`\d{4}-\d{4}`).FindString(desk.out.String())
	body := func(code string) string {
		return `{"code":"` + code + `","name":"Asha Patel","email":"asha@example.com","password":"a long good passphrase"}`
	}
	if status, _, err := desk.post(t.Context(), "/api/setup", "", body(old)); status != 403 || err != nil {
		t.Errorf("the code of the start: %d, %v", status, err)
	}
	if status, _, err := desk.post(t.Context(), "/api/setup", "", body(found[1])); status != 201 || err != nil {
		t.Errorf("the code of setup-link: %d, %v", status, err)
	}
}

// Without a browser the environment makes the owner, once.
func TestOwnerFromTheEnvironment(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t), "HOST=0.0.0.0", "OWNER_EMAIL=asha@example.com", "OWNER_PASSWORD=a long good passphrase"}
	desk := launch(t, env...).ready()
	if strings.Contains(desk.out.String(), "Setup code") {
		t.Errorf("a desk with an owner prints a code:\n%s", desk.out)
	}
	sign := `{"email":"asha@example.com","password":"a long good passphrase"}`
	if status, _, err := desk.post(t.Context(), "/api/auth/login", "", sign); status != 200 || err != nil {
		t.Errorf("sign in: %d, %v", status, err)
	}
	_ = desk.cmd.Process.Signal(os.Interrupt)
	desk.end(20 * time.Second)
	again := launch(t, env...).ready()
	_ = again.cmd.Process.Signal(os.Interrupt)
	again.end(20 * time.Second)
	if !strings.Contains(again.errs.String(), "OWNER_EMAIL is ignored") || strings.Contains(again.errs.String(), "passphrase") {
		t.Errorf("the second start says\n%s", again.errs)
	}
	weak := launch(t, append(env[:4:4], "DATA_DIR="+dataDir(t), "OWNER_PASSWORD=short")...)
	if code := weak.end(30 * time.Second); code != 2 || !strings.Contains(weak.errs.String(), "OWNER_PASSWORD") {
		t.Errorf("a short password: %d\n%s", code, weak.errs)
	}
}
