// Package embed holds what travels inside the binary: migrations, sample data,
// the admin UI and, in full builds, PostgreSQL itself. It imports nothing.
package embed

import "embed"

// Migrations holds the SQL files that bring a database to this release.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Seed holds the sample data.
//
//go:embed seed/*.sql
var Seed embed.FS

// Door holds what the public pages are made of.
//
//go:embed door
var Door embed.FS

// UI holds the built admin UI, or only placeholder.html when it was not built.
//
//go:embed all:ui
var UI embed.FS

// Unit is the unit for systemd; @PROGRAM@ stands for the program's path.
//
//go:embed firstbell.service
var Unit string
