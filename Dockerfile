# One file for all that is ours: `--target lifespan` is every command, `--target fleet` the simulated fleet.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /lifespan
COPY package.json package-lock.json .npmrc ./
# What is optional is the embedded ClickHouse and a Node: here both are other images' matter.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24.21.0-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /lifespan
COPY package.json LICENSE ./
COPY --from=packages /lifespan/node_modules node_modules

FROM runtime AS fleet
COPY fleet fleet
COPY instrumentation instrumentation
COPY redaction redaction
# By number: Kubernetes can't tell by a name that it is not root.
USER 1000:1000
ENTRYPOINT ["node", "fleet/main.ts"]

FROM runtime AS lifespan
COPY bin bin
COPY schemas schemas
COPY clickhouse clickhouse
COPY redaction redaction
COPY log log
COPY collector collector
COPY correlator correlator
COPY queries queries
COPY alerts alerts
COPY cli cli
# For `docker compose exec correlator lifespan findings`.
RUN ln -s /lifespan/bin/lifespan.js /usr/local/bin/lifespan
# What `lifespan notify` told whom stands there: a volume of it belongs to who runs.
RUN mkdir /var/lib/lifespan && chown 1000:1000 /var/lib/lifespan
USER 1000:1000
EXPOSE 4317 4318 9464
ENTRYPOINT ["node", "bin/lifespan.js"]
