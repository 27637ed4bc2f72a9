import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture, type SongFixture } from '../support/warehouse/warehouse.ts'

const choir = Array.from({ length: 11 }, (_, index) => `w${index + 1}`)
const beatSongs: Record<string, SongFixture> = {
  ...Object.fromEntries(choir.map((song) => [song, { artists: ['Choir'] }])),
  a1: { artists: ['Ida'] },
  a2: { artists: ['Ida'] },
  b1: { artists: ['Odo'] },
  c1: { artists: ['Uma'] },
}

/**
 * A chart of eleven positions; w1 and so on are songs of a choir.
 *
 *     day   1          2          3          4
 *      1    w1         a1         b1         a1
 *      2    w2         w1         a1         b1
 *      3    w3         w2         a2         w11
 *      4    w4         w3         w1         a2
 *      5    w5         w4         w2         c1
 *     6–11  w6 to w11  w5 to w10  w3 to w8   w1 to w6
 */
const beat: IssueFixture[] = [
  choir,
  ['a1', ...choir.slice(0, 10)],
  ['b1', 'a1', 'a2', ...choir.slice(0, 8)],
  ['a1', 'b1', 'w11', 'a2', 'c1', ...choir.slice(0, 6)],
].map((ids, index) => ({ chart: 'beat', date: `2026-01-0${index + 1}`, songs: ids }))
const together: IssueFixture[] = [choir, ['a1', 'w1', 'a2', ...choir.slice(1, 9)]].map((ids, index) => ({
  chart: 'together',
  date: `2026-01-0${index + 1}`,
  songs: ids,
  settings: { scope: 'other' },
}))

let parade: Warehouse
let small: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  small = await createWarehouse(beatSongs, [...beat, ...together])
})
afterAll(() => Promise.all([parade.close(), small.close()]))

async function table(warehouse: Warehouse, given: Record<string, string>, columns: string) {
  const { rows } = await runInsight(warehouse, 'chart_beat', given, { now: '2026-01-11T08:00:00Z' })
  return rows.map((row): Value[] => columns.split(' ').map((column) => row[column] ?? null))
}

const sentences = async (warehouse: Warehouse, given: Record<string, string>) =>
  (await table(warehouse, given, 'sentence')).flat()

describe('chart_beat', () => {
  it('says what is new at no. 1 and in the top ten, each with its proof', async () => {
    expect(await table(small, { on: '2026-01-02' }, 'place kind sentence proof')).toEqual([
      [1, 'debut_at_one', '“a1” is the first debut at no. 1 of all observed issues', '2026-01-02 no. 1 a1'],
      [2, 'artist_number_one', '“a1” is the first no. 1 of Ida', '2026-01-02 no. 1 a1'],
      [3, 'artist_top_ten', '“a1” is the first top ten of Ida', '2026-01-02 no. 1 a1'],
    ])
    expect(await table(small, { on: '2026-01-03' }, 'place sentence proof')).toEqual([
      [
        1,
        '“b1” is the first debut at no. 1 since “a1” on 2026-01-02',
        '2026-01-02 no. 1 a1; 2026-01-03 no. 1 b1',
      ],
      [2, '“b1” is the first no. 1 of Odo', '2026-01-03 no. 1 b1'],
      [3, '“a2” is the second top ten of Ida', '2026-01-02 no. 1 a1; 2026-01-03 no. 3 a2'],
      [4, '“b1” is the first top ten of Odo', '2026-01-03 no. 1 b1'],
    ])
  })

  it('begins with records, then returns to no. 1, debuts, gains and re-entries', async () => {
    // w1 was at no. 1, too. The choir had ten songs in the top ten on the 1st, w11 was 11th.
    expect(await sentences(small, { on: '2026-01-04' })).toEqual([
      '“a1” breaks the record of “b1” and one other for the most issues at no. 1: 2, against 1',
      '“a1” is back at no. 1 after 1 issue',
      '“w11” is the 11th top ten of Choir',
      '“c1” is the first top ten of Uma',
      '“c1” is the highest debut, at no. 5',
      '“a1” makes the biggest gain, 1 place to no. 1',
      '“w11” is the highest re-entry, at no. 3 after 2 issues',
    ])
    const proofs = (await table(small, { on: '2026-01-04' }, 'proof')).flat()
    expect(proofs[0]).toBe('2026-01-03 no. 1 b1; 2026-01-04 no. 1 a1')
    expect(proofs[1]).toBe('2026-01-02 no. 1 a1; 2026-01-04 no. 1 a1')
    expect(String(proofs[2]).split('; ')).toEqual([
      ...choir.slice(0, 10).map((song, index) => `2026-01-01 no. ${index + 1} ${song}`),
      '2026-01-04 no. 3 w11',
    ])
    expect(proofs[6]).toBe('2026-01-01 no. 11 w11; 2026-01-04 no. 3 w11')
  })

  it('makes one sentence of songs of an artist that arrive together', async () => {
    const rows = await table(small, { chart: 'together', on: '2026-01-02' }, 'kind sentence value proof')
    expect(rows.filter(([kind]) => kind === 'artist_top_ten')).toEqual([
      [
        'artist_top_ten',
        '“a1” and one other bring the top tens of Ida to 2',
        2,
        '2026-01-02 no. 1 a1; 2026-01-02 no. 3 a2',
      ],
    ])
  })

  it('has no news on the first observed issue', async () => {
    expect(await sentences(small, { on: '2026-01-01' })).toEqual([])
  })

  it('finds no streak in one issue', async () => {
    const turnover = await createWarehouse({}, [
      { date: '2026-01-01', songs: ['a', 'b', 'c'] },
      { date: '2026-01-02', songs: ['d', 'e', 'f'] },
    ])
    const kinds = (await table(turnover, { on: '2026-01-02' }, 'kind')).flat()
    await turnover.close()
    expect(kinds).toEqual(['debut_at_one'])
  })

  it('says that a record is tied, and names the streaks that three songs share', async () => {
    // Fir came from 3 to 1, as Elm did on the 3rd. Five positions are no chart with a top ten.
    expect(await table(parade, { on: '2026-01-07' }, 'kind sentence value position')).toEqual([
      ['record_tied', '“Fir” ties the record of “Elm” for the biggest climb: 2', 2, 1],
      ['new_number_one', '“Fir” is the new no. 1, up from no. 3', 3, 1],
      ['artist_number_one', '“Fir” is the third no. 1 of Ida', 3, 1],
      ['biggest_gain', '“Fir” makes the biggest gain, 2 places to no. 1', 2, 1],
      ['longest_streak', '“Elm” has the longest streak, 5 issues in a row', 5, 2],
      ['longest_streak', '“Ash Élan” has the longest streak, 5 issues in a row', 5, 3],
      ['longest_streak', '“Birch” has the longest streak, 5 issues in a row', 5, 5],
    ])
    const proofs = (await table(parade, { on: '2026-01-07' }, 'proof')).flat()
    expect(proofs.slice(0, 5)).toEqual([
      '2026-01-02 no. 3 Elm; 2026-01-03 no. 1 Elm; 2026-01-06 no. 3 Fir; 2026-01-07 no. 1 Fir',
      '2026-01-06 no. 3 Fir; 2026-01-07 no. 1 Fir',
      '2026-01-01 no. 1 Ash Élan; 2026-01-02 no. 1 Birch; 2026-01-07 no. 1 Fir',
      '2026-01-06 no. 3 Fir; 2026-01-07 no. 1 Fir',
      '2026-01-01 no. 4 Elm; 2026-01-07 no. 2 Elm',
    ])
  })

  it('counts songs at once, and no move over unobserved issues', async () => {
    // Odo had three songs on the 1st, as Ida. Hazel is new and Ash rose, but two issues are missing before.
    expect(await sentences(parade, { on: '2026-01-06' })).toEqual([
      '“Elm” breaks the record of “Ash Élan” and one other for the most issues at no. 1: 2, against 1',
      '“Elm” breaks the record of “Ash Élan” and one other for the longest reign at no. 1: 2, against 1',
      'A record for Ida: 4 songs at once, against 3 of Odo',
      '“Elm” is at no. 1 for the second issue in a row',
      '“Elm” has the longest streak, 4 issues in a row',
      '“Ash Élan” has the longest streak, 4 issues in a row',
      '“Birch” has the longest streak, 4 issues in a row',
    ])
  })

  it('keeps the news of one artist, and the most newsworthy of a limit', async () => {
    expect(await sentences(small, { on: '2026-01-03', artist: 'ida' })).toEqual([
      '“a2” is the second top ten of Ida',
    ])
    // Six songs of the choir share the longest streak: no news, also if only the choir is shown.
    expect(await sentences(small, { on: '2026-01-04', artist: 'choir' })).toEqual([
      '“w11” is the 11th top ten of Choir',
      '“w11” is the highest re-entry, at no. 3 after 2 issues',
    ])
    expect(await sentences(parade, { on: '2026-01-06', limit: '1' })).toHaveLength(1)
  })
})
