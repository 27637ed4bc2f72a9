import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HitparadeError, UsageError } from '../../src/domain/errors.ts'
import { selectEvidence } from '../../src/insights/explain/evidence.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { occasions } from '../support/fixtures/occasions.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

/** Streams of three songs on two days; nobody counted Elm on the second. */
const streamed = [
  { chart: 'streamed', date: '2026-01-01', songs: ['ash', 'birch', 'elm'], streams: [90, 80, 10] },
  { chart: 'streamed', date: '2026-01-02', songs: ['ash', 'birch', 'elm'], streams: [50, 70, null] },
]

let parade: Warehouse
let others: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  others = await createWarehouse(songs, [
    ...occasions.filter(({ chart }) => chart === 'new-year'),
    ...streamed,
  ])
})
afterAll(() => Promise.all([parade.close(), others.close()]))

type Given = Record<string, string>

const ask = (name: string, given: Given) =>
  runInsight(given.chart === undefined ? parade : others, name, given, { now: '2026-01-11T08:00:00Z' })

/** The rows of an answer over the parade, or over a chart that is named; some columns of each. */
async function table(name: string, given: Given, columns: string): Promise<Value[][]> {
  const { rows } = await ask(name, given)
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('the points rule', () => {
  // Of five positions: Elm was 4, 3, 1, 1, 2, 1, 1 and Ash 1, 2, 3, 2, 3, 4, 4.
  it.each([
    // 2 + 3 + 5 + 5 + 4 + 5 + 5, and 5 + 4 + 3 + 4 + 3 + 2 + 2
    ['inverse', 29, 23],
    // 7 ln 6 - ln (4 · 3 · 2), and 7 ln 6 - ln (2 · 3 · 2 · 3 · 4 · 4)
    ['log', 9.364262, 6.186209],
    // 1/2 + 1/√3 + 1/√2 + 4, and 1 + 2/√2 + 2/√3 + 2/2
    ['power', 5.784457, 4.568914],
    // 1/4 + 1/3 + 1/2 + 4, and 1 + 2/2 + 2/3 + 2/4
    ['reciprocal', 5.083333, 3.166667],
  ])('%s gives what its formula says, in songs, years, artists and albums', async (points, elm, ash) => {
    const given = { points, limit: '2' }
    const expected = [
      ['Elm', elm],
      ['Ash Élan', ash],
    ]
    expect(await table('top_songs', given, 'song points')).toEqual(expected)
    expect(await table('year_end', given, 'song points')).toEqual(expected)
    expect(await table('top_albums', given, 'album points')).toContainEqual(['Two', elm])
    const leads = await table('top_artists', { ...given, credit: 'lead' }, 'artist points')
    // Odo leads Elm and Cedar, which was 3, 4, 5.
    const cedar = { inverse: 6, log: 3 * Math.log(6) - Math.log(60), power: 1.524564, reciprocal: 0.783333 }
    const odo = leads.find(([artist]) => artist === 'Odo')?.[1]
    expect(odo).toBeCloseTo(elm + (cedar[points as 'log'] ?? 0), 5)
  })

  it('a bonus is added for each issue at no. 1, also a part of a point', async () => {
    // Elm was at no. 1 four times, Ash, Birch and Fir once.
    const given = { bonus_at_one: '2.5', limit: '4' }
    expect(await table('top_songs', given, 'song points')).toEqual([
      ['Elm', 39],
      ['Ash Élan', 25.5],
      ['Birch', 20.5],
      ['Fir', 17.5],
    ])
    expect(await table('year_end', { ...given, limit: '1' }, 'song points')).toEqual([['Elm', 39]])
  })

  it('points_share divides by what the rule gives no. 1', async () => {
    const share = async (points: string) =>
      (
        await table('top_songs', { points, limit: '1', from: '2026-01-02', to: '2026-01-03' }, 'points_share')
      )[0]?.[0]
    // On these days Birch was 1 and 2: (5 + 4) / 5, (2 ln 6 - ln 2) / ln 6, 1 + 1/2.
    expect(await share('inverse')).toBe(1.8)
    expect(await share('log')).toBe(1.613147)
    expect(await share('reciprocal')).toBe(1.5)
  })

  it('metric adds up what the source measured, and has no share', async () => {
    // Ash 90 + 50, Birch 80 + 70, Elm 10.
    const expected = [
      [1, 'Birch', 150, null],
      [2, 'Ash Élan', 140, null],
      [3, 'Elm', 10, null],
    ]
    const columns = 'place song points points_share'
    expect(await table('top_songs', { chart: 'streamed', points: 'metric' }, columns)).toEqual(expected)
    expect(await table('top_songs', { chart: 'streamed', by: 'metric' }, columns)).toEqual(expected)
    expect(await table('year_end', { chart: 'streamed', by: 'metric' }, columns)).toEqual(expected)
    const artists = await table('top_artists', { chart: 'streamed', by: 'metric' }, 'artist points')
    expect(artists).toEqual([
      ['Ida', 290],
      ['Odo', 160],
    ])
    const albums = await table('top_albums', { chart: 'streamed', by: 'metric' }, 'album points')
    expect(albums).toEqual([
      ['One', 290],
      ['Two', 10],
    ])
  })

  it('metric is refused on a chart without one, and where --points says otherwise', async () => {
    const refusal = await ask('top_songs', { by: 'metric' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'NotAvailable' } satisfies Partial<HitparadeError>)
    expect((refusal as Error).message).toBe(
      'not available from this source: top_songs needs a number for each entry, e.g. streams, which invented/parade does not offer',
    )
    await expect(ask('top_songs', { by: 'metric', points: 'log' })).rejects.toThrow(
      '--by metric is short for --points metric, which --points log contradicts',
    )
    expect((await ask('top_songs', { by: 'points', points: 'log' })).parameters.points).toBe('log')
  })
})

describe('the periods of a ranking', () => {
  // Days of New Year: Ash, Birch, Elm twice, then Birch, Ash, Elm, then Birch, Elm, Ash.
  const chart = 'new-year'
  const years = [
    ['2025', 1, 'Ash Élan', 6],
    ['2025', 2, 'Birch', 4],
    ['2025', 3, 'Elm', 2],
    ['2026', 1, 'Birch', 6],
    // 2 + 1 and 1 + 2
    ['2026', 2, 'Ash Élan', 3],
    ['2026', 2, 'Elm', 3],
  ]
  const rename = (names: Record<string, string>) =>
    years.map(([year, ...row]) => [names[String(year)], ...row])
  const columns = 'period place song points'

  it('are years, quarters or months, each with its own ranking', async () => {
    expect(await table('top_songs', { chart, per: 'year' }, columns)).toEqual(years)
    const quarters = rename({ 2025: '2025-Q4', 2026: '2026-Q1' })
    expect(await table('top_songs', { chart, per: 'quarter' }, columns)).toEqual(quarters)
    const months = rename({ 2025: '2025-12', 2026: '2026-01' })
    expect(await table('top_songs', { chart, per: 'month' }, columns)).toEqual(months)
  })

  it('are decades, and the whole span by default', async () => {
    const whole = [
      [1, 'Birch', 10],
      [2, 'Ash Élan', 9],
      [3, 'Elm', 5],
    ]
    const decade = await table('top_songs', { chart, per: 'decade' }, columns)
    expect(decade).toEqual(whole.map((row) => ['2020s', ...row]))
    expect(await table('top_songs', { chart }, columns)).toEqual(whole.map((row) => [null, ...row]))
  })

  it('keep within the span, and have a limit each', async () => {
    const given = { chart, per: 'year', from: '2025-12-31', to: '2026-01-01', limit: '1' }
    expect(await table('top_songs', given, columns)).toEqual([
      ['2025', 1, 'Ash Élan', 3],
      ['2026', 1, 'Birch', 3],
    ])
  })

  it('give year-ends of artists and albums', async () => {
    // Ida: Ash and Birch. Odo: Birch and Elm. In 2026 both have nine points and two issues at no. 1.
    expect(await table('top_artists', { chart, per: 'year' }, 'period place artist points songs')).toEqual([
      ['2025', 1, 'Ida', 10, 2],
      ['2025', 2, 'Odo', 6, 2],
      ['2026', 1, 'Ida', 9, 2],
      ['2026', 1, 'Odo', 9, 2],
    ])
    expect(await table('top_albums', { chart, per: 'year' }, 'period place album points')).toEqual([
      ['2025', 1, 'One', 10],
      ['2025', 2, 'Two', 2],
      ['2026', 1, 'One', 9],
      ['2026', 2, 'Two', 3],
    ])
  })

  it('take whole stays with --runs whole: Ash has its peak in 2025, the others theirs in 2026', async () => {
    const given = { chart, per: 'year', runs: 'whole' }
    expect(await table('top_songs', given, columns)).toEqual([
      ['2025', 1, 'Ash Élan', 9],
      ['2026', 1, 'Birch', 10],
      ['2026', 2, 'Elm', 5],
    ])
    // A stay that counts for the span counts with its issues outside.
    expect(await table('top_songs', { ...given, to: '2025-12-31' }, columns)).toEqual([
      ['2025', 1, 'Ash Élan', 9],
    ])
  })

  it('explain whole stays by their issues outside of the span, too', () => {
    const given = { source: 'invented', chart, from: '2026-01-01', to: '2026-01-02' }
    const { values } = selectEvidence({ ...given, runs: 'cut' }, { artist_id: 'Ida' })
    expect(values).toMatchObject({ from: '2026-01-01', to: '2026-01-02' })
    const whole = selectEvidence({ ...given, runs: 'whole' }, { artist_id: 'Ida' })
    expect(Object.keys(whole.values)).not.toContain('from')
  })

  it('break ties by the positions of the period alone', async () => {
    // In January Ash was 2, 3 and Elm 3, 2; their positions of December are no tie.
    const given = { chart, per: 'month', points: 'reciprocal' }
    expect((await table('top_songs', given, columns)).slice(3)).toEqual([
      ['2026-01', 1, 'Birch', 2],
      ['2026-01', 2, 'Ash Élan', 0.833333],
      ['2026-01', 2, 'Elm', 0.833333],
    ])
  })
})

describe('the chart year', () => {
  const chart = 'new-year'
  const columns = 'year place song points observed'

  it('begins on any day and is named for the year in which it ends', async () => {
    // From the 2nd of January: three issues of the year that ends on 2026-01-01, one of the next.
    expect(await table('year_end', { chart, chart_year: '01-02' }, columns)).toEqual([
      [2026, 1, 'Ash Élan', 8, 3],
      [2026, 2, 'Birch', 7, 3],
      [2026, 3, 'Elm', 3, 3],
      [2027, 1, 'Birch', 3, 1],
      [2027, 2, 'Elm', 2, 1],
      [2027, 3, 'Ash Élan', 1, 1],
    ])
  })

  it('december begins on the 1st of December', async () => {
    const year = [
      [2026, 1, 'Birch', 10, 4],
      [2026, 2, 'Ash Élan', 9, 4],
      [2026, 3, 'Elm', 5, 4],
    ]
    expect(await table('year_end', { chart, chart_year: 'december' }, columns)).toEqual(year)
    expect(await table('year_end', { chart, chart_year: '12-31', year: '2025' }, 'song points')).toEqual([
      ['Ash Élan', 3],
      ['Birch', 2],
      ['Elm', 1],
    ])
    const songs = await table(
      'top_songs',
      { chart, per: 'year', chart_year: 'december' },
      'period song points',
    )
    expect(songs[0]).toEqual(['2026', 'Birch', 10])
  })

  it.each(['13-01', '02-29', '1-1', 'june', ''])('cannot begin on %j', async (chart_year) => {
    await expect(ask('year_end', { chart_year })).rejects.toThrow(/^--chart-year/)
  })
})

it('names the new option for the old one', async () => {
  const refusal = await ask('year_end', { convention: 'peak' }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(UsageError)
  expect((refusal as Error).message).toBe(
    'year_end no longer has --convention; give --runs cut for calendar, or --runs whole for peak',
  )
})

it.each(['-1', 'many', '1e3', ''])('takes no bonus of %j', async (bonus_at_one) => {
  await expect(ask('top_songs', { bonus_at_one })).rejects.toThrow(/^--bonus-at-one expects a number from 0/)
})
