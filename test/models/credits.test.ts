import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explain } from '../../src/insights/explain/explain-answer.ts'
import { find } from '../../src/insights/find-names.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { LocalWarehouse, Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { importsWarehouse } from '../support/fixtures/imports.ts'
import {
  createWarehouse,
  curatedFiles,
  openWarehouse,
  type SongFixture,
} from '../support/warehouse/warehouse.ts'

const text = (credit_text: string): SongFixture => ({ artists: [credit_text], credit_text })

/** A source of texts, on which Ida charts alone and with others, and one that lists its artists. */
const songs: Record<string, SongFixture> = {
  ash: text('Ida & Odo'),
  birch: text('Ida'),
  elm: text('Ida Featuring The Tides'),
  fir: text('Uma Vale & The Winds'),
  gorse: { artists: ['ida', 'odo'], names: { ida: 'Ida', odo: 'Odo' } },
}
const issues = [
  { source: 'texts', chart: 'parade', date: '2026-01-01', songs: ['ash', 'birch', 'elm', 'fir'] },
  { source: 'texts', chart: 'parade', date: '2026-01-02', songs: ['elm', 'birch', 'ash', 'fir'] },
  { source: 'lists', chart: 'parade', date: '2026-01-01', songs: ['gorse'] },
]

const context = { now: '2026-01-03T08:00:00Z' }
let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
})
afterAll(() => warehouse.close())

async function rows(name: string, given: Record<string, string>, columns: string): Promise<Value[][]> {
  const answer = await runInsight(warehouse, name, { chart: 'texts/parade', ...given }, context)
  return answer.rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('credits that are a text', () => {
  it('count for the artists in the text', async () => {
    expect(await rows('top_artists', {}, 'artist points songs number_ones')).toEqual([
      ['Ida', 18, 3, 2],
      ['Odo', 6, 1, 1],
      ['The Tides', 6, 1, 1],
      ['Uma Vale', 2, 1, 0],
      ['Uma Vale & The Winds', 2, 1, 0],
    ])
  })

  it('count for the text as one artist on request', async () => {
    expect(await rows('top_artists', { credits: 'text' }, 'artist points songs')).toEqual([
      ['Ida & Odo', 6, 1],
      ['Ida Featuring The Tides', 6, 1],
      ['Ida', 6, 1],
      ['Uma Vale & The Winds', 2, 1],
    ])
  })

  it('count for the first artist, or for each a part', async () => {
    expect(await rows('top_artists', { credit: 'lead' }, 'artist points')).toEqual([
      ['Ida', 18],
      ['Uma Vale & The Winds', 2],
    ])
    const parts = await rows('top_artists', { credit: 'fractional' }, 'artist points')
    expect(parts[0]).toEqual(['Ida', 12])
    expect(parts.reduce((sum, [, points]) => sum + Number(points), 0)).toBe(20)
  })

  it('keep the text as the credit of the song', async () => {
    const { rows: named } = await warehouse.query(
      "select artists, lead_artist from core.song_names where source = 'texts' order by song_id",
    )
    expect(named.map(({ artists }) => artists)).toEqual([
      'Ida & Odo',
      'Ida',
      'Ida Featuring The Tides',
      'Uma Vale & The Winds',
    ])
    const { rows: credits } = await warehouse.query(
      "select count(*) as credits from core.song_artists where source = 'texts'",
    )
    expect(credits).toEqual([{ credits: 4 }])
  })

  it('make pairs of artists', async () => {
    expect(await rows('collaborations', { artist: 'Ida' }, 'artist other_artist songs')).toEqual([
      ['Ida', 'Odo', 1],
      ['Ida', 'The Tides', 1],
    ])
    expect(await rows('collaborations', { credits: 'text' }, 'artist')).toEqual([])
  })

  it('make entries at once', async () => {
    expect(await rows('simultaneous_entries', {}, 'chart_date artist entries')).toEqual([
      ['2026-01-01', 'Ida', 3],
      ['2026-01-02', 'Ida', 3],
    ])
    expect(await rows('simultaneous_entries', { credits: 'text' }, 'artist')).toEqual([])
  })

  it('hold records', async () => {
    const artists = async (given: Record<string, string>) =>
      (await rows('records', given, 'record holder value unit')).filter(([, , , unit]) => unit === 'songs')
    expect(await artists({})).toEqual([
      ['most_number_ones', 'Ida', 2, 'songs'],
      ['most_entries_at_once', 'Ida', 3, 'songs'],
    ])
    expect(await artists({ credits: 'text' })).toEqual([
      ['most_number_ones', 'Ida & Odo', 1, 'songs'],
      ['most_number_ones', 'Ida Featuring The Tides', 1, 'songs'],
      ['most_entries_at_once', 'Ida', 1, 'songs'],
      ['most_entries_at_once', 'Ida & Odo', 1, 'songs'],
      ['most_entries_at_once', 'Ida Featuring The Tides', 1, 'songs'],
      ['most_entries_at_once', 'Uma Vale & The Winds', 1, 'songs'],
    ])
    expect(await artists({ chart: 'lists/parade', credits: 'text' })).toEqual(
      await artists({ chart: 'lists/parade' }),
    )
  })

  it('are found by the artists in the text', async () => {
    const { rows: hits } = await find(warehouse, 'tides')
    expect(hits.map(({ kind, name }) => [kind, name])).toEqual([['artist', 'The Tides']])
    await expect(rows('simultaneous_entries', { artist: 'Odo' }, 'artist')).resolves.toEqual([
      ['Odo'],
      ['Odo'],
    ])
    await expect(rows('simultaneous_entries', { artist: 'Odo', credits: 'text' }, 'artist')).resolves.toEqual(
      [['Ida & Odo'], ['Ida & Odo']],
    )
  })

  it('are explained by all songs of an artist', async () => {
    const stores = { warehouse, raw: memoryStore(), curated: memoryStore() }
    const entries = async (given: Record<string, string>, row: number) => {
      const insight = { name: 'top_artists', given: { chart: 'texts/parade', ...given } }
      return (await explain(stores, insight, { row, issues: 9 }, context)).entry_count
    }
    expect(await entries({}, 1)).toBe(6)
    expect(await entries({ credits: 'text' }, 1)).toBe(2)
  })

  it('are named in the answer', async () => {
    const read = async (chart: string, given: Record<string, string> = {}) => {
      const { credits, notes } = await runInsight(warehouse, 'top_artists', { chart, ...given }, context)
      return [credits, ...notes]
    }
    expect(await read('texts/parade')).toEqual(['split'])
    expect(await read('texts/parade', { credits: 'text' })).toEqual(['text'])
    expect(await read('lists/parade')).toEqual(['listed'])
    expect(await read('lists/parade', { credits: 'text' })).toEqual([
      'listed',
      'the source lists its artists, so --credits has no effect',
    ])
    expect((await runInsight(warehouse, 'chart', { chart: 'texts/parade' }, context)).credits).toBe(null)
  })

  it('are the same artists in tables for BI tools', async () => {
    const { rows: count } = await warehouse.query(
      "select count(*) as credits, sum(credit_count) as sum from core.song_credits where source = 'texts'",
    )
    expect(count).toEqual([{ credits: 7, sum: 13 }])
  })
})

describe('a name that charts alone later', () => {
  it.each([
    ['splits the texts with it', ['one', 'two']],
    ['splits the texts that come after it', ['two', 'one']],
  ])('%s', async (_, order) => {
    const files = {
      one: curatedFiles({ a: text('Seals & Waves'), b: text('Danny & The Birds') }, [
        { chart: 'one', date: '2026-01-01', songs: ['a', 'b'] },
      ]),
      two: curatedFiles({ c: text('Seals'), d: text('Danny') }, [
        { chart: 'two', date: '2026-01-01', songs: ['c', 'd'] },
      ]),
    }
    const arrived = new Map<string, Uint8Array>()
    const own: LocalWarehouse = await openWarehouse(arrived)
    for (const name of order) {
      for (const [key, file] of files[name as 'one' | 'two']) arrived.set(key, file)
      await own.load()
    }
    const { rows: credits } = await own.query(
      `select credits.song_id, artists.artist_name as name
      from core.song_credits as credits
      inner join core.artists as artists using (source, artist_id)
      where credits.song_id in ('a', 'b')
      order by credits.song_id, credits.credit_position`,
    )
    expect(credits.map(({ song_id, name }) => [song_id, name])).toEqual([
      ['a', 'Seals'],
      ['a', 'Waves'],
      ['b', 'Danny & The Birds'],
      ['b', 'Danny'],
    ])
    const { rows: holders } = await own.query(
      "select count(*) as n from core.record_holders where chart = 'one' and credits_as = 'split'",
    )
    const grown = holders[0]?.n
    await own.rebuild()
    const { rows: rebuilt } = await own.query(
      "select count(*) as n from core.record_holders where chart = 'one' and credits_as = 'split'",
    )
    expect(rebuilt).toEqual([{ n: grown }])
    await own.close()
  })
})

it('a snapshot counts once the names in its texts have arrived', async () => {
  const files = curatedFiles({ a: text('Ida Featuring Odo') }, [{ date: '2026-01-01', songs: ['a'] }])
  const isLate = (key: string) => key.startsWith('text_credits/')
  const arrived = new Map([...files].filter(([key]) => !isLate(key)))
  expect(arrived.size).toBe(files.size - 1)
  const own = await openWarehouse(arrived)
  const countIssues = async () =>
    (await own.query('select count(*) as n from core.published_issues')).rows[0]?.n
  await own.load()
  expect(await countIssues()).toBe(0)
  for (const [key, file] of files) arrived.set(key, file)
  await own.load()
  expect(await countIssues()).toBe(1)
  await own.close()
})

describe('two names that never occur apart', () => {
  const lines = ['A', 'B', 'C'].map((song, at) => `2026-01-0${at + 1},1,${song},"Tyro, The Elder, Ida"`)
  const file = (name: string, rows: string[]) => ({
    name,
    text: ['date,rank,track_name,artist_names', ...rows].join('\n'),
  })

  it('are the same artists in a list and in a text', async () => {
    const imports = await importsWarehouse()
    const rows = [
      'A,Ida',
      'B,Ida; Odo',
      "C,\"['The Odo', 'Ida']\"",
      'D,Ida Vale & Odo Hill',
      'E,Ida Vale; Odo Hill',
    ]
    const texts = rows.map((row, index) => `2026-01-01,${index + 1},${row}`)
    await imports.add([
      { name: 'texts.csv', text: ['date,rank,song,artist', ...texts].join('\n') },
      file('lists.csv', ['2026-01-02,1,G,"Ida, Odo"']),
    ])
    const line = { position: 1, track_name: 'F', artists: [{ name: 'Odo' }, { name: 'Wings' }] }
    const text = JSON.stringify({ date: '2026-01-01', chart: 'b', entries: [line] })
    await imports.add([{ name: 'two.ndjson', text }])
    const { rows: artists } = await imports.query(
      `select artists.artist_name, count(distinct credits.song_id) as songs
      from core.song_credits as credits inner join core.artists as artists using (source, artist_id)
      group by credits.artist_id, artists.artist_name order by all`,
    )
    expect(artists.map(({ artist_name, songs }) => [artist_name, Number(songs)])).toEqual([
      ['Ida', 4],
      ['Ida Vale', 2],
      ['Odo', 4],
      ['Odo Hill', 2],
      ['Paul McCartney', 1],
    ])
    await imports.close()
  })

  it('are suggested for unsplit_artists after three songs', async () => {
    const imports = await importsWarehouse()
    const suggested = async () => (await runInsight(imports, 'split_names', {}, context)).rows
    await imports.add([file('one.csv', lines.slice(0, 2))])
    expect(await suggested()).toEqual([])
    await imports.add([file('two.csv', [...lines, '2026-01-04,1,D,Ida'])])
    expect(await suggested()).toMatchObject([
      { place: 1, name: 'Tyro, The Elder', artist: 'Tyro', other_artist: 'The Elder', songs: 3 },
    ])
    await imports.add([file('three.csv', ['2026-01-05,1,E,Tyro'])])
    expect(await suggested()).toEqual([])
    await imports.close()
  })
})
