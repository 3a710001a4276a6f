# The image of a fleet: every worker, and whoever starts runs, is this one (docs/fleet.md).
#
#     docker build -t reprise:0.1.0 .
#
# For x86 and ARM at once, each built on its own kind of machine or emulated:
#
#     docker buildx build --platform linux/amd64,linux/arm64 -t registry.example/reprise:0.1.0 --push .

# The same in both stages: better-sqlite3 is a native module, and belongs to one Node and one libc.
ARG NODE_VERSION=22

# This image has a compiler, for where better-sqlite3 has no prebuilt binary.
FROM node:${NODE_VERSION}-bookworm AS build
ARG NATS_CLIENT=3.3.1
ARG AWS_CLIENTS=3.1164.0
WORKDIR /src
COPY . .
# The tarball that npm users install: bundled, and without what only the build needs.
RUN npm ci --ignore-scripts && npm pack --pack-destination /tmp
WORKDIR /app
RUN echo '{ "private": true, "allowScripts": { "better-sqlite3": true } }' > package.json \
  && npm install --omit=dev --no-audit --no-fund /tmp/reprise-*.tgz \
    "@nats-io/transport-node@$NATS_CLIENT" "@nats-io/jetstream@$NATS_CLIENT" \
    "@aws-sdk/client-sqs@$AWS_CLIENTS" "@aws-sdk/client-cloudwatch-logs@$AWS_CLIENTS"

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /app /app
# /work is for a database and scenarios; bundles and compiled code go to /tmp, the only other place that is written to.
RUN ln -s /app/node_modules/.bin/reprise /usr/local/bin/reprise && install -d -o node -g node /work
WORKDIR /work
# By number, since Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
ENTRYPOINT ["reprise"]
CMD ["--help"]
