import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { createWarehouse, type IssueFixture, type SongFixture } from '../support/warehouse/warehouse.ts'

type Columns = [previous: number | null, peak: number | null, count: number | null]

const songs: Record<string, SongFixture> = Object.fromEntries(
  ['ash', 'birch', 'elm', 'oak', 'yew'].map((id) => [id, { artists: [id] }]),
)
// One song under three ids, by title and by the published columns.
for (const id of ['tide', 'tide-again']) songs[id] = { title: 'Tide', artists: ['Ida'] }
songs['tide-of-two'] = { title: 'Tide', artists: ['Ida', 'Odo'] }

/** Issues from 1 January on: each lists a song, and the source's own columns of it, for every position. */
function chart(name: string, ...issues: [song: string | null, ...columns: Columns][][]): IssueFixture[] {
  return issues.map((lines, index) => ({
    source: name,
    chart: name,
    date: `2026-01-0${index + 1}`,
    songs: lines.map(([song]) => song),
    published: lines.map(([, ...columns]): Columns => columns),
  }))
}

const extra = chart(
  'extra',
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
    ['yew', null, 3, 1],
  ],
  [
    ['ash', 1, 1, 2],
    ['birch', 2, 2, 2],
    ['elm', null, 3, 1],
  ],
  // The source had one more issue in between: Birch was first on it, and Yew on it as well.
  [
    ['ash', 2, 1, 4],
    ['birch', 1, 1, 4],
    ['elm', 3, 3, 3],
  ],
  [
    ['ash', 1, 1, 5],
    ['birch', 2, 1, 5],
    ['yew', null, 3, 3],
  ],
)

const stale = chart(
  'stale',
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
    ['elm', null, 3, null],
  ],
  // The true issue of this day had Birch first and Oak new at 3.
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
    ['elm', null, 3, null],
  ],
  [
    ['birch', 1, 1, 3],
    ['ash', 2, 1, 3],
    ['oak', 3, 3, 2],
  ],
)

/** Two issues that are equal, each counted by the source: both are real. */
const equal = chart(
  'equal',
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
  ],
  [
    ['ash', 1, 1, 2],
    ['birch', 2, 2, 2],
  ],
  [
    ['ash', 1, 1, 3],
    ['birch', 2, 2, 8],
  ],
)

const holes = chart(
  'holes',
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
  ],
  // Elm was new at 1 and Birch gone.
  [
    [null, null, null, null],
    ['ash', 1, 1, 2],
  ],
  [
    ['ash', 2, 1, 3],
    ['elm', 1, 1, 2],
  ],
  [
    ['ash', 1, 1, 4],
    ['elm', 2, 1, 3],
  ],
)

/** The source has more positions than these two. */
const cut = chart(
  'cut',
  [
    ['ash', null, 1, 1],
    ['birch', null, 2, 1],
  ],
  [
    ['ash', 1, 1, 2],
    ['elm', 40, 2, 7],
  ],
  [
    ['ash', 1, 1, 3],
    ['oak', null, 2, 1],
  ],
)

const switched = chart(
  'switched',
  [
    ['tide', null, 1, 1],
    ['ash', null, 2, 1],
  ],
  [
    ['tide-again', 1, 1, 2],
    ['ash', 2, 2, 2],
  ],
  [
    ['tide-of-two', 1, 1, 3],
    ['ash', 2, 2, 3],
  ],
)

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, [extra, stale, equal, holes, cut, switched].flat())
})
afterAll(() => warehouse.close())

async function table(name: string, given: Record<string, string>, columns: string): Promise<Value[][]> {
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-01-11T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

const agreement = (name: string, columns: string) =>
  table('source_agreement', { chart: `${name}/${name}` }, `compared ${columns}`)

describe('a reason of source_agreement', () => {
  it('is an issue that the source counts and the calendar does not have', async () => {
    expect(await agreement('extra', 'entries agreeing extra_issue unknown')).toEqual([
      ['previous_position', 12, 10, 2, 0],
      ['peak_position', 12, 10, 2, 0],
      ['issues_on_chart', 12, 6, 6, 0],
      ['all', 12, 6, 6, 0],
    ])
  })

  it('is a copy of the issue before, until the count of each song is right again', async () => {
    // On the copy the counts of Ash and Birch; after it all previous positions, and the count of Oak.
    expect(await agreement('stale', 'entries agreeing stale_copy unknown')).toEqual([
      ['previous_position', 9, 3, 6, 0],
      ['peak_position', 9, 9, 0, 0],
      ['issues_on_chart', 7, 4, 3, 0],
      ['all', 9, 3, 6, 0],
    ])
  })

  it('is no copy where the source counts both of two equal issues', async () => {
    expect(await agreement('equal', 'stale_copy extra_issue unknown')).toContainEqual(['all', 0, 0, 1])
  })

  it('is a position without an entry', async () => {
    expect(await agreement('holes', 'entries agreeing hole unknown')).toEqual([
      ['previous_position', 7, 6, 1, 0],
      ['peak_position', 7, 5, 2, 0],
      ['issues_on_chart', 7, 5, 2, 0],
      ['all', 7, 5, 2, 0],
    ])
  })

  it('is a published position below ours', async () => {
    expect(await agreement('cut', 'entries agreeing below_depth unknown')).toEqual([
      ['previous_position', 6, 5, 1, 0],
      ['peak_position', 6, 6, 0, 0],
      ['issues_on_chart', 6, 5, 1, 0],
      ['all', 6, 5, 1, 0],
    ])
  })
})

describe('what would agree without published evidence', () => {
  it('is counted with the titles alone', async () => {
    // By title the second id is Tide as well, but not the third, with other credits.
    expect(await agreement('switched', 'entries agreeing agreeing_without')).toEqual([
      ['previous_position', 6, 6, 5],
      ['peak_position', 6, 6, 6],
      ['issues_on_chart', 6, 6, 5],
      ['all', 6, 6, 5],
    ])
  })

  it('is all that agrees where such evidence joins nothing', async () => {
    for (const name of ['extra', 'stale', 'holes', 'cut']) {
      for (const [, all, without] of await agreement(name, 'agreeing agreeing_without'))
        expect(without).toBe(all)
    }
  })
})

describe('debuts', () => {
  it('leave out a song that the source had on an earlier issue', async () => {
    const debuts = (name: string, on: string) =>
      table('debuts', { chart: `${name}/${name}`, on }, 'position song_id hot_shot')
    expect(await debuts('cut', '2026-01-02')).toEqual([])
    expect(await debuts('cut', '2026-01-03')).toEqual([[2, 'oak', true]])
    expect(await debuts('holes', '2026-01-03')).toEqual([])
    expect(await debuts('extra', '2026-01-02')).toEqual([[3, 'elm', true]])
  })
})
