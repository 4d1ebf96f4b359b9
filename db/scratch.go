package db

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"github.com/uptrace/bun/driver/pgdriver"
)

// What scratch schemas are for; their names begin with it.
const (
	ForSelftest = "selftest_"
	ForProof    = "proof_"
	ForRestore  = "restore_"
)

// Scratch makes an empty schema beside the tables in use and returns an address
// of the same database on which Open and Migrate see nothing but that schema.
// drop removes it with all it holds; it is to be called whatever happened.
func Scratch(ctx context.Context, dsn, what string) (scratch string, drop func(context.Context) error, err error) {
	name := what + strings.ToLower(rand.Text()[:12])
	scratch, err = within(dsn, name)
	if err != nil {
		return "", nil, err
	}
	pool := migrator(dsn)
	if _, err := pool.ExecContext(ctx, "CREATE SCHEMA "+name); err != nil {
		_ = pool.Close()
		return "", nil, resolve("make a schema", err)
	}
	return scratch, func(ctx context.Context) error {
		defer pool.Close()
		_, err := pool.ExecContext(ctx, "DROP SCHEMA "+name+" CASCADE")
		return resolve("drop the schema "+name, err)
	}, nil
}

// sweepScratch removes scratch schemas that a process left when it was killed.
// The caller knows that nobody uses one.
func sweepScratch(ctx context.Context, dsn, what string) error {
	pool := migrator(dsn)
	defer pool.Close()
	var names []string
	if err := pool.NewRaw("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, ?)", what).Scan(ctx, &names); err != nil {
		return resolve("look for what was left", err)
	}
	for _, name := range names {
		if _, err := pool.ExecContext(ctx, "DROP SCHEMA "+quoted(name)+" CASCADE"); err != nil {
			return resolve("remove "+name, err)
		}
	}
	return nil
}

// within returns an address of the same database on which a schema is all there
// is.
func within(dsn, schema string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", fmt.Errorf("read the database's address: %w", err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// withParams sets parameters of every connection. Of those that the address
// names only the search_path counts, because ours are promises to others.
func withParams(ours map[string]any) pgdriver.Option {
	return func(c *pgdriver.Config) {
		if path, ok := c.ConnParams["search_path"]; ok {
			ours["search_path"] = path
		}
		c.ConnParams = ours
	}
}

// ClaimCount is how often each trace of a claim is in the database.
type ClaimCount struct {
	Owned   int // enquiries with an owner
	Claims  int // claims that have not ended
	Events  int // lines of the history that tell of a claim
	Answers int // answers that are kept
	Twice   int // enquiries with two claims, or a claim of another than the owner
}

// CountClaims counts what claims have left behind.
func (s Store) CountClaims(ctx context.Context) (n ClaimCount, err error) {
	err = s.row(ctx, "count claims", &n, `
		SELECT (SELECT count(*) FROM enquiries WHERE claimed_by IS NOT NULL) AS owned,
		       (SELECT count(*) FROM claims WHERE ended_at IS NULL) AS claims,
		       (SELECT count(*) FROM events WHERE kind = 'claimed') AS events,
		       (SELECT count(*) FROM ops WHERE id LIKE 'selftest:claim%') AS answers,
		       (SELECT count(*) FROM enquiries e WHERE e.claimed_by IS NOT NULL AND e.claimed_by IS DISTINCT FROM
		            (SELECT CASE count(*) WHEN 1 THEN min(c.user_id) END FROM claims c WHERE c.enquiry_id = e.id)) AS twice`)
	return n, err
}
