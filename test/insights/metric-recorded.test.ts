import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { ResultRow } from '../../src/warehouse/warehouse.ts'
import { type Imports, importsWarehouse } from '../support/fixtures/imports.ts'
import { recordings } from '../support/fixtures/recorded.ts'

interface Entry {
  date: string
  rank: number
  streams: number
  recording: string
}

// Every answer is computed a second time from the rows of the files. Only which ids are one recording is not.
describe.runIf(recordings !== '')('a recorded daily chart with streams', { timeout: 120_000 }, () => {
  let chart: Imports
  /** The better entry of each recording on each day, in order. */
  let entries: Entry[]

  beforeAll(async () => {
    const folder = join(recordings, 'spotify-csv-series', 'kr-daily')
    const files = readdirSync(folder)
      .sort()
      .map((name) => ({
        name: name.replace(/\.gz$/, ''),
        text: gunzipSync(readFileSync(join(folder, name))).toString(),
      }))
    chart = await importsWarehouse()
    await chart.add(files)
    const { rows } = await chart.query('select song_id, recording_id from core.recordings')
    const recordingOf = new Map(rows.map((row) => [row.song_id, String(row.recording_id)]))
    const read = ({ name, text }: { name: string; text: string }) => {
      const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
      const all = data.map((row) => ({
        date: /\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? '',
        rank: Number(row.rank),
        streams: Number(row.streams),
        recording: recordingOf.get(row.uri?.split(':')[2] ?? '') ?? '',
      }))
      return [...new Map(all.reverse().map((entry) => [entry.recording, entry])).values()].reverse()
    }
    entries = files.flatMap(read)
  }, 120_000)
  afterAll(() => chart?.close())

  const ask = async (name: string, given: Record<string, string>): Promise<ResultRow[]> =>
    (await runInsight(chart, name, given, { now: '2026-01-01T00:00:00Z' })).rows

  const sum = (some: Entry[]) => some.reduce((total, { streams }) => total + streams, 0)
  const isOf = (recording: unknown) => (entry: Entry) => entry.recording === recording

  it('was read as a whole', () => {
    expect(entries.length).toBeGreaterThan(10_000)
    expect(entries.every(({ recording, streams }) => recording !== '' && streams > 0)).toBe(true)
  })

  it('has the totals of its rows in metric_totals', async () => {
    const rows = await ask('metric_totals', { above: '10000', limit: '100000' })
    const dates = [...new Set(entries.map(({ date }) => date))]
    const [week, before] = [new Set(dates.slice(-7)), new Set(dates.slice(-14, -7))]
    const expected = [...new Set(entries.map(({ recording }) => recording))].map((recording) => {
      const own = entries.filter(isOf(recording))
      const best = Math.max(...own.map(({ streams }) => streams))
      const last_7 = sum(own.filter(({ date }) => week.has(date)))
      return {
        ...{ recording_id: recording, total: sum(own), best, last_7, issues: own.length },
        best_date: own.find(({ streams }) => streams === best)?.date,
        last_7_change: last_7 - sum(own.filter(({ date }) => before.has(date))),
        issues_above: own.filter(({ streams }) => streams > 10_000).length,
      }
    })
    expected.sort((a, b) => b.total - a.total || (a.recording_id < b.recording_id ? -1 : 1))
    expect(rows).toHaveLength(expected.length)
    expect(rows).toMatchObject(expected)
  })

  it('passes multiples in metric_milestones where the running totals do', async () => {
    const every = 100_000
    const running = new Map<string, number>()
    const expected = entries.flatMap(({ date, recording, streams }) => {
      const before = running.get(recording) ?? 0
      running.set(recording, before + streams)
      const [old, now] = [before, before + streams].map((total) => Math.floor(total / every) * every)
      return old === now ? [] : [`${date} ${recording} ${now} ${before + streams}`]
    })
    const rows = await ask('metric_milestones', { every: String(every), limit: '100000' })
    const found = rows.map((row) => `${row.chart_date} ${row.recording_id} ${row.milestone} ${row.total}`)
    expect(expected.length).toBeGreaterThan(100)
    expect(found.sort()).toEqual(expected.sort())
  })

  it('has the ratios of its first rows in dominance', async () => {
    const rows = await ask('dominance', { limit: '100000' })
    const at = (date: unknown, rank: number) =>
      entries.find((entry) => entry.date === date && entry.rank === rank)?.streams ?? 0
    expect(rows).toHaveLength(new Set(entries.map(({ date }) => date)).size)
    for (const { chart_date, number_one, to_number_two, to_top_ten } of rows) {
      const first = at(chart_date, 1)
      expect(number_one).toBe(first)
      expect(to_number_two).toBeCloseTo(first / at(chart_date, 2), 5)
      const tops = entries.filter(({ date, rank }) => date === chart_date && rank <= 10)
      expect(to_top_ten).toBeCloseTo(first / (sum(tops) / tops.length), 5)
    }
    expect(rows.map(({ place }) => place)).toEqual(
      rows.map(({ place }) => place).sort((a, b) => Number(a) - Number(b)),
    )
  })

  it.each(['metric', 'inverse', 'log', 'power', 'reciprocal'])(
    'adds up its months by the rule %s in top_songs',
    async (points) => {
      const value = ({ rank, streams }: Entry, size: number) =>
        ({
          metric: streams,
          inverse: size + 1 - rank,
          log: Math.log((size + 1) / rank),
          power: rank ** -0.5,
          reciprocal: 1 / rank,
        })[points] ?? 0
      const { rows: issues } = await chart.query('select chart_date, chart_size from core.published_issues')
      const sizes = new Map(issues.map((row) => [String(row.chart_date), Number(row.chart_size)]))
      const expected = new Map<string, number>()
      for (const entry of entries) {
        const key = `${entry.date.slice(0, 7)} ${entry.recording}`
        expected.set(key, (expected.get(key) ?? 0) + value(entry, sizes.get(entry.date) ?? 0))
      }
      const rows = await ask('top_songs', { points, per: 'month', limit: '100000' })
      expect(rows).toHaveLength(expected.size)
      for (const row of rows) {
        expect(row.points).toBeCloseTo(expected.get(`${row.period} ${row.recording_id}`) ?? Number.NaN, 4)
      }
    },
  )
})
