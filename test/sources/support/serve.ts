import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { ChartConfig } from '../../../src/config/config.ts'
import { createHttpSession, type HttpOptions } from '../../../src/sources/http/http-session.ts'
import type { FetchRequest } from '../../../src/sources/source.ts'
import { type Reply, sendReply } from './send-reply.ts'

/** A real server for one test: answers by `reply`, remembers what it was asked. */
export async function serve(reply: (path: string, request: IncomingMessage) => Reply) {
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    request.resume().on('end', () => sendReply(response, reply(request.url ?? '', request)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** A session on a clock that only its own waiting moves. */
export function fakeSession(options: HttpOptions = {}) {
  const waits: number[] = []
  let clock = Date.parse('2026-11-21T06:00:00Z')
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds / 1000)
    clock += milliseconds
  }
  const now = () => clock
  const pass = (milliseconds: number) => {
    clock += milliseconds
  }
  return { http: createHttpSession({ sleep, now, ...options }), waits, now, pass }
}

/** A request for a chart that is only invented. */
export function requestFor(http: FetchRequest['http'], chart: Partial<ChartConfig> = {}): FetchRequest {
  return {
    chart: {
      chart: 'invented-top',
      source: 'spotify',
      playlist: 'abc123',
      name: 'Invented Top',
      expected_size: null,
      scope: 'global',
      market: null,
      cadence: 'daily',
      weekdays: null,
      time_zone: 'UTC',
      lag_days: 0,
      run_at: ['12:00'],
      ...chart,
    },
    chart_date: '2026-11-21',
    at: null,
    http,
  }
}
