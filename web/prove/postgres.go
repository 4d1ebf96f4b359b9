package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// postgres is the private PostgreSQL under the servers: durable, as in real
// use, with room for three pools.
type postgres struct {
	dir    string
	server *local.Server
	admin  *sql.DB // superuser on the servers' database, not through a proxy
}

func startPostgres(ctx context.Context) (*postgres, error) {
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-prove-")
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir}
	if err := os.Chmod(dir, 0o755); err != nil { // the server's user has to get in
		return nil, errors.Join(err, p.stop())
	}
	p.server, err = local.Start(ctx, local.Options{Dir: dir, Settings: map[string]string{"max_connections": "100"}})
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	if !p.server.Status().Durable {
		return nil, errors.Join(errors.New("this PostgreSQL does not promise durability"), p.stop())
	}
	u, err := url.Parse(p.server.AdminDSN())
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	u.Host = local.Database
	p.admin = sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(u.String()), pgdriver.WithReadTimeout(time.Minute)))
	p.admin.SetMaxIdleConns(-1) // an idle connection would not outlive the next fault
	return p, nil
}

func (p *postgres) socket() string { return p.server.Status().Socket }

// answers waits until the database answers again.
func (p *postgres) answers(ctx context.Context) error {
	for {
		if err := p.admin.PingContext(ctx); err == nil {
			return nil
		}
		if err := outside.Rest(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// backends returns the process ids of the servers' connections.
func (p *postgres) backends(ctx context.Context) ([]int, error) {
	rows, err := p.admin.QueryContext(ctx, "SELECT pid FROM pg_stat_activity WHERE application_name = 'firstbell'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			return nil, err
		}
		list = append(list, pid)
	}
	return list, rows.Err()
}

// stop ends the server and removes all it kept.
func (p *postgres) stop() error {
	var err error
	if p.admin != nil {
		err = p.admin.Close()
	}
	if p.server != nil {
		err = errors.Join(err, p.server.Stop(context.Background()))
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}
