import { curatedKey } from '../../src/domain/keys.ts'
import type { SnapshotRows } from '../../src/transform/rows/table-rows.ts'
import { datesFrom, inventedChart } from './invented.ts'
import { occasions, tracks } from './occasions.ts'
import { ownWarehouse } from './own-warehouse.ts'
import { issues, songs } from './parade.ts'
import { allRows, ndjson, told } from './snapshots.ts'
import { curatedFiles } from './warehouse.ts'

export type SmallWorld = Awaited<ReturnType<typeof ownWarehouse>>

/** The questions that are asked of it. */
export const smallQuestions: Record<string, string>[] = [
  { chart: 'parade', song: 'elm', artist: 'Ida', limit: '5', now: '2026-01-11T08:00:00Z' },
  { chart: 'parade', song: 'birch', across_gaps: 'true', on: '2026-01-06' },
  { chart: 'invented-one', song: 'song-3', artist: 'Ida', limit: '3' },
  { chart: 'invented-two', song: 'song-4', on: '2026-01-20', from: '2026-01-05', to: '2026-01-25' },
  { chart: 'grown', song: 'four', convention: 'peak' },
  { chart: 'weekly', song: 'a', on: '2026-01-16' },
]

/**
 * Curated files with everything that landing can hold, and the local warehouse over them: gaps, joins, corrections,
 * rejects, decisions, approvals, failing checks, snapshots that are half there, older versions and files landed twice.
 */
export async function smallWorld(): Promise<SmallWorld> {
  const own = await ownWarehouse()
  const put = async (files: Map<string, Uint8Array>) => {
    for (const [key, bytes] of files) await own.curated.put(key, bytes)
  }
  // The parade is the one global chart of its source, and so the one that is shown where none is named.
  const others = occasions.map((issue) => ({ ...issue, settings: { scope: 'other' } }))
  await put(curatedFiles({ ...songs, ...tracks }, [...issues, ...others]))
  const dates = datesFrom('2026-01-01', 40).filter((_, index) => index % 11 !== 7)
  for (const [name, seed] of [
    ['invented-one', 1],
    ['invented-two', 2],
  ] as const) {
    const lines = inventedChart(name, seed, dates.slice(0, 20 * seed)).text.split('\n')
    const rows = allRows(ndjson(lines.map((line) => JSON.parse(line))))
    await own.write({ ...rows, chart_issues: rows.chart_issues.map((row) => ({ ...row, scope: 'other' })) })
  }
  await weeklyCharts(own)
  await brokenSnapshots(own)
  await own.decide({ ...decided(1), kind: 'join', song_id: 'a', other_song_id: 'd' })
  await own.decide({ ...decided(2), kind: 'split', song_id: 'b', other_song_id: 'e' })
  await own.decide({ ...decided(3), kind: 'withdrawn', song_id: 'e', other_song_id: 'b' })
  await own.warehouse.load()
  return own
}

const decided = (second: number) => ({
  source: 'simulator',
  decided_at: `2026-02-01T00:00:0${second}.250Z`,
})

async function weeklyCharts(own: SmallWorld) {
  for (const chart_date of ['2026-01-02', '2026-01-09', '2026-01-16', '2026-02-06']) {
    const of = { chart_date, fetched_at: `${chart_date}T06:00:00.000Z` }
    const weekly = { cadence: 'weekly', weekdays: null, scope: 'market', market: 'is' } as const
    const mondays = { cadence: 'daily', weekdays: '15', scope: 'other' } as const
    await own.write(allRows(told({ ...of, chart: 'weekly', songs: ['a', 'b', null, 'c'], settings: weekly })))
    await own.write(allRows(told({ ...of, chart: 'twice-a-week', songs: ['c', 'd'], settings: mondays })))
  }
}

async function brokenSnapshots(own: SmallWorld) {
  const createRows = (chart: string, day: number, ids: (string | null)[], hour = '06') => {
    const chart_date = `2026-01-0${day}`
    return allRows(told({ chart, chart_date, fetched_at: `${chart_date}T${hour}:00:00.500Z`, songs: ids }))
  }
  const claiming = (rows: SnapshotRows, chart_size: number): SnapshotRows => ({
    ...rows,
    chart_issues: rows.chart_issues.map((row) => ({ ...row, chart_size })),
  })
  // Withheld, an older one stands in; withheld and approved; withheld without another.
  await own.write(createRows('crowded', 1, ['a', 'b', 'c']))
  await own.write(claiming(createRows('crowded', 1, ['c', 'b', 'a'], '18'), 2))
  await own.write(claiming(createRows('crowded', 2, ['b', 'c', 'e']), 2))
  const approved = claiming(createRows('crowded', 3, ['e', 'c', 'b']), 2)
  await own.write(approved)
  const { chart = '', chart_date = '', snapshot_id = '' } = approved.chart_issues[0] ?? {}
  await own.decide({ ...decided(4), kind: 'approval', chart, chart_date, snapshot_id })
  // Its entries never arrived, nor those of a newer version; an answer that is short, and one that is a first page.
  await own.write({ ...createRows('halves', 1, ['a', 'b']), chart_entries: [] })
  await own.write(createRows('halves', 2, ['a', 'b']))
  await own.write({ ...createRows('halves', 2, ['a', 'b']), songs: [] }, 2)
  await own.write(createRows('halves', 2, ['b'], '18'))
  await own.write(createRows('halves', 3, ['b', 'a']))
  await own.write(createRows('halves', 3, ['b', 'a']), 2)
  await own.write(allRows(told({ chart: 'halves', chart_date: '2026-01-04', songs: ['c'], complete: false })))
  // Landed twice, as a pipe may do it.
  const twice = createRows('twice', 1, ['a', null, 'b', 'a'])
  await own.write(twice)
  for (const table of ['chart_entries', 'songs', 'song_artists', 'chart_issues', 'rejects'] as const) {
    const key = curatedKey(table, twice.chart_issues[0]?.raw_key ?? '', 1)
    await own.curated.put(key.replace('.v1.', '-again.v1.'), await own.curated.get(key))
  }
}
