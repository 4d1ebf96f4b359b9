package local

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// maxWALSize bounds how long recovery after a crash can take, and how much
// space the log needs at worst; ballastSize is derived from it.
const maxWALSize = 256 * mib

// settings are our defaults: one small school on one small machine.
func (s *Server) settings() map[string]string {
	set := map[string]string{
		"listen_addresses":        "",
		"unix_socket_directories": s.layout.socketDir(),
		"unix_socket_permissions": "0700",
		"port":                    "5432",
		"ssl":                     "off",
		"password_encryption":     "scram-sha-256",

		"max_connections":      "30",
		"shared_buffers":       "64MB",
		"work_mem":             "8MB",
		"maintenance_work_mem": "64MB",
		"effective_cache_size": "512MB",
		"random_page_cost":     "1.1",
		"jit":                  "off",
		"huge_pages":           "off",
		// Not /dev/shm: Docker gives it 64 MB and systemd clears it.
		"dynamic_shared_memory_type":      "mmap",
		"max_parallel_workers_per_gather": "0",
		"max_logical_replication_workers": "0",
		"autovacuum_max_workers":          "2",

		"max_wal_size":       fmt.Sprintf("%dMB", maxWALSize/mib),
		"min_wal_size":       "64MB",
		"wal_compression":    "on",
		"checkpoint_timeout": "15min",

		"timezone":                            "UTC",
		"log_timezone":                        "UTC",
		"datestyle":                           "iso, ymd",
		"lc_messages":                         "C",
		"lc_monetary":                         "C",
		"lc_numeric":                          "C",
		"lc_time":                             "C",
		"default_text_search_config":          "pg_catalog.simple",
		"idle_in_transaction_session_timeout": "60s",

		"logging_collector": "off",
		"log_destination":   "stderr",
		"log_line_prefix":   "%m [%p] ",
		"log_min_messages":  "warning",
		// Statements and details hold names and telephone numbers of families;
		// they do not belong into a log file.
		"log_min_error_statement": "panic",
		"log_error_verbosity":     "terse",
	}
	if s.plan.Major >= 18 {
		set["io_method"] = "sync" // saves three idle worker processes
	}
	if s.opts.Ephemeral {
		set["max_connections"] = "200"
	}
	maps.Copy(set, s.opts.Settings)
	return set
}

// durability is given on the command line, which no file and no ALTER SYSTEM
// can overrule: an acknowledged row is on the disk.
func (s *Server) durability() []string {
	state := "on"
	if s.opts.Ephemeral {
		state = "off"
	}
	var args []string
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		args = append(args, "-c", name+"="+state)
	}
	return args
}

// writeConf writes the three files of the server's configuration, each only
// when it changed.
func (s *Server) writeConf() error {
	for name, text := range map[string]string{
		"postgresql.conf": s.confText(),
		"pg_hba.conf":     hbaText,
		"pg_ident.conf":   identText(s.account),
	} {
		path := filepath.Join(s.plan.DataDir, name)
		if err := replaceFile(path, []byte(text), 0o600, &s.account); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

func (s *Server) confText() string {
	var b strings.Builder
	b.WriteString("# Written by Firstbell at every start: changes here are lost.\n")
	b.WriteString("# Put your own settings into " + strings.ReplaceAll(s.layout.localConf(), "\n", " ") + "\n")
	set := s.settings()
	for _, name := range slices.Sorted(maps.Keys(set)) {
		fmt.Fprintf(&b, "%s = %s\n", name, quote(set[name]))
	}
	fmt.Fprintf(&b, "include_if_exists = %s\n", quote(s.layout.localConf()))
	return b.String()
}

// quote writes a value the way postgresql.conf and pg_ident.conf read it.
func quote(value string) string {
	value = strings.NewReplacer(`\`, `\\`, `'`, `''`, "\n", " ").Replace(value)
	return "'" + value + "'"
}

// hbaText lets in only who comes through the socket and is, for the operating
// system, one of the two users in pg_ident.conf.
const hbaText = "# Written by Firstbell at every start.\nlocal all all peer map=firstbell\n"

// identText lists both users, because root starts the server as another one.
// Roles are listed one by one: the word "all" is known only from 16 on.
func identText(a account) string {
	names := []string{ourName()}
	if a.name != "" && a.name != names[0] {
		names = append(names, a.name)
	}
	var b strings.Builder
	b.WriteString("# Written by Firstbell at every start.\n")
	for _, name := range names {
		for _, role := range []string{AdminRole, OwnerRole, AppRole} {
			fmt.Fprintf(&b, "firstbell \"%s\" %s\n", name, role)
		}
	}
	return b.String()
}
