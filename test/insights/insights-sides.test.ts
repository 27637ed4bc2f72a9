import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import { toMatrix } from '../../src/terminal/format-matrix.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

const of = (chart: string, date: string, ids: IssueFixture['songs'], source = 'invented'): IssueFixture => ({
  source,
  chart,
  date,
  songs: ids,
  settings: { scope: 'market', market: chart },
})

/**
 *            xx             yy           zz
 *     1st    ash birch      ash elm      – birch
 *            elm fir
 *     2nd    birch ash      ash birch    birch fir
 *            elm fir
 *     3rd                                ash fir
 */
const markets = [
  of('xx', '2026-01-01', ['ash', 'birch', 'elm', 'fir']),
  of('xx', '2026-01-02', ['birch', 'ash', 'elm', 'fir']),
  of('yy', '2026-01-01', ['ash', 'elm']),
  of('yy', '2026-01-02', ['ash', 'birch']),
  of('zz', '2026-01-01', [null, 'birch']),
  of('zz', '2026-01-02', ['birch', 'fir']),
  of('zz', '2026-01-03', ['ash', 'fir']),
  of('abroad', '2026-01-01', ['gorse'], 'other'),
]

let parade: Warehouse
let several: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  several = await createWarehouse(songs, markets)
})
afterAll(() => Promise.all([parade.close(), several.close()]))

type Given = Record<string, string>

const ask = (warehouse: Warehouse, name: string, given: Given) =>
  runInsight(warehouse, name, given, { now: '2026-01-11T08:00:00Z' })

async function table(warehouse: Warehouse, name: string, given: Given, columns: string): Promise<Value[][]> {
  const { rows } = await ask(warehouse, name, given)
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('song_matrix', () => {
  it('has the position of the song on each date and chart that had it', async () => {
    // On the 3rd only zz has an issue; the hole of the 1st may hold Ash.
    const columns = 'chart_date chart position movement maybe_in_hole'
    expect(await table(several, 'song_matrix', { song: 'ash' }, columns)).toEqual([
      ['2026-01-01', 'xx', 1, null, false],
      ['2026-01-01', 'yy', 1, null, false],
      ['2026-01-01', 'zz', null, null, true],
      ['2026-01-02', 'xx', 2, -1, false],
      ['2026-01-02', 'yy', 1, 0, false],
      ['2026-01-02', 'zz', null, null, false],
      ['2026-01-03', 'zz', 1, null, false],
    ])
  })

  it('is limited to the newest dates, to a span or to a chart', async () => {
    expect(await table(several, 'song_matrix', { song: 'ash', limit: '1' }, 'chart_date chart')).toEqual([
      ['2026-01-03', 'zz'],
    ])
    const given = { song: 'ash', chart: 'xx', from: '2026-01-02' }
    expect(await table(several, 'song_matrix', given, 'chart_date chart position')).toEqual([
      ['2026-01-02', 'xx', 2],
    ])
  })

  it('is a line for each date and a column for each chart in a terminal', async () => {
    const { rows, matrix } = await ask(several, 'song_matrix', { song: 'ash' })
    if (matrix === null) throw new Error('its header has no matrix')
    expect(toMatrix({ rows }, matrix)).toEqual({
      columns: ['chart_date', 'xx', 'yy', 'zz'],
      rows: [
        { chart_date: '2026-01-01', xx: '1', yy: '1', zz: '–' },
        { chart_date: '2026-01-02', xx: '2', yy: '1', zz: '–' },
        { chart_date: '2026-01-03', zz: '1' },
      ],
    })
  })

  it('shows the metric beside the position, and the source where there are several', () => {
    const cell = { chart_date: '2026-01-01', chart: 'xx', position: 7, metric: 1200 }
    const matrix = { row: 'chart_date', column: 'chart', cells: ['position', 'metric'] }
    const rows = [
      { ...cell, source: 'one' },
      { ...cell, source: 'two', metric: null },
    ]
    expect(toMatrix({ rows }, matrix)).toEqual({
      columns: ['chart_date', 'one/xx', 'two/xx'],
      rows: [{ chart_date: '2026-01-01', 'one/xx': '7 (1200)', 'two/xx': '7' }],
    })
  })
})

describe('the code of a market', () => {
  let world: Warehouse
  const named = (chart: string, market: string, songs: string[], source = 'invented'): IssueFixture[] =>
    ['2026-01-01', '2026-01-02'].map((date) => ({
      ...{ chart, date, songs, source },
      settings: { scope: 'market', market },
    }))
  beforeAll(async () => {
    world = await createWarehouse(songs, [
      ...named('top-50-germany', 'de', ['ash', 'elm']),
      ...named('top-50-france', 'fr', ['elm', 'fir']),
      ...named('top-50-usa', 'us', ['fir']),
      ...named('viral-50-usa', 'us', ['birch']),
      ...named('degrees', 'be', ['birch']),
      ...named('charts', 'de', ['gorse'], 'other'),
    ])
  })
  afterAll(() => world.close())

  it('is the one chart of the market, of a source or of all', async () => {
    expect((await ask(world, 'chart', { chart: 'fr' })).charts).toEqual(['invented/top-50-france'])
    expect((await ask(world, 'chart', { chart: 'FR' })).charts).toEqual(['invented/top-50-france'])
    expect((await ask(world, 'chart', { chart: 'other/de' })).charts).toEqual(['other/charts'])
    // A longer beginning is that of a name.
    expect((await ask(world, 'chart', { chart: 'deg' })).charts).toEqual(['invented/degrees'])
  })

  it('puts two markets side by side', async () => {
    const given = { chart: 'invented/de', with: 'fr' }
    expect((await ask(world, 'compare', given)).parameters).toMatchObject({
      chart: 'top-50-germany',
      other_chart: 'top-50-france',
    })
    expect(await table(world, 'compare', given, 'place other_place song')).toEqual([
      [1, null, 'Ash Élan'],
      [2, 1, 'Elm'],
      [null, 2, 'Fir'],
    ])
  })

  it.each([
    [
      { chart: 'us' },
      'the market us has 2 charts; give --chart and one of invented/top-50-usa, invented/viral-50-usa',
    ],
    [
      { chart: 'de' },
      'the market de has 2 charts; give --chart and one of invented/top-50-germany, other/charts',
    ],
    [
      { chart: 'fr', with: 'us' },
      'the market invented/us has 2 charts; give --with and one of invented/top-50-usa, invented/viral-50-usa',
    ],
    [{ chart: 'fr', with: 'it' }, 'there is no chart invented/it; there are:'],
  ])('%j is refused, and the charts are named', async (given, message) => {
    await expect(ask(world, 'compare', { with: '2026', ...given })).rejects.toThrow(message)
  })
})

describe('a chart with the name all', () => {
  let world: Warehouse
  beforeAll(async () => {
    world = await createWarehouse(songs, [
      of('all', '2026-01-01', ['ash', 'elm']),
      of('xx', '2026-01-01', ['elm', 'fir']),
    ])
  })
  afterAll(() => world.close())

  it('is meant by source/all, and all charts by all', async () => {
    const columns = 'song points'
    expect(await table(world, 'top_songs', { chart: 'invented/all' }, columns)).toEqual([
      ['Ash Élan', 2],
      ['Elm', 1],
    ])
    expect(await table(world, 'top_songs', { chart: 'all' }, columns)).toEqual([
      ['Elm', 3],
      ['Ash Élan', 2],
      ['Fir', 1],
    ])
  })
})

describe('a span that is no span', () => {
  it.each(['2019-13', '2019-6', '0219', '2019-06-1', '2019-06-31'])(
    '%s is not taken for a chart',
    async (text) => {
      await expect(ask(parade, 'compare', { with: text })).rejects.toThrow(
        /^--with: (expected a chart, a year|there is no)/,
      )
    },
  )
})

describe('compare', () => {
  it('puts two spans side by side', async () => {
    // From the 7th: Elm 4 5 5, Fir 5 3 3, Ash 3 2 2, Hazel 2 – 4, Birch 1 1 1.
    // To the 3rd: Birch 4 5 4, Ash 5 4 3, Elm 2 3 5, Cedar 3 2 1, Gorse 1 2, Fir 1.
    const given = { from: '2026-01-07', with: '2026-01-01..2026-01-03' }
    const columns = 'place other_place place_change song points other_points issues other_issues'
    expect(await table(parade, 'compare', given, columns)).toEqual([
      [1, 3, 2, 'Elm', 14, 10, 3, 3],
      [2, 6, 4, 'Fir', 11, 1, 3, 1],
      [3, 2, -1, 'Ash Élan', 7, 12, 3, 3],
      [4, null, null, 'Hazel', 6, null, 2, null],
      [5, 1, -4, 'Birch', 3, 13, 3, 3],
      [null, 4, null, 'Cedar', null, 6, null, 3],
      [null, 5, null, 'Gorse', null, 3, null, 2],
    ])
    const peaks = 'song peak_position other_peak_position observed other_observed'
    expect((await table(parade, 'compare', given, peaks))[1]).toEqual(['Fir', 1, 5, 3, 3])
  })

  it('shows the best songs of each side up to the limit, and only those of an artist', async () => {
    const given = { from: '2026-01-07', with: '2026-01-01..2026-01-03' }
    expect(await table(parade, 'compare', { ...given, limit: '1' }, 'song')).toEqual([['Elm'], ['Birch']])
    expect(await table(parade, 'compare', { ...given, artist: 'uma' }, 'place other_place song')).toEqual([
      [1, null, 'Hazel'],
      [null, 1, 'Gorse'],
    ])
  })

  it('puts two markets side by side, in the same span', async () => {
    // Ash and Birch tie in xx, Elm and Birch in yy.
    const columns = 'place other_place song points_share other_points_share observed other_observed'
    expect(await table(several, 'compare', { chart: 'xx', with: 'yy' }, columns)).toEqual([
      [1, 1, 'Ash Élan', 1.75, 2, 2, 2],
      [1, 2, 'Birch', 1.75, 0.5, 2, 2],
      [3, 2, 'Elm', 1, 0.5, 2, 2],
      [4, null, 'Fir', 0.5, null, 2, 2],
    ])
  })

  it('has the coverage of both sides', async () => {
    // The 4th and 5th were not observed.
    const { coverage, other_coverage } = await ask(parade, 'compare', {
      from: '2026-01-07',
      with: '2026-01-02..2026-01-06',
    })
    expect(coverage).toEqual({ observed: 3, expected: 3 })
    expect(other_coverage).toEqual({ observed: 3, expected: 5 })
    expect((await ask(parade, 'turnover', {})).other_coverage).toBeNull()
  })

  it.each([
    ['2026', '2026-01-01', '2026-12-31'],
    ['2026-01', '2026-01-01', '2026-01-31'],
    ['2026-01-02', '2026-01-02', '2026-01-02'],
    ['2026-01-02..2026-01-06', '2026-01-02', '2026-01-06'],
  ])('reads %s as a span', async (text, other_from, other_to) => {
    const { parameters } = await ask(parade, 'compare', { with: text })
    expect(parameters).toMatchObject({ other_chart: 'parade', other_from, other_to })
  })

  it.each([
    [
      {},
      /^compare needs --with: the other side: a chart of the same source, the code of a market such as de, or a span/,
    ],
    [{ with: '2019' }, /^there is no issue from 2019-01-01 to 2019-12-31; invented\/xx has 2 issues/],
    [{ with: 'other/abroad' }, /^other\/abroad is not of invented; ids of songs differ/],
    [{ with: 'yyy' }, /^there is no chart invented\/yyy; did you mean invented\/yy\?/],
    [{ with: '2026-01-02..2026-01-01' }, /^--with 2026-01-02\.\.2026-01-01 ends before it begins/],
    [{ with: '2026-02-30' }, /^--with: there is no 2026-02-30/],
  ])('refuses %j', async (given, message) => {
    await expect(ask(several, 'compare', { chart: 'xx', ...given })).rejects.toThrow(message)
  })
})
