import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { smallWorld } from '../support/fixtures/small-world.ts'
import { compareArtist, compareIssue, compareSong, type Difference } from './compare-pages.ts'
import { createContext, requestSite } from './demo-site.ts'

const worlds: Record<string, () => Promise<{ warehouse: Warehouse; close(): Promise<void> }>> = {
  'the charts of the simulator': () => simulatedWarehouse('2026-11-01', '2026-11-06'),
  'charts with gaps, ties, holes and joined songs': smallWorld,
}

/** Every n-th, so that a test takes seconds. */
const some = <Row>(rows: Row[], most: number) =>
  rows.filter((_, index) => index % Math.ceil(rows.length / most) === 0)

const timeout = 120_000

describe.each(Object.entries(worlds))('the numbers on the pages of %s', { timeout }, (_name, open) => {
  let world: Awaited<ReturnType<typeof open>>
  let request: ReturnType<typeof requestSite>

  beforeAll(async () => {
    world = await open()
    request = requestSite(world.warehouse)
  })

  afterAll(() => world.close())

  const query = async (sql: string) => (await world.warehouse.query(sql)).rows

  /** The charts of each id. */
  async function listById(sql: string) {
    const ids = new Map<string, { source: string; id: string; charts: string[] }>()
    for (const { source, id, chart } of await query(sql)) {
      const known = ids.get(`${source} ${id}`) ?? { source: String(source), id: String(id), charts: [] }
      known.charts.push(String(chart))
      ids.set(`${source} ${id}`, known)
    }
    return [...ids.values()]
  }

  test('of issues are those of the insight', async () => {
    const issues = await query('select source, chart, chart_date from core.published_issues order by 1, 2, 3')
    const differences: Difference[] = []
    for (const { source, chart, chart_date } of some(issues, 30)) {
      const issue = { source: String(source), chart: String(chart), date: String(chart_date) }
      differences.push(...(await compareIssue(request, world.warehouse, issue)))
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of songs are those of the insights', async () => {
    const songs = await listById(
      `select distinct history.source, history.recording_id as id, history.chart
      from core.chart_history as history
      order by 1, 2, 3`,
    )
    const differences: Difference[] = []
    for (const { source, id, charts } of some(songs, 20)) {
      differences.push(...(await compareSong(request, world.warehouse, { source, song: id, charts })))
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of artists are those of the insights', async () => {
    const artists = await listById(
      `select distinct history.source, credits.artist_id as id, history.chart
      from core.chart_history as history
      inner join core.song_credits as credits on history.source = credits.source and history.song_id = credits.song_id
      order by 1, 2, 3`,
    )
    const differences: Difference[] = []
    for (const { source, id, charts } of some(artists, 15)) {
      differences.push(...(await compareArtist(request, world.warehouse, { source, artist: id, charts })))
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of years of artists are those of the insights for that year', async () => {
    const years = await listById(
      `select distinct
          history.source,
          cast(extract(year from history.chart_date) as varchar) || ' ' || credits.artist_id as id,
          history.chart
      from core.chart_history as history
      inner join core.song_credits as credits on history.source = credits.source and history.song_id = credits.song_id
      order by 1, 2, 3`,
    )
    const differences: Difference[] = []
    for (const { source, id, charts } of some(years, 20)) {
      const [year, artist] = [id.slice(0, 4), id.slice(5)]
      differences.push(...(await compareArtist(request, world.warehouse, { source, artist, charts, year })))
    }
    expect(differences.slice(0, 10)).toEqual([])
  })
})

describe('a formatter that is wrong', () => {
  afterEach(() => {
    vi.doUnmock('../../src/site/format-values.ts')
    vi.resetModules()
  })

  test('is found by the comparison with the insights', async () => {
    const world = await simulatedWarehouse('2026-11-01', '2026-11-02')
    vi.resetModules()
    vi.doMock('../../src/site/format-values.ts', async (original) => {
      const formatters = await original<typeof import('../../src/site/format-values.ts')>()
      return { ...formatters, formatAtLeast: (value: number) => formatters.formatNumber(value) }
    })
    const { createSite } = await import('../../src/site/create-site.ts')
    const app = createSite(createContext(world.warehouse))
    const issue = { source: 'simulator', chart: 'global-top-100', date: '2026-11-02' }
    const differences = await compareIssue(async (address) => app.request(address), world.warehouse, issue)
    expect(new Set(differences.map(({ field }) => field))).toEqual(
      new Set(['issues_at_peak', 'issues_on_chart', 'streak']),
    )
    await world.close()
  })
})
