package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// current is the content of CURRENT: which cluster this DATA_DIR uses.
type current struct {
	Major   int    `json:"major"`
	Data    string `json:"data"`
	LcCtype string `json:"lc_ctype"`
	Runtime string `json:"runtime,omitempty"`
}

// cluster is what DATA_DIR holds already; the zero value means nothing yet.
type cluster struct {
	dir   string
	major int
}

var clusterDir = regexp.MustCompile(`^data-[0-9]+$`)

// findCluster reads CURRENT and the data directories without changing
// anything. Signs of a database that is no longer complete are errors: making
// a new one beside them would look like the loss of everything.
func findCluster(l layout) (cluster, error) {
	entries, err := os.ReadDir(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return cluster{}, nil
	}
	if err != nil {
		return cluster{}, onDisk(l.dir, err)
	}
	var found []string
	for _, e := range entries {
		switch {
		case e.Name() == "PG_VERSION":
			return cluster{}, setupError(nil, "DATA_DIR %s is itself the data directory of a PostgreSQL server; choose another DATA_DIR.", l.dir)
		case clusterDir.MatchString(e.Name()):
			found = append(found, e.Name())
		}
	}
	cur, err := readCurrent(l)
	switch {
	case err != nil:
		return cluster{}, err
	case cur.Data != "":
		return openCluster(l, cur.Data)
	case len(found) == 1:
		return openCluster(l, found[0])
	case len(found) > 1:
		return cluster{}, setupError(nil, "DATA_DIR %s holds several databases (%s) and no CURRENT file says which one is in use; move the others away.", l.dir, strings.Join(found, ", "))
	default:
		return cluster{}, nil
	}
}

func openCluster(l layout, name string) (cluster, error) {
	dir := filepath.Join(l.dir, name)
	text, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	switch {
	case errors.Is(err, fs.ErrPermission):
		return cluster{}, setupError(err, "The database in %s belongs to another user; run as that user or as root.", dir)
	case err != nil:
		return cluster{}, setupError(err, "The database in %s is missing or incomplete. Nothing was changed; bring it back, or restore a backup into another DATA_DIR.", dir)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return cluster{}, setupError(err, "The database in %s has an unreadable PG_VERSION. Nothing was changed.", dir)
	}
	return cluster{dir: dir, major: major}, nil
}

// readCurrent returns the zero value when there is no CURRENT.
func readCurrent(l layout) (current, error) {
	var cur current
	text, err := os.ReadFile(l.current())
	if errors.Is(err, fs.ErrNotExist) {
		return cur, nil
	}
	if err != nil {
		return cur, onDisk(l.dir, err)
	}
	if err := json.Unmarshal(text, &cur); err != nil || !clusterDir.MatchString(cur.Data) {
		return cur, setupError(err, "The file %s is damaged. Nothing was changed; remove it if the directory beside it holds exactly one data-NN.", l.current())
	}
	return cur, nil
}

// writeCurrent records the cluster in use. It keeps the locale found at
// creation and does not touch a file that already says the same, so that a
// full disk cannot stop an old cluster from starting.
func writeCurrent(l layout, cur current) error {
	old, err := readCurrent(l)
	if err != nil {
		return err
	}
	if cur.LcCtype == "" {
		cur.LcCtype = old.LcCtype
	}
	if cur == old {
		return nil
	}
	text, err := json.Marshal(cur)
	if err != nil {
		return fmt.Errorf("encode CURRENT: %w", err)
	}
	return replaceFile(l.current(), append(text, '\n'), 0o644, nil)
}
