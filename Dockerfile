# hitparade in a container. Mount a folder with hitparade.jsonc at /data:
#   docker build -t hitparade . && docker run -v "$PWD/charts:/data" hitparade
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/package.json /app/hitparade.schema.json /app/hitparade.example.jsonc ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=1h --timeout=2m --start-period=1h CMD ["node", "/app/dist/hitparade.cjs", "status", "--fail-if-stale"]
ENTRYPOINT ["node", "/app/dist/hitparade.cjs"]
CMD ["schedule"]
