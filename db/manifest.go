package db

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// manifestName is the entry of a backup that says what else is in it.
const manifestName = "manifest.json"

// manifestFormat is the newest form of a backup that this program reads.
const manifestFormat = 1

// Manifest says what a backup holds. It is the last thing that is written: a
// backup without one is none.
type Manifest struct {
	Format     int        `json:"format"`
	MadeAt     time.Time  `json:"madeAt"`  // by the clock of the database, when the snapshot was taken
	Program    string     `json:"program"` // version of the Firstbell that made it
	Server     string     `json:"server"`  // version of the PostgreSQL it was made from
	Instance   string     `json:"instance"`
	Migrations []Step     `json:"migrations"`
	Tables     []Table    `json:"tables"` // those that others refer to come first
	Sequences  []Sequence `json:"sequences"`
}

// Step is one migration that a database has gone through.
type Step struct {
	Name     string `json:"name"`
	Checksum string `json:"checksum,omitempty"` // empty for those of before checksums were kept
}

// Table is what was copied of one table. The hash is of the rows in the order
// of the primary key, as COPY writes them.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"`
}

// Sequence is how far a counter has counted.
type Sequence struct {
	Name   string `json:"name"`
	Last   int64  `json:"last"`
	Called bool   `json:"called"`
}

// Rows counts the rows of all tables.
func (m Manifest) Rows() int64 {
	var n int64
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// Schema names the newest migration, "" when there is none.
func (m Manifest) Schema() string {
	if len(m.Migrations) == 0 {
		return ""
	}
	return m.Migrations[len(m.Migrations)-1].Name
}

// Sink is where a backup goes; Source is where it comes from.
type (
	Sink interface {
		Create(name string) (io.Writer, error)
	}
	Source interface {
		Open(name string) (io.ReadCloser, error)
	}
)

func writeManifest(out Sink, m Manifest) error {
	w, err := out.Create(manifestName)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(m)
}

// ReadManifest reads what a backup says of itself. A *SchemaError when a newer
// program has made it.
func ReadManifest(in Source) (Manifest, error) {
	var m Manifest
	r, err := in.Open(manifestName)
	if err != nil {
		return m, fmt.Errorf("read what is in the backup: %w", err)
	}
	defer r.Close()
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return m, fmt.Errorf("read what is in the backup: %w", err)
	}
	if m.Format > manifestFormat {
		return m, &SchemaError{fmt.Sprintf("This backup was made by a newer Firstbell (%s). Nothing was touched. Restore it with that version or a newer one", m.Program)}
	}
	return m, nil
}
