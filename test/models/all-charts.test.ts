import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/domain/errors.ts'
import { explain } from '../../src/insights/explain/explain-answer.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

const first = '2026-01-01'
const second = '2026-01-02'
const market = { scope: 'market' }

/**
 * Three markets of 4, 2 and 1 positions, and the world, which sums them up. Shares of a position on the largest are
 * 1, 0.75, 0.5, 0.25, on the next 1 and 0.5.
 *
 *            xx             yy           zz            world
 *     1st    ash birch      ash elm      hazel         ash birch
 *            elm fir
 *     2nd    birch ash      ash birch    hazel         fir birch
 *            elm fir
 */
const issues: IssueFixture[] = [
  { chart: 'xx', date: first, songs: ['ash', 'birch', 'elm', 'fir'], settings: { ...market, market: 'xx' } },
  { chart: 'xx', date: second, songs: ['birch', 'ash', 'elm', 'fir'], settings: { ...market, market: 'xx' } },
  { chart: 'yy', date: first, songs: ['ash', 'elm'], settings: { ...market, market: 'yy' } },
  { chart: 'yy', date: second, songs: ['ash', 'birch'], settings: { ...market, market: 'yy' } },
  { chart: 'zz', date: first, songs: ['hazel'], settings: { ...market, market: 'zz' } },
  { chart: 'zz', date: second, songs: ['hazel'], settings: { ...market, market: 'zz' } },
  { chart: 'world', date: first, songs: ['ash', 'birch'] },
  { chart: 'world', date: second, songs: ['fir', 'birch'] },
]

let markets: Warehouse
let sources: Warehouse
beforeAll(async () => {
  markets = await createWarehouse(songs, issues)
  const elsewhere = { source: 'other', chart: 'parade', date: first }
  sources = await createWarehouse(songs, [...issues, { ...elsewhere, songs: ['gorse', 'ash'] }])
})
afterAll(() => Promise.all([markets.close(), sources.close()]))

type Given = Record<string, string>

const now = '2026-01-03T08:00:00Z'
async function table(name: string, given: Given, columns: string, warehouse = markets): Promise<Value[][]> {
  const { rows } = await runInsight(warehouse, name, { chart: 'all', ...given }, { now })
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('over all charts', () => {
  it('top_songs adds up shares of the charts of markets, without the global one', async () => {
    // Ash: 1 + 0.75 in xx, 1 + 1 in yy. Hazel has fewer points than Elm, but all that its chart of one has to give.
    const columns = 'place song points_share points issues issues_at_one peak_position'
    expect(await table('top_songs', {}, columns)).toEqual([
      [1, 'Ash Élan', 3.75, 11, 4, 3, 1],
      [2, 'Birch', 2.25, 8, 3, 1, 1],
      [3, 'Hazel', 2, 2, 2, 2, 1],
      [4, 'Elm', 1.5, 5, 3, 0, 2],
      [5, 'Fir', 0.5, 2, 2, 0, 4],
    ])
  })

  it('top_artists gives every credited artist the same, a song counting once', async () => {
    // Ida: Ash, Birch, Hazel and Fir; Odo: Birch, Hazel and Elm; Uma: Hazel.
    const columns = 'place artist points_share points entries songs number_ones issues_at_one'
    expect(await table('top_artists', {}, columns)).toEqual([
      [1, 'Ida', 8.5, 23, 11, 4, 3, 6],
      [2, 'Odo', 5.75, 15, 8, 3, 2, 3],
      [3, 'Uma', 2, 2, 2, 1, 1, 2],
    ])
    // The lead of Birch is Ida, that of Hazel Uma.
    expect(await table('top_artists', { credit: 'lead' }, 'artist points_share')).toEqual([
      ['Ida', 6.5],
      ['Uma', 2],
      ['Odo', 1.5],
    ])
  })

  it('number_ones adds up issues and reigns, and takes the longest reign of one chart', async () => {
    const columns = 'place song issues_at_one reigns longest_reign first_date last_date'
    expect(await table('number_ones', {}, columns)).toEqual([
      [1, 'Ash Élan', 3, 2, 2, first, second],
      [2, 'Hazel', 2, 1, 2, first, second],
      [3, 'Birch', 1, 1, 1, second, second],
    ])
  })

  it('a span cuts songs and reigns', async () => {
    const given = { from: second }
    expect(await table('top_songs', given, 'song points_share issues first_date')).toEqual([
      ['Ash Élan', 1.75, 2, second],
      ['Birch', 1.5, 2, second],
      ['Hazel', 1, 1, second],
      ['Elm', 0.5, 1, second],
      ['Fir', 0.25, 1, second],
    ])
    expect(await table('top_artists', given, 'artist points_share entries')).toEqual([
      ['Ida', 4.5, 6],
      ['Odo', 3, 4],
      ['Uma', 1, 1],
    ])
    expect(await table('number_ones', given, 'song issues_at_one reigns censored')).toEqual([
      ['Ash Élan', 1, 1, false],
      ['Birch', 1, 1, false],
      ['Hazel', 1, 1, false],
    ])
  })

  it('coverage counts the issues of the charts that are added up', async () => {
    const { coverage, parameters } = await runInsight(markets, 'top_artists', { chart: 'all' }, { now })
    expect(coverage).toEqual({ observed: 6, expected: 6 })
    expect(parameters).toMatchObject({ source: 'invented', chart: null, from: first, to: second })
  })

  it('the answer names the charts that were added, and the global one that was left out', async () => {
    const answer = await runInsight(markets, 'top_artists', { chart: 'all' }, { now })
    expect(answer.charts).toEqual(['invented/xx', 'invented/yy', 'invented/zz'])
    expect(answer.left_out).toEqual(['invented/world'])
    expect(await runInsight(markets, 'top_artists', { chart: 'world' }, { now })).toMatchObject({
      charts: ['invented/world'],
      left_out: [],
    })
  })

  it('an explanation leads to the entries of these charts alone', async () => {
    const stores = { raw: memoryStore(), curated: memoryStore(), warehouse: markets }
    const insight = { name: 'number_ones', given: { chart: 'all' } }
    // Ash: on two issues of xx and of yy each.
    const { issue_count, entry_count } = await explain(stores, insight, { row: 1, issues: 10 }, { now })
    expect([issue_count, entry_count]).toEqual([4, 4])
  })

  it('a source without charts of markets counts its global one', async () => {
    expect(await table('top_songs', { chart: 'other/all' }, 'song points_share', sources)).toEqual([
      ['Gorse', 1],
      ['Ash Élan', 0.5],
    ])
  })
})

describe('all charts', () => {
  const refusal = async (warehouse: Warehouse, name: string, chart: string) => {
    const error: unknown = await runInsight(warehouse, name, { chart }, { now }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }

  it('are those of one source', async () => {
    expect(await refusal(sources, 'top_artists', 'all')).toBe(
      'there are several sources; give --chart and one of invented/all, other/all',
    )
    expect(await refusal(sources, 'top_artists', 'invent/all')).toBe(
      'there is no source invent; did you mean invented?',
    )
    expect(await table('top_artists', { chart: 'invented/all' }, 'artist', sources)).toEqual([
      ['Ida'],
      ['Odo'],
      ['Uma'],
    ])
  })

  it('are refused where a question is about one', async () => {
    expect(await refusal(markets, 'climbers', 'all')).toBe(
      'climbers is about one chart; give --chart and one of invented/world, invented/xx, invented/yy, invented/zz',
    )
  })

  it('are asked one by one for records, also of several sources', async () => {
    const rows = await table('records', {}, 'source chart record value', sources)
    expect(rows.filter(([, , record]) => record === 'longest_reign')).toEqual([
      ['invented', 'world', 'longest_reign', 1],
      ['invented', 'world', 'longest_reign', 1],
      ['invented', 'xx', 'longest_reign', 1],
      ['invented', 'xx', 'longest_reign', 1],
      ['invented', 'yy', 'longest_reign', 2],
      ['invented', 'zz', 'longest_reign', 2],
      ['other', 'parade', 'longest_reign', 1],
    ])
  })
})
