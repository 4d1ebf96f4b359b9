package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"firstbell/app/config"
	"firstbell/app/password"
	"firstbell/db"
	"firstbell/embed"
)

const seedHelp = `firstbell seed

Fills an empty database with the sample data: two counsellors,
john@example.com and jane@example.com, both with the password password123, and
five enquiries, one of them claimed. It deletes nothing and refuses a database
that holds anything already. Anybody can know these passwords: use it for trying
things out only. Stop the desk first if it runs its own database.`

func seed(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	d, err := bringUp(ctx, c, newLog(c, errs), errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	hash, err := password.New(1).Hash(ctx, "password123")
	if err != nil {
		return err
	}
	if err := db.Seed(ctx, d.Store, embed.Seed, hash); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "Added 2 counsellors (john@example.com, jane@example.com, password123) and 5 enquiries.")
	return err
}
