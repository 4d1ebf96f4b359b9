package db

import (
	"context"
	"time"
)

// Facts are what can be asked of a PostgreSQL about how safe it keeps things,
// and about the role that asks.
type Facts struct {
	Version        int // as server_version_num has it
	Fsync          bool
	FullPageWrites bool
	SyncCommit     string
	Checksums      bool
	Now            time.Time // its clock
	Role           string
	Superuser      bool
	AuditWritable  bool // the role may change or remove lines of the audit log
}

// Facts asks for them. It changes nothing.
func (s Store) Facts(ctx context.Context) (Facts, error) {
	var f Facts
	err := s.row(ctx, "ask PostgreSQL about itself", &f, `
		SELECT current_setting('server_version_num')::int AS version,
		       current_setting('fsync')::bool AS fsync,
		       current_setting('full_page_writes')::bool AS full_page_writes,
		       current_setting('synchronous_commit') AS sync_commit,
		       current_setting('data_checksums')::bool AS checksums,
		       clock_timestamp() AS now,
		       current_user AS role,
		       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
		       coalesce(has_table_privilege(to_regclass('audit')::oid, 'UPDATE, DELETE, TRUNCATE'), false) AS audit_writable`)
	return f, err
}
