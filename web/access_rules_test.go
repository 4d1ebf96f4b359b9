package web_test

import (
	"slices"
	"strings"

	"firstbell/app"
	"firstbell/web"
)

func turnedAway(code string) bool {
	return slices.Contains([]string{"no_token", "token_invalid", "token_expired", "user_gone", "role", "owner_only", "cross_site",
		"key_unknown", "key_revoked", "key_expired", "key_orphaned", "key_never", "key_scope"}, code)
}

// expected is what the table says, and where it lets somebody in, the rules
// about objects; 0 where neither says more than that they are let in.
func (m *matrix) expected(l web.Line, p principal, o object) (status int, code string, byTable bool) {
	keyCounts := l.Roles != nil || l.Scope != "" // elsewhere nobody looks at it
	switch {
	case p.isKey() && keyCounts && p.dead != "":
		return 401, p.dead, true
	case p.isKey() && keyCounts && l.Scope == "":
		return 403, "key_never", true
	case p.isKey() && keyCounts && !p.may(l.Scope):
		return 403, "key_scope", true
	case p.isKey() || l.Roles == nil:
	case p.dead != "":
		return 401, p.dead, true
	case !slices.Contains(l.Roles, p.role) && slices.Contains(l.Roles, app.Counsellor):
		return 403, "role", true
	case !slices.Contains(l.Roles, p.role):
		return 403, "owner_only", true
	}
	if !strings.HasPrefix(l.Path, "/api/enquiries/{id}") {
		return 0, "", l.Roles == nil && l.Scope == ""
	}
	rule, known := objectRules[l.Method+" "+strings.TrimPrefix(l.Path, "/api/enquiries/{id}")]
	if !known {
		m.t.Fatalf("%s %s: add to objectRules what becomes of a request, by whom the enquiry belongs to", l.Method, l.Path)
	}
	status, code = rule(m, p, o)
	return status, code, false
}

// objectRules say what becomes of a request of somebody who is let in, by what
// they are to the enquiry.
var objectRules = map[string]func(*matrix, principal, object) (int, string){
	"GET ":            readable,
	"POST /looking":   readable,
	"DELETE /looking": func(*matrix, principal, object) (int, string) { return 200, "" }, // nobody looks at what is not there
	"POST /claim": func(m *matrix, p principal, o object) (int, string) {
		switch {
		case m.mode == app.NextOnly && p.role != app.Owner:
			return 403, "next_only"
		case o == unknown:
			return 404, "enquiry_not_found"
		case o != waiting:
			return 409, "claimed"
		}
		return 200, ""
	},
	"POST /release": func(_ *matrix, p principal, o object) (int, string) { return movable(p, o, false) },
	"POST /reassign": func(_ *matrix, p principal, o object) (int, string) {
		return movable(p, o, p.role == app.Owner || p.role == app.FrontDesk)
	},
	"PATCH ": workable,
	"POST /merge": func(m *matrix, p principal, o object) (int, string) {
		status, code := workable(m, p, o)
		if status == 200 {
			return 409, "closed" // the one that it would be merged into
		}
		return status, code
	},
	"DELETE /merge": func(_ *matrix, _ principal, o object) (int, string) {
		if o == unknown {
			return 404, "enquiry_not_found"
		}
		return 409, "not_merged"
	},
	"POST /stage":  workable,
	"POST /reopen": workable,
	"POST /attempts": func(m *matrix, p principal, o object) (int, string) {
		status, code := workable(m, p, o)
		if o == waiting {
			return 409, "not_claimed" // nobody is there to follow it up
		} else if status == 200 {
			status = 201
		}
		return status, code
	},
	"GET /events": readable,
	"GET /form":   readable,
	"POST /notes": func(m *matrix, p principal, o object) (int, string) {
		if o == unknown {
			return readable(m, p, o)
		}
		return 201, ""
	},
	"PATCH /notes/{note}": func(m *matrix, p principal, o object) (int, string) {
		if o == unknown {
			return readable(m, p, o)
		}
		return 404, "not_found"
	},
}

// workable says who works what: the owner of the desk everything, others what
// they own, and a stand-in what the one on leave owns.
func workable(_ *matrix, p principal, o object) (int, string) {
	switch {
	case o == unknown:
		return 404, "enquiry_not_found"
	case p.role == app.Owner || o == ownedBy[p.person] && o != none || p.person == stella && o == ashas:
		return 200, ""
	case o == waiting:
		return 409, "not_claimed"
	}
	return 403, "not_holder"
}

func readable(_ *matrix, _ principal, o object) (int, string) {
	if o == unknown {
		return 404, "enquiry_not_found"
	}
	return 200, ""
}

// movable says who moves what: the owner of the desk everything that has an
// owner, others what they own, and some what nobody owns.
func movable(p principal, o object, fromQueue bool) (int, string) {
	switch {
	case o == unknown:
		return 404, "enquiry_not_found"
	case o == waiting && fromQueue:
		return 200, ""
	case o == waiting:
		return 409, "not_held"
	case p.role == app.Owner || p.role != app.FrontDesk && o == ownedBy[p.person]:
		return 200, ""
	}
	return 403, "not_holder"
}

var ownedBy = map[int64]object{asha: ashas, rahul: rahuls}

// maySee says whether somebody may see a detail of an enquiry.
func (m *matrix) maySee(p principal, owner int64, contact bool) bool {
	reads := p.role != "" || p.may(app.ScopeRead)
	switch {
	case p.dead != "":
		return false
	case p.role == app.Owner:
		return true
	case owner == 0:
		return reads && m.mode == app.OpenList
	case p.person == stella && owner == asha:
		return true
	case owner == p.person:
		return reads || p.may(app.ScopeClaim)
	case p.may(app.ScopeRead):
		return true
	default:
		return reads && !contact
	}
}
