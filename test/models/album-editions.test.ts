import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explain } from '../../src/insights/explain/explain-answer.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import {
  type AlbumFixture,
  curatedFiles,
  type IssueFixture,
  openWarehouse,
  type SongFixture,
} from '../support/warehouse/warehouse.ts'

/** Albums by id, each *Low Water* where nothing else is said, and the ids of one album side by side, its own id first. */
interface Case {
  albums: Record<string, Omit<Partial<AlbumFixture>, 'id'> & { artists?: string[] }>
  /** Lead artists of further songs, by album. */
  songs?: Record<string, string[]>
  editions: string[]
}

const cases: Record<string, Case> = {
  'editions of one title within 366 days are one album, under the earliest': {
    albums: { a: { name: 'Low Water (Deluxe)', released: '2025-03-02' }, b: { released: '2024-03-01' } },
    editions: ['b a'],
  },
  'a day more makes two albums': {
    albums: { a: { released: '2024-03-01' }, b: { released: '2025-03-03' } },
    editions: ['a', 'b'],
  },
  'albums of one title and artist three years apart are two': {
    albums: { a: { released: '2019-05-10' }, b: { released: '2022-05-10' } },
    editions: ['a', 'b'],
  },
  'dates in a row lead on from edition to edition': {
    albums: { a: { released: '2020-01-01' }, b: { released: '2021-01-01' }, c: { released: '2022-01-01' } },
    editions: ['a b c'],
  },
  'an unknown date fits the only album that there is': {
    albums: { a: { released: '2024-03-01' }, b: { released: null }, c: { released: null } },
    editions: ['a b c'],
  },
  'unknown dates fit each other': {
    albums: { a: { released: null }, b: { released: null } },
    editions: ['a b'],
  },
  'an unknown date does not connect two albums that are apart': {
    albums: { a: { released: '2019-05-10' }, b: { released: null }, c: { released: '2022-05-10' } },
    editions: ['a', 'b', 'c'],
  },
  'a year covers all its days': {
    albums: { a: { released: '1975' }, b: { released: '1976-12-31' }, c: { released: '1974' } },
    editions: ['c', 'a b'],
  },
  'a month covers all its days': {
    albums: { a: { released: '1999-02' }, b: { released: '2000-02-29' } },
    editions: ['a b'],
  },
  'a month and a day more make two albums': {
    albums: { a: { released: '1999-02' }, b: { released: '2000-03-01' } },
    editions: ['a', 'b'],
  },
  'a year that fits two albums which are apart connects neither': {
    albums: { a: { released: '1998-06-01' }, b: { released: '1999' }, c: { released: '2000-06-01' } },
    editions: ['a', 'b', 'c'],
  },
  'years in a row are one album': {
    albums: { a: { released: '1975' }, b: { released: '1976' }, c: { released: '1979' } },
    editions: ['a b', 'c'],
  },
  'another lead artist makes another album': {
    albums: { a: { released: '2024' }, b: { released: '2024', artists: ['Odo', 'Ida'] } },
    editions: ['a', 'b'],
  },
  'the artist of the album counts before the credits of its songs': {
    albums: {
      a: { released: '2024', lead_artist_id: 'various', artists: ['Ida'] },
      b: { released: '2024', lead_artist_id: 'various', artists: ['Odo'] },
    },
    editions: ['a b'],
  },
  'the lead artist of more than half of the songs is that of the album': {
    albums: { a: { released: '2024', artists: ['Odo'] }, b: { released: '2024' } },
    songs: { a: ['Ida', 'Ida'] },
    editions: ['a b'],
  },
  'an album without such an artist is by itself': {
    albums: {
      a: { released: '2024', artists: ['Odo'] },
      b: { released: '2024' },
      c: { released: '2024', artists: ['Odo'] },
    },
    songs: { a: ['Ida'], c: ['Ida'] },
    editions: ['a', 'b', 'c'],
  },
  'an album without a title is by itself': {
    albums: { a: { name: null, released: null }, b: { name: null, released: null } },
    editions: ['a', 'b'],
  },
  'a single does not stand for its album': {
    albums: { a: { type: 'single', released: '2024-01-05' }, b: { type: 'album', released: '2024-03-01' } },
    editions: ['b a'],
  },
  'of one day the shortest title stands for all': {
    albums: { a: { name: 'Low Water (Deluxe)', released: '2024-03-01' }, b: { released: '2024-03-01' } },
    editions: ['b a'],
  },
  'a date that does not exist is unknown': {
    albums: { a: { released: '2023-02-30' }, b: { released: '1980-01-01' } },
    editions: ['b a'],
  },
  'another title is another album': {
    albums: { a: { name: 'Low Water (Live)', released: '2024' }, b: { released: '2024' } },
    editions: ['a', 'b'],
  },
}

const makeSource = (name: string) => name.replaceAll(/\W+/g, '-').toLowerCase()

function writeFiles(name: string, { albums, songs: further = {} }: Case) {
  const songs: Record<string, SongFixture> = {}
  for (const [id, { artists = ['Ida'], ...album }] of Object.entries(albums)) {
    const whole = { id, total_tracks: 9, name: 'Low Water', ...album }
    songs[`on-${id}`] = { artists, album: whole }
    for (const [index, artist] of (further[id] ?? []).entries())
      songs[`on-${id}-${index}`] = { artists: [artist, 'Uma'], album: whole }
  }
  const issue = (date: string, ids: string[]): IssueFixture => ({
    source: makeSource(name),
    date,
    songs: ids,
  })
  return curatedFiles(songs, [
    issue('2026-01-01', ['z1', 'z2', 'z3', 'z4', 'z5']),
    issue('2026-01-02', Object.keys(songs)),
  ])
}

describe('albums', () => {
  let warehouse: LocalWarehouse
  beforeAll(async () => {
    const files = new Map(Object.entries(cases).flatMap(([name, each]) => [...writeFiles(name, each)]))
    warehouse = await openWarehouse(files)
    await warehouse.load()
  })
  afterAll(() => warehouse.close())

  it.each(Object.entries(cases))('%s', async (name, { editions }) => {
    const { rows } = await warehouse.query(
      `select main_album_id, album_id, rule, evidence from core.album_editions where source = :source
      order by released_from asc nulls last, main_album_id asc, main_album_id <> album_id asc, album_id asc`,
      { source: makeSource(name) },
    )
    const found = new Map<unknown, unknown[]>()
    for (const { main_album_id, album_id } of rows)
      found.set(main_album_id, [...(found.get(main_album_id) ?? []), album_id])
    expect(
      [...found].map(([main, ids]) => [main, ...ids.filter((id) => id !== main)].join(' ')).sort(),
    ).toEqual([...editions].sort())
    const joined = rows.filter(({ main_album_id }) => (found.get(main_album_id) ?? []).length > 1)
    expect(new Set(joined.map(({ rule }) => rule))).toEqual(new Set(joined.length > 0 ? ['title'] : []))
    expect(rows.filter((row) => (row.evidence === null) !== (row.rule === 'itself'))).toEqual([])
  })

  it('are counted with all their editions by insights', async () => {
    const source = makeSource('editions of one title within 366 days are one album, under the earliest')
    const ask = async (name: string, given: Record<string, string>) => {
      const context = { now: '2026-02-01T00:00:00Z' }
      return (await runInsight(warehouse, name, { chart: `${source}/parade`, ...given }, context)).rows
    }
    expect(await ask('top_albums', {})).toMatchObject([
      { album: 'Low Water', album_id: 'b', songs: 2, editions: 2, points: 3 },
    ])
    const stores = { raw: memoryStore(), curated: memoryStore(), warehouse }
    const insight = { name: 'top_albums', given: { chart: `${source}/parade` } }
    const context = { now: '2026-02-01T00:00:00Z' }
    expect(await explain(stores, insight, { row: 1, issues: 10 }, context)).toMatchObject({ entry_count: 2 })
    expect(await ask('album_bombs', { least: '2' })).toMatchObject([
      { album: 'Low Water', album_id: 'b', debuts: 2, positions: '1, 2' },
    ])
  })
})
