import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { createWarehouse, type IssueFixture, type SongFixture } from '../support/warehouse/warehouse.ts'

const songs: Record<string, SongFixture> = {
  ash: { title: 'Ash', artists: ['Ida'], duration_ms: 200_000 },
  'ash-again': { title: 'Ash', artists: ['Ida'], duration_ms: 201_000 },
  birch: { title: 'Birch', artists: ['Odo'], duration_ms: 180_000, isrc: 'XX1' },
  'birch-deluxe': { title: 'Birch (from the film)', artists: ['Odo'], duration_ms: 180_000, isrc: 'XX1' },
  elm: { title: 'Elm', artists: ['Uma'] },
  oak: { title: 'Oak', artists: ['Ida'] },
  'oak-of-two': { title: 'Oak', artists: ['Ida', 'Odo'] },
}

/**
 * What a source says of its own chart, and where it is not what follows from the positions:
 *
 * - on the 2nd it takes Birch for the first of the 1st, so Ash has a wrong previous position, Birch that and a
 *   wrong peak, and on the 3rd Ash a wrong peak, because its own was on the issue that was misread;
 * - on the 3rd Oak is credited otherwise, which is another recording for us and none for the source;
 * - on the 6th Elm is back, and the source counts from 1 again;
 * - on the 7th it gives Ash nine issues, and nobody knows why.
 */
const published: IssueFixture[] = [
  {
    date: '2026-01-01',
    songs: ['ash', 'birch', 'oak'],
    published: [
      [null, 1, 1],
      [null, 2, 1],
      [null, 3, 1],
    ],
  },
  {
    date: '2026-01-02',
    songs: ['ash', 'birch', 'oak'],
    published: [
      [2, 1, 2],
      [1, 1, 2],
      [3, 3, 2],
    ],
  },
  {
    date: '2026-01-03',
    songs: ['birch', 'ash', 'oak-of-two'],
    published: [
      [2, 1, 3],
      [1, 2, 3],
      [3, 3, 3],
    ],
  },
  {
    date: '2026-01-04',
    songs: ['birch', 'elm', 'oak-of-two'],
    published: [
      [1, 1, 4],
      [null, 2, 1],
      [3, 3, 4],
    ],
  },
  {
    date: '2026-01-05',
    songs: ['birch', 'ash', 'oak-of-two'],
    published: [
      [1, 1, 5],
      [null, 1, 4],
      [3, 3, 5],
    ],
  },
  {
    date: '2026-01-06',
    songs: ['birch', 'ash', 'elm'],
    published: [
      [1, 1, 6],
      [2, 1, 5],
      [null, 3, 1],
    ],
  },
  {
    date: '2026-01-07',
    songs: ['birch', 'elm', 'ash'],
    published: [
      [1, 1, 7],
      [3, 2, 2],
      [2, 1, 9],
    ],
  },
]

/** A chart that was there before, and an issue of it that we did not see. */
const begunBefore: IssueFixture[] = [
  {
    date: '2026-01-01',
    songs: ['ash', 'elm'],
    published: [
      [1, 1, 10],
      [null, 2, 1],
    ],
  },
  {
    date: '2026-01-02',
    songs: ['ash', 'elm'],
    published: [
      [1, 1, 11],
      [2, 2, 2],
    ],
  },
  {
    date: '2026-01-04',
    songs: ['ash', 'oak'],
    published: [
      [2, 1, 13],
      [1, 1, 2],
    ],
  },
]

const switched: IssueFixture[] = [
  { date: '2026-01-01', songs: ['ash', 'birch'] },
  { date: '2026-01-02', songs: ['ash-again', 'birch'] },
  { date: '2026-01-03', songs: ['ash', 'elm'] },
  { date: '2026-01-04', songs: ['ash-again', 'birch-deluxe'] },
]

const on = (chart: string, issues: IssueFixture[]) => issues.map((issue) => ({ ...issue, chart }))

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, [
    // The exact text is the id, so the new credits of Oak are another recording.
    ...on('published', published).map((issue) => ({
      ...issue,
      source: 'text',
      settings: { identity: 'text' },
    })),
    ...on('begun-before', begunBefore),
    ...on('switched', switched),
  ])
})
afterAll(() => warehouse.close())

async function table(name: string, given: Record<string, string>, columns: string): Promise<Value[][]> {
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-01-11T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('source_agreement', () => {
  it("counts where the source's own columns agree, also on re-entries alone", async () => {
    const columns = 'compared entries agreeing agreement re_entries re_entries_agreeing re_entry_agreement'
    expect(await table('source_agreement', { chart: 'published' }, columns)).toEqual([
      ['previous_position', 21, 18, 0.857143, 2, 2, 1],
      ['peak_position', 21, 18, 0.857143, 2, 1, 0.5],
      ['issues_on_chart', 21, 15, 0.714286, 2, 1, 0.5],
      ['all', 21, 12, 0.571429, 2, 1, 0.5],
    ])
  })

  it('gives the reason where they do not', async () => {
    const columns = 'compared source_rank_error count_restart credit_change unobserved unknown'
    expect(await table('source_agreement', { chart: 'published' }, columns)).toEqual([
      ['previous_position', 2, 0, 1, 0, 0],
      ['peak_position', 2, 1, 0, 0, 0],
      ['issues_on_chart', 0, 2, 3, 0, 1],
      ['all', 3, 2, 3, 0, 1],
    ])
  })

  it('knows the reason within a span from what was before it', async () => {
    const given = { chart: 'published', from: '2026-01-04', to: '2026-01-05' }
    const rows = await table('source_agreement', given, 'compared entries credit_change unknown')
    expect(rows.at(-1)).toEqual(['all', 6, 2, 0])
  })

  it('gives no reason for issues that were not observed', async () => {
    // On the 1st Ash, on the 2nd its count alone, on the 4th Ash and Oak, which came on the 3rd.
    const columns = 'compared entries agreeing unobserved unknown'
    expect(await table('source_agreement', { chart: 'begun-before' }, columns)).toEqual([
      ['previous_position', 6, 3, 3, 0],
      ['peak_position', 6, 5, 1, 0],
      ['issues_on_chart', 6, 2, 4, 0],
      ['all', 6, 2, 4, 0],
    ])
  })

  it('is not available if the source has no such columns', async () => {
    await expect(table('source_agreement', { chart: 'switched' }, 'compared')).rejects.toThrow(
      'not available from this source: source_agreement needs its own previous position, peak and count',
    )
  })
})

describe('identity_changes', () => {
  const columns = 'recording_id song_id song joined_on rule switches first_switch_date first_switch_chart'

  it('shows which ids were joined, when, why, and how often one took the place of the other', async () => {
    // Ash-again came on the 2nd and on the 4th in the place of Ash; Birch was away when its other id came.
    expect(await table('identity_changes', { chart: 'switched' }, columns)).toEqual([
      ['ash', 'ash-again', 'Ash', '2026-01-02', 'title', 2, '2026-01-02', 'switched'],
      ['birch', 'birch-deluxe', 'Birch (from the film)', '2026-01-04', 'isrc', 0, null, null],
    ])
    expect(await table('identity_changes', { chart: 'switched' }, 'song_id evidence')).toContainEqual([
      'birch-deluxe',
      'XX1',
    ])
  })

  it('shows the newest changes, or those of a span', async () => {
    const joined = (given: Record<string, string>) =>
      table('identity_changes', { chart: 'switched', ...given }, 'song_id')
    expect(await joined({ limit: '1' })).toEqual([['birch-deluxe']])
    expect(await joined({ from: '2026-01-03' })).toEqual([['birch-deluxe']])
    expect(await joined({ to: '2026-01-03' })).toEqual([['ash-again']])
  })

  it('shows none for a chart that only ever had one id of a recording', async () => {
    expect(await table('identity_changes', { chart: 'published' }, columns)).toEqual([])
    expect(await table('identity_changes', {}, 'song_id')).toEqual([['ash-again'], ['birch-deluxe']])
  })
})
