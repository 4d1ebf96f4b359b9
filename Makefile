# Every target that people use has a ## comment; `make` alone prints them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOARCH  := $(shell go env GOARCH)
LDFLAGS := -s -w -X firstbell/app/cli.Version=$(VERSION)
WITH_PG := go run ./db/dbtest/with
export CGO_ENABLED ?= 1

.PHONY: release help run test build check bench prove drill ui race vet fmt vuln ui-check browser-tests chromium compose-env compose-update compose-test clean

help: ## Print this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: build ## Run the desk at http://localhost:3000, with a database of its own
	@if [ -z "$$DATA_DIR" ] && [ "$$(id -u)" = 0 ] && $(CLOSED); then \
	  echo "This folder is closed to the database's own user: the data go to /var/lib/firstbell"; \
	  export DATA_DIR=/var/lib/firstbell; fi; \
	exec ./firstbell

# Whether a folder above this one lets nobody but its owner in, as /root does.
CLOSED = (d=$$PWD; while [ "$$d" != / ]; do case "$$(stat -c %A "$$d")" in *[xt]) ;; *) exit 0;; esac; d=$$(dirname "$$d"); done; exit 1)

test: check ## Run every check and test there is

build: ui embed/bundle_linux_$(GOARCH).tar.zst ## Build ./firstbell with the UI and PostgreSQL inside
	CGO_ENABLED=0 go build -tags bundledpg -trimpath -ldflags "$(LDFLAGS)" -o firstbell .

include embed/bundle.mk

# The texts of well-known licences, for what travels in binary form.
TEXTS := spdx-license-list@6.12.0
TEXTS_INTEGRITY := sha512-+nUYqm3aZMSHbjsthK+i/HHI2okTElCvqwUd4k8QcSk+FTGgjq+fsdFj2wZOaX6XmR2JdWhf/NeflNnvKOjcnQ==

release: ui embed/bundle_linux_amd64.tar.zst embed/bundle_linux_arm64.tar.zst ## Build what is published into dist/: programs, lists of parts, licences, sums
	rm -rf dist && mkdir dist
	for arch in amd64 arm64; do CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -tags bundledpg -trimpath -buildvcs=false \
	  -ldflags "$(LDFLAGS)" -o dist/firstbell-linux-$$arch . || exit 1; done
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && (cd "$$tmp" && npm pack --silent $(TEXTS) >/dev/null) && \
	  go run ./.ci/release -out dist -version "$(VERSION)" -texts "$$tmp"/*.tgz -integrity "$(TEXTS_INTEGRITY)" dist/firstbell-linux-*
	cd dist && sha256sum * >SHA256SUMS
	.ci/release-test

ui: embed/ui/index.html ## Build the admin UI

UI_SOURCES := $(shell find web/ui/src web/ui/build web/ui/index.html web/ui/*.ts web/ui/*.js -type f 2>/dev/null) testdata/openapi.json
web/ui/node_modules/.package-lock.json: web/ui/package.json web/ui/package-lock.json
	cd web/ui && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
embed/ui/index.html: web/ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd web/ui && npm run --silent types && npm run --silent build
	@touch $@

check: fmt vet vuln race ui-check browser-tests compose-test ## All that CI runs, in order of speed

fmt:
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt these files:"; echo "$$out"; exit 1; }

vet:
	go vet ./... ./.ci/release
	go tool staticcheck ./... ./.ci/release

vuln: # needs the list of known vulnerabilities from the network; says so without it
	@out=$$(go tool govulncheck ./... 2>&1) && { echo "$$out"; exit 0; }; \
	if grep -q "fetching vulnerabilities" <<<"$$out"; then \
	  echo "govulncheck: NOT CHECKED, the list of known vulnerabilities cannot be reached from here"; \
	else echo "$$out"; exit 1; fi

race: ui embed/bundle_linux_$(GOARCH).tar.zst # the tests move data between two versions of PostgreSQL
	@go test -race -run '^$$' ./... >/dev/null # compile with all cores
	@# One package at a time keeps the cores. What the tests have counted is shown at the end.
	@figures=$$(mktemp); \
	FIGURES=$$figures $(WITH_PG) go test -race -p 1 -timeout 20m ./...; code=$$?; \
	cat $$figures; rm -f $$figures; exit $$code

ui-check: ui
	cd web/ui && npm run --silent check && npm run --silent test

browser-tests: build chromium
	cd web/ui && npm run --silent e2e

chromium: # installs Debian's Chromium where there is none
	@command -v chromium >/dev/null || { \
	  echo "installing Chromium for the browser tests"; \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

ENV_FILE ?= .env
compose-env: ## Write .env with a random database password, for docker compose
	@if test -e $(ENV_FILE); then echo "$(ENV_FILE) is there already and stays as it is"; else \
	  umask 077 && set -C && printf '%s\n' \
	    '# Keep this file: the database was made with this password, and the project' \
	    '# name finds its volumes again, wherever this folder is moved to.' \
	    COMPOSE_PROJECT_NAME=firstbell \
	    "POSTGRES_PASSWORD=$$(head -c 4096 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | cut -c 1-40)" >$(ENV_FILE) && \
	  echo "wrote $(ENV_FILE) with a random database password"; fi

COMPOSE = $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
compose-update: ## Bring a desk that runs by docker compose to the newest version, and wait until it is ready
	@test -e .env || { echo "there is no .env here: this is not the folder that the desk was started from"; exit 1; }
	git pull --ff-only --quiet
	VERSION=$$(git describe --tags --always) $(COMPOSE) up -d --build
	@for i in $$(seq 120); do \
	  if $(COMPOSE) exec -T app /firstbell healthcheck >/dev/null 2>&1; then $(COMPOSE) exec -T app /firstbell version; exit 0; fi; \
	  sleep 1; done; \
	echo "the desk is not ready after two minutes; what it says: $(COMPOSE) logs --tail 50 app"; exit 1

compose-test: # needs a Docker engine; says so and passes without one
	@.ci/compose-test

bench: build ## Measure speed and memory and print the table (BENCH=-quick for less)
	go run ./web/bench $(BENCH)

prove: ## Kill servers and database while people claim, and check every answer; under ten minutes
	go run ./web/prove -all -doc docs/proof.md

drill: build ## Try backups, crash copies, stops, full disks, kill -9 and power cuts on the real program; a quarter of an hour (DRILL=-quick for less)
	go run ./web/drill $(or $(DRILL),-doc docs/drill.md)

clean: ## Remove what was built; never touches data/
	rm -rf firstbell dist web/ui/node_modules embed/bundle_* && git clean -fdXq embed/ui
