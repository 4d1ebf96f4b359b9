package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// ErrDiskFull says that PostgreSQL has no room left to write.
var ErrDiskFull = &app.Error{Kind: app.Unavailable, Code: "disk_full", Title: "Service unavailable",
	Message: "The disk of the server is full. Nothing was saved. Reading still works; tell whoever runs this server"}

// byConstraint says what a broken constraint means to people.
func byConstraint(name string) error {
	switch name {
	case "ops_pkey":
		return app.ErrOpTaken
	case "users_email_key":
		return app.ErrEmailTaken
	case "looking_enquiry_fkey":
		return app.ErrNotFound
	case "enquiries_owner_fkey":
		return app.ErrOwnerLeft
	case "courses_name_key", "sources_name_key":
		return app.ErrNameTaken
	case "stages_name_key":
		return app.ErrStageName
	case "intakes_name_key":
		return app.ErrIntakeName
	case "templates_name_key":
		return app.ErrTemplateName
	case "views_name_key":
		return app.ErrViewName
	case "forms_slug_key":
		return app.ErrFormSlug
	default:
		return nil
	}
}

// resolve turns what the driver reports into a refusal where there is one for
// it, and adds what was being done otherwise. Nil stays nil.
func resolve(what string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return app.ErrNotFound
	}
	if pg, ok := errors.AsType[pgdriver.Error](err); ok {
		if known := byConstraint(pg.Field('n')); known != nil {
			return known
		}
		if waitedForOp(pg) {
			return fmt.Errorf("%s: %w: %w", what, app.ErrOpRunning, err)
		}
		if known := byState(pg.Field('C')); known != nil {
			return fmt.Errorf("%s: %w: %w", what, known, err)
		}
		return fmt.Errorf("%s: %w", what, err)
	}
	if isLost(err) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w: %w", what, app.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// byState maps SQLSTATE codes (PostgreSQL documentation, appendix A) that are
// not a fault of the program.
func byState(code string) error {
	switch code {
	case "53100":
		return ErrDiskFull
	case "55P03", // lock_not_available
		"57014",                   // query_canceled: a time limit
		"40001", "40P01", "25P03", // serialization, deadlock, idle in transaction
		"53300", "53200", // too many connections, out of memory
		"57P01", "57P02", "57P03", "57P04", "57P05": // the server stops, starts or cuts us off
		return app.ErrUnavailable
	default:
		return nil
	}
}

// waitedForOp tells a wait for a transaction that is adding the same op, which
// has gone on too long. In whatever language, PostgreSQL names the index.
func waitedForOp(pg pgdriver.Error) bool {
	return pg.Field('C') == "55P03" && strings.Contains(pg.Field('W'), "ops_pkey")
}

func isSQL(err error) bool {
	pg, ok := errors.AsType[pgdriver.Error](err)
	return ok && pg.Field('S') == "ERROR"
}

// isLost reports whether the connection broke, as against an answer from
// PostgreSQL that says no.
func isLost(err error) bool {
	if err == nil {
		return false
	}
	if pg, ok := errors.AsType[pgdriver.Error](err); ok {
		return pg.Field('S') == "FATAL" || pg.Field('S') == "PANIC"
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	_, isNet := errors.AsType[net.Error](err)
	return isNet || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed)
}
