import { expect } from 'vitest'
import type { App } from '../../../src/app.ts'
import type { ChartConfig } from '../../../src/config/config.ts'
import { getChartDate } from '../../../src/domain/calendar.ts'
import type { Clock } from '../../../src/schedule/clock.ts'
import { runSchedule } from '../../../src/schedule/run-schedule.ts'
import { decodeRaw } from '../../../src/sources/raw/decode-raw.ts'
import type { ChartSource } from '../../../src/sources/source.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import { deezerTrack } from '../../sources/support/answers.ts'
import { requestFor } from '../../sources/support/serve.ts'

export const iso = (time: number) => new Date(time).toISOString()

/** A source, a store and a clock that only pauses move. */
export function createWorld({
  history = 'none' as ChartSource['history'],
  chart = {} as Partial<ChartConfig>,
  // No such folder can be made, so each round compares everything.
  data_dir = '/dev/null/hitparade',
} = {}) {
  let now = 0
  const logged: string[] = []
  const fetched: string[] = []
  const news: string[] = []
  const raw = memoryStore()
  const world = {
    logged,
    fetched,
    /** The attempts of all reports that are news. */
    news,
    raw,
    /** Fails with this error as long as it is set. */
    failure: null as ((time: number) => Error | null) | null,
    /** Is called in each round. */
    deleteExpired: async () => {},
    setClock: (instant: string) => {
      now = Date.parse(instant)
    },
    /** Runs the schedule up to an instant, as if the process ended there. */
    async runUntil(until: string, { isOnce = false } = {}) {
      const ending = new AbortController()
      const clock: Clock = {
        now: () => iso(now),
        async sleepUntil(instant) {
          const end = Date.parse(until)
          if (Date.parse(instant) >= end) ending.abort()
          now = Math.max(now, Math.min(Date.parse(instant), end))
        },
      }
      const charts = [requestFor({} as never, { source: 'invented', ...chart }).chart]
      return runSchedule(app, {
        charts,
        clock,
        signal: ending.signal,
        isOnce,
        log: (line) => logged.push(line),
        async onReport(_report, attempts) {
          news.push(...attempts.map(({ outcome, chart_date }) => `${outcome} ${chart_date}`))
        },
        deleteExpired: () => world.deleteExpired(),
      })
    },
    /** The chart dates of all stored objects, repeated ones included. */
    async listDates() {
      const dates: string[] = []
      for await (const { key } of raw.list(''))
        dates.push(decodeRaw(await raw.get(key)).header.chart_date ?? '')
      return dates.sort()
    },
  }
  const source: ChartSource = {
    name: 'invented',
    terms: {} as never,
    history,
    charts: () => [],
    async fetch({ chart: wanted, chart_date }) {
      fetched.push(`${iso(now).slice(0, 16)} ${chart_date}`)
      const error = world.failure?.(now) ?? null
      if (error !== null) throw error
      // A source without history shows the chart of now, whatever is wanted.
      if (history === 'none') expect(getChartDate(wanted, iso(now))).toBe(chart_date)
      const body = Buffer.from(JSON.stringify({ data: [deezerTrack(1)], total: 1 }))
      const { name, expected_size, scope, market, cadence, weekdays } = wanted
      return {
        header: {
          format: 1,
          reader: 'deezer',
          source: 'invented',
          chart: wanted.chart,
          chart_date,
          fetched_at: iso(now),
          identity: 'id',
          settings: { chart_name: name, expected_size, scope, market, cadence, weekdays },
          charts: {},
          unsplit_artists: [],
          complete: true,
          file_name: null,
          pages: [{ url: 'http://invented.invalid/', status: 200, bytes: body.length }],
        },
        bodies: [body],
      } as never
    },
  }
  const app = {
    config: { file: null, charts: [], join: [], split: [], data_dir },
    raw,
    curated: memoryStore(),
    local: null,
    warehouse: {},
    now: () => iso(now),
    source: async () => source,
    importedDates: async () => [],
    close: async () => {},
  } as unknown as App
  return world
}
