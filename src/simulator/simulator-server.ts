import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { defaultSeed } from './api/api-answer.ts'
import { createApi, type SimulatedRequest } from './api/create-api.ts'
import type { Fault } from './api/faults.ts'
import type { Correction } from './world/corrections.ts'

export interface SimulatorOptions {
  /** Default: a free port. */
  port?: number
  /** The same seed gives the same charts. */
  seed?: number
  faults?: readonly Fault[]
  corrections?: readonly Correction[]
  /** True: links in responses have no host, so that responses do not depend on the port. */
  relativeLinks?: boolean
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:<port>`. The simulated instant follows in every address, see `GET /`. */
  url: string
  /** The newest 10,000 requests, oldest first. */
  requests: readonly SimulatedRequest[]
  close(): Promise<void>
}

/** Serves the invented charts as the Spotify Web API does, on this machine only. Throws if the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, seed = defaultSeed, faults = [], corrections = [], relativeLinks = false } = options
  const requests: SimulatedRequest[] = []
  const api = createApi({ seed, faults, corrections, relativeLinks, requests })
  const server = createAdaptorServer({ fetch: api.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${actual}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        // Clients keep connections open for further requests.
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
