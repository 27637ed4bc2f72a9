import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createSite, type LiveContext } from './create-site.ts'
import { isLoopback } from './live/known-host.ts'

export interface ServeOptions {
  /** 0: a free port. */
  port: number
  /** Only `127.0.0.1` is not reachable from other machines. */
  host: string
  /** Other names than `localhost` that requests may use if only this machine reaches the site. */
  names?: readonly string[]
}

/** A running site. */
export interface ServedSite {
  /** `http://127.0.0.1:<port>/` */
  url: string
  close(): Promise<void>
}

/** Serves the pages until it is closed. Throws if the port is in use. */
export async function serveSite(
  context: LiveContext,
  { port, host, names = [] }: ServeOptions,
): Promise<ServedSite> {
  const app = createSite({ ...context, names: isLoopback(host) ? names : null })
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actual, address, family } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        // Browsers keep connections open for further requests.
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
