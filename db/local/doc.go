// Package local runs the private PostgreSQL of one Firstbell installation:
// it finds or unpacks a server, creates the cluster once, starts it on a unix
// socket that nobody else can open, keeps it running and stops it in order.
//
// Everything lives in one directory, DATA_DIR:
//
//	lock                   flock held while a copy of the program runs; holds its pid
//	CURRENT                which cluster is in use, as JSON
//	data-18/               the cluster (PGDATA), owned by the server's user, 0700
//	.initdb-<pid>/         a cluster being created; renamed to data-18 when complete
//	.upgrade-<pid>/        a DATA_DIR whose cluster takes the place of an older one when complete
//	data-17.old-<time>/    one whose place was taken
//	runtime/18.4-<sum>/    the unpacked bundle, owned by us
//	run/.s.PGSQL.5432      the socket, in a directory of mode 0700
//	postgres.log           what the server says
//	postgresql.local.conf  the operator's own settings; read, never written
//	reserve.bin            space set aside for the day the disk is full
//
// The package promises never to delete, empty or re-create a cluster, never to
// put a second one beside an existing one, and never to signal a process that
// is not a postgres working in this very data directory. It knows nothing of
// migrations, tables or the product.
package local
