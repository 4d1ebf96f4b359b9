//go:build !bundledpg || !linux || !(amd64 || arm64)

package embed

// Bundle is empty: this build carries no PostgreSQL and uses an installed one.
const Bundle = ""

// BundleInfo is empty when there is no bundle.
const BundleInfo = ""
