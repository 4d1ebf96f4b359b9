//go:build bundledpg

package embed

import _ "embed"

// Bundle is PostgreSQL for this platform, a tar archive packed with zstd by
// db/local/pgpack.
//
//go:embed bundle_linux_arm64.tar.zst
var Bundle string

// BundleInfo is the server's version and the sha256 of Bundle: "18.4 <sum>".
//
//go:embed bundle_linux_arm64.txt
var BundleInfo string
