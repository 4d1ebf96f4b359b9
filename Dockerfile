# The desk without a database of its own: one static program that needs a
# PostgreSQL beside it, as in docker-compose.yml.

# Exact versions, so that a build of tomorrow is that of today. With a digest
# behind the tag it is that to the byte: docs/operator.md, Images.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim
ARG GO_IMAGE=golang:1.26.8-bookworm

FROM ${NODE_IMAGE} AS ui
# For networks that reach packages through a mirror; unset means the usual place.
ARG NPM_CONFIG_REGISTRY
WORKDIR /src/web/ui
COPY web/ui/package.json web/ui/package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY testdata/openapi.json /src/testdata/
COPY web/ui ./
RUN npm run --silent types && npm run --silent build

FROM ${GO_IMAGE} AS program
ARG GOPROXY
WORKDIR /src
# Not "go mod download" first: that would fetch what only tests and tools need.
COPY . .
COPY --from=ui /src/embed/ui embed/ui
# Compiled before the version is known: another version alone is linked again.
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -o /dev/null .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X firstbell/app/cli.Version=$VERSION" -o /image/firstbell .
# What a program expects of a system, and the folders that it may write to.
# "right" and "posix" hold every time zone a second and a third time.
RUN mkdir -p /image/etc/ssl/certs /image/usr/share /owned/data /owned/backups \
 && cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && cp -R /usr/share/zoneinfo /image/usr/share/ \
 && rm -rf /image/usr/share/zoneinfo/right /image/usr/share/zoneinfo/posix /image/usr/share/zoneinfo/localtime \
 && mkdir -m 1777 /image/tmp \
 && chmod 700 /owned/data /owned/backups

FROM scratch
COPY --from=program /image /
COPY --from=program --chown=10001:10001 /owned /
USER 10001:10001
ENV HOST=0.0.0.0 DATA_DIR=/data BACKUP_DIR=/backups NODE_ENV=production
VOLUME /data /backups
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/firstbell", "healthcheck"]
ENTRYPOINT ["/firstbell"]
