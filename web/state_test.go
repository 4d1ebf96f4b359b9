package web_test

// state is a hash over everything that is kept, as (*desk).state.
func (m *matrix) state() string {
	m.t.Helper()
	if m.stateQuery == "" {
		m.stateQuery = m.query(stateQuery)
	}
	var state string
	if err := m.pool.QueryRowContext(m.t.Context(), m.stateQuery).Scan(&state); err != nil {
		m.t.Fatal(err)
	}
	return state
}

// state is a hash over everything that is kept, but for sessions, which tests
// open themselves, for when something was last used, and for the audit log,
// which tells of refusals.
func (d *desk) state() string {
	d.t.Helper()
	return d.query(d.query(stateQuery))
}

// stateQuery writes the query that hashes every table there is.
const stateQuery = `SELECT 'SELECT ' || string_agg(format(
	$q$coalesce((SELECT md5(string_agg(row, '' ORDER BY row)) FROM
	   (SELECT (to_jsonb(t) - '{used_at,seen_at,last_seen_at,last_used_at}'::text[])::text AS row FROM %I t) AS rows), '-')$q$, tablename), ' || ' ORDER BY tablename)
	FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sessions' AND tablename NOT LIKE 'audit%'`
