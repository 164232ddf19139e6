# docker build -t extern-bmc .
# docker run --rm -p 127.0.0.1:9002:9002 -e EXTERN_BMC_DEVICE_ID=0x20 extern-bmc
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Skips install scripts: the only one downloads a Node, which the image has. For a private registry: --secret id=npmrc.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --ignore-scripts --prefer-offline --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build scripts/build
COPY config config
COPY src src
COPY web web
RUN npm run build

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="extern-bmc" \
  org.opencontainers.image.description="The BMC behind QEMU's ipmi-bmc-extern device" \
  org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/extern-bmc
COPY --from=build /build/package.json ./
COPY --from=build /build/dist dist
COPY bin bin
COPY config config
COPY LICENSE ./

# A numeric user, so that Kubernetes can verify that it is not root. Most users who need the socket have id 1000.
RUN ln -s /opt/extern-bmc/bin/extern-bmc.js /usr/local/bin/extern-bmc && mkdir -m 0700 /run/extern-bmc && chown 1000:1000 /run/extern-bmc
USER 1000:1000
WORKDIR /run/extern-bmc

ENV NODE_ENV=production
ENV EXTERN_BMC_CONFIG=/opt/extern-bmc/config/container.yaml
EXPOSE 9002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "/opt/extern-bmc/dist/healthcheck.js"]
ENTRYPOINT ["node", "/opt/extern-bmc/bin/extern-bmc.js"]
CMD ["serve"]
