package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
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
	for _, c := range []struct {
		in   string
		args string
		code int
		says string
	}{
		{"another one\n", "add|Ravi Rao|ravi@example.com|--password-stdin|--role|counsellor", 0, "Ravi Rao can sign in"},
		{"another one\n", "add|Ravi Rao|ravi@example.com|--password-stdin", 1, "already registered"},
		{"", "add|Ravi Rao|ravi2@example.com", 2, "--password-stdin"},
		{"", "invite|Sana Khan|--role|front_desk", 0, "/invite/"},
		{"", "role|ravi@example.com|king", 1, "Role must be"},
		{"", "role|asha@example.com|counsellor", 1, "last owner"},
		{"", "role|ravi@example.com|owner", 0, "Ravi Rao is now owner"},
		{"", "deactivate|ravi@example.com|--leads|give|--to|asha@example.com", 0, "0 leads were moved"},
		{"", "activate|ravi@example.com", 0, "Ravi Rao is back"},
		{"", "activate|nobody@example.com", 1, "nobody here has"},
		{"", "list", 0, "ravi@example.com"},
		{"", "burn", 2, "users list"},
		{"short\n", "reset-password|asha@example.com|--password-stdin", 1, "at least 6"},
		{"a new sentence\n", "reset-password|asha@example.com|--password-stdin", 0, "signed out everywhere"},
	} {
		out, code := say(t, env, c.in, append([]string{"users"}, strings.Split(c.args, "|")...)...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("users %s: %d\n%s", c.args, code, out)
		}
	}
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
