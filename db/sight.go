package db

import (
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"firstbell/app"
)

// sight is how a statement asks what somebody may see: SQL for what app.Sight says.
type sight struct{ waiting, claimed, owners, names string }

// asked are the four as arguments of bun.
var asked = sight{"?0", "?1", "?2::bigint[]", "?3"}

// all is how much of an enquiry, e, somebody may see: everything. It is never null.
func (v sight) all() string {
	return "(CASE WHEN e.claimed_by IS NULL THEN " + v.waiting + " ELSE " + v.claimed + " OR e.claimed_by = ANY(" + v.owners + ") END)"
}

// name is likewise whether they may see who it is.
func (v sight) name() string {
	return "(CASE WHEN e.claimed_by IS NULL THEN " + v.waiting + " ELSE " + v.claimed + " OR " + v.names + " OR e.claimed_by = ANY(" + v.owners + ") END)"
}

// columns are those of an enquiry, e, as somebody may see them.
func (v sight) columns() string {
	return `e.id, e.course_interest, e.origin, e.language, e.branch, e.claimed_by, e.claimed_at, e.created_at, e.updated_at, e.due_at, e.stage, e.closed_at, e.minor, e.no_contact_at,
		CASE WHEN ` + v.name() + ` THEN e.name ELSE left(e.name, 1) || '.' END AS name,
		CASE WHEN ` + v.all() + ` THEN e.phone WHEN e.phone IS NOT NULL THEN '•••' END AS phone,
		CASE WHEN ` + v.all() + ` OR e.email = '' THEN e.email ELSE '•••@•••' || substring(e.email FROM '\.[^.]*$') END AS email,
		CASE WHEN ` + v.all() + ` THEN e.message
		     WHEN ` + v.name() + ` THEN regexp_replace(e.message, ` + reachable + `, '•••', 'g') END AS message,
		NOT ` + v.all() + ` AS masked`
}

var (
	seenColumns           = asked.columns()
	maySeeAll, maySeeName = asked.all(), asked.name()
)

// seen are the columns of an enquiry, e, as somebody may see them. Every
// statement that reads enquiries for somebody selects them through it, or
// through sight.columns, so that what is hidden never leaves the database.
func seen(v app.Sight) schema.QueryWithArgs {
	return bun.SafeQuery(seenColumns, v.Waiting, v.Claimed, owners(v), v.Names)
}

// owners are those whose enquiries somebody sees as their own.
func owners(v app.Sight) any { return array(ownersSeen(v)) }

func ownersSeen(v app.Sight) []int64 { return append([]int64{v.Own}, v.Covered...) }

// reachable is what in a person's own words reaches them: addresses, and
// numbers of six digits or more however they are grouped.
const reachable = `'[^[:space:]]+[@＠][^[:space:]]+|` + digit + `([^[:alnum:]]{0,3}` + digit + `){5,}'`

// digit is one of any script that people here write numbers in.
const digit = `[0-9٠-٩۰-۹०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯０-９]`

// found is the condition that a text is in what somebody may see of an
// enquiry: what is hidden from them cannot be searched either. number is the
// text as part of a phone number, "" when it is none.
func found(v app.Sight, q, number string) schema.QueryWithArgs {
	return bun.SafeQuery("("+maySeeName+" AND e.name ILIKE ?4 OR "+maySeeAll+" AND (e.email ILIKE ?4 OR ?5 <> '' AND e.phone LIKE '%' || ?5 || '%') OR e.course_interest ILIKE ?4)",
		v.Waiting, v.Claimed, owners(v), v.Names, "%"+literal(q)+"%", number)
}
