package local

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
)

// account is the system user the server runs as.
type account struct {
	name     string // empty when the uid has no name
	home     string
	uid, gid int
	become   bool // we are root and have to switch to it
}

// chooseAccount picks the server's user. PostgreSQL refuses to run as root, so
// root takes, in this order: the owner of the existing cluster, the configured
// user, the owner of DATA_DIR, firstbell, postgres, nobody. Anybody else runs
// it as himself.
func chooseAccount(o Options, c cluster) (account, error) {
	if os.Geteuid() != 0 {
		return ourselves(c)
	}
	if c.dir != "" {
		return clusterOwner(c)
	}
	if o.User != "" {
		a, ok := lookup(o.User)
		if !ok || a.uid == 0 {
			return account{}, setupError(nil, "The user %q cannot run the database: it is root or does not exist. Create it: useradd --system %s", o.User, o.User)
		}
		return a, nil
	}
	if uid, _, err := ownerOf(o.Dir); err == nil && uid != 0 {
		if a, ok := lookup(strconv.Itoa(uid)); ok {
			return a, nil
		}
	}
	for _, name := range []string{"firstbell", "postgres", "nobody"} {
		if a, ok := lookup(name); ok && a.uid != 0 {
			return a, nil
		}
	}
	return account{}, setupError(nil, "Running as root needs a user for the database: useradd --system firstbell")
}

func ourselves(c cluster) (account, error) {
	uid := os.Geteuid()
	if c.dir != "" {
		if owner, _, err := ownerOf(c.dir); err == nil && owner != uid {
			return account{}, setupError(nil, "The database in %s belongs to user %s; run as that user or as root.", c.dir, nameOf(owner))
		}
	}
	a, ok := lookup(strconv.Itoa(uid))
	if !ok {
		return account{}, setupError(nil, "User id %d has no name on this system; PostgreSQL needs one. Run the container as a named user.", uid)
	}
	a.gid, a.become = os.Getegid(), false
	return a, nil
}

// clusterOwner accepts a uid without a name: only initdb needs one.
func clusterOwner(c cluster) (account, error) {
	uid, gid, err := ownerOf(c.dir)
	if err != nil {
		return account{}, onDisk(c.dir, err)
	}
	if uid == 0 {
		return account{}, setupError(nil, "The database in %s belongs to root, and PostgreSQL refuses to run as root. Give it to an ordinary user: chown -R firstbell %s", c.dir, c.dir)
	}
	if a, ok := lookup(strconv.Itoa(uid)); ok {
		return a, nil
	}
	return account{uid: uid, gid: gid, home: "/", become: true}, nil
}

// lookup finds a user by name or decimal id. A binary built without cgo reads
// only /etc/passwd, so users of LDAP or systemd are asked from id(1).
func lookup(who string) (account, bool) {
	u, err := user.LookupId(who)
	if err != nil {
		u, err = user.Lookup(who)
	}
	if err != nil {
		return lookupByID(who)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if errors.Join(err1, err2) != nil {
		return account{}, false
	}
	return account{name: u.Username, home: u.HomeDir, uid: uid, gid: gid, become: true}, true
}

func lookupByID(who string) (account, bool) {
	var answers [3]string
	for i, flag := range []string{"-un", "-u", "-g"} {
		out, err := exec.Command("id", flag, "--", who).Output()
		if err != nil {
			return account{}, false
		}
		answers[i] = string(bytes.TrimSpace(out))
	}
	uid, err1 := strconv.Atoi(answers[1])
	gid, err2 := strconv.Atoi(answers[2])
	// id(1) echoes a number it does not know.
	if errors.Join(err1, err2) != nil || answers[0] == "" || answers[0] == answers[1] {
		return account{}, false
	}
	return account{name: answers[0], home: "/", uid: uid, gid: gid, become: true}, true
}

// nameOf is for messages: the name, or the number when there is none.
func nameOf(uid int) string {
	if a, ok := lookup(strconv.Itoa(uid)); ok {
		return a.name
	}
	return strconv.Itoa(uid)
}

func ourName() string { return nameOf(os.Geteuid()) }

// label is for messages.
func (a account) label() string {
	if a.name != "" {
		return a.name
	}
	return strconv.Itoa(a.uid)
}

// take makes the account the owner of path when we are root.
func (a account) take(path string) error {
	if !a.become {
		return nil
	}
	err := os.Lchown(path, a.uid, a.gid)
	if errors.Is(err, os.ErrPermission) {
		return a.mayNotSwitch(err)
	}
	return err
}

func (a account) mayNotSwitch(cause error) *Error {
	return setupError(cause, "Not allowed to switch to user %s; start the container as that user.", a.label())
}

// environment is all a child gets: an inherited locale once made a cluster
// with the wrong encoding.
func (a account) environment() []string {
	home := a.home
	if home == "" {
		home = "/"
	}
	path := os.Getenv("PATH")
	if strings.TrimSpace(path) == "" {
		path = "/usr/local/bin:/usr/bin:/bin"
	}
	return []string{"PATH=" + path, "LC_ALL=C", "TZ=UTC", fmt.Sprintf("HOME=%s", home)}
}
