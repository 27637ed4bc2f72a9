import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRawKey } from '../../../src/domain/keys.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { readParquet } from '../../../src/domain/tables/read-parquet.ts'
import {
  type Column,
  countColumns,
  type SnapshotTable,
  snapshotTables,
  tables,
} from '../../../src/domain/tables/tables.ts'
import type { RawSnapshot } from '../../../src/sources/raw/raw-object.ts'
import type { SnapshotRows } from '../../../src/transform/rows/table-rows.ts'
import { transformBytes } from '../../../src/transform/transform-bytes.ts'
import { TRANSFORM_VERSION } from '../../../src/transform/transform-version.ts'
import { rawOf } from '../../sources/support/answers.ts'
import { spotifyItem } from '../../support/fixtures/raw.ts'
import { allRows, createSnapshot, lineEntry, ndjson, toRawObject } from '../../support/fixtures/snapshots.ts'

/** Every issue counts what the other tables hold of it, by distinct key. */
function expectCounts(rows: SnapshotRows) {
  for (const issue of rows.chart_issues) {
    for (const [table, count] of Object.entries(countColumns)) {
      const own = rows[table as keyof typeof countColumns].filter(
        ({ chart, chart_date }) => chart === issue.chart && chart_date === issue.chart_date,
      )
      const keys = own.map((row) => tables[table as SnapshotTable].key.map((key) => row[key as never]).join())
      expect(new Set(keys).size, table).toBe(keys.length)
      expect(issue[count], count).toBe(keys.length)
    }
  }
}

/** Keys are there, no text is empty, whole numbers fit the column that Parquet has for them. */
function expectSound(rows: SnapshotRows) {
  for (const table of snapshotTables) {
    for (const row of rows[table] as Record<string, unknown>[]) {
      for (const [name, { type, required }] of Object.entries<Column>(tables[table].columns)) {
        const value = row[name]
        const isSound =
          value === null
            ? !required
            : type === 'text'
              ? typeof value === 'string' && value.trim() !== ''
              : type === 'integer'
                ? Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
                : type === 'bigint'
                  ? Number.isSafeInteger(value)
                  : type === 'boolean'
                    ? typeof value === 'boolean'
                    : !Number.isNaN(Date.parse(String(value)))
        if (!isSound) expect.fail(`${table}.${name}: ${JSON.stringify(value)}`)
      }
    }
  }
}

const placed = (rows: SnapshotRows) => rows.chart_entries.map(({ position, song_id }) => [position, song_id])
const dated = (rows: SnapshotRows, table: 'songs' | 'albums' | 'artists') =>
  rows[table].map((row) => [row.chart_date, 'song_id' in row ? row.song_id : Object.values(row)[6]])

describe('one issue', () => {
  test('becomes rows of every table, and counts them', () => {
    const rows = allRows(createSnapshot({ songs: ['a', 'b', null] }))
    expect(placed(rows)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(rows.songs.map(({ song_id }) => song_id)).toEqual(['a', 'b'])
    expect(rows.albums.map(({ album_id }) => album_id)).toEqual(['album-of-a', 'album-of-b'])
    expect(rows.artists.map(({ artist_id }) => artist_id)).toEqual(['artist-1'])
    expect(rows.chart_issues[0]).toMatchObject({ chart_size: 3, entry_count: 2, reject_count: 1 })
    expectCounts(rows)
    expectSound(rows)
  })

  test('has its origin in every row', () => {
    const raw = createSnapshot({
      songs: ['a', null],
      source: 'simulator',
      chart: 'top-3',
      chart_date: '2026-01-05',
    })
    const rows = allRows(raw)
    const snapshot_id = expect.stringMatching(/^20260105t060000z-[0-9a-f]{12}$/)
    const from = { source: 'simulator', chart: 'top-3', chart_date: '2026-01-05', snapshot_id }
    for (const table of snapshotTables) {
      for (const row of rows[table]) {
        expect(row).toMatchObject({
          ...from,
          transform_version: TRANSFORM_VERSION,
          fetched_at: '2026-01-05T06:00:00.000Z',
        })
      }
    }
    expect(rows.chart_issues[0]?.raw_key).toBe(parseRawKey(toRawObject(raw).key)?.rawKey)
  })

  test('keeps the position after an item that is not a song', () => {
    const rows = allRows(createSnapshot({ songs: [null, 'a', {}, 'b'] }))
    expect(placed(rows)).toEqual([
      [2, 'a'],
      [4, 'b'],
    ])
    expect(
      rows.rejects.map(({ reject_number, position, reason }) => [reject_number, position, reason]),
    ).toEqual([
      [1, 1, 'null_item'],
      [2, 3, 'unreadable'],
    ])
  })

  test('may have a song at two positions, with one row of the song', () => {
    const rows = allRows(createSnapshot({ songs: ['a', 'b', 'a'] }))
    expect(placed(rows)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ])
    expect(rows.songs).toHaveLength(2)
    expectCounts(rows)
  })

  test('has one row per artist and per credit, even if they are repeated', () => {
    const songs = [spotifyItem('a', 'Song', ['x', 'y', 'x']), spotifyItem('b', 'Song', ['y'])]
    const rows = allRows(createSnapshot({ songs }))
    expect(rows.artists.map(({ artist_id }) => artist_id)).toEqual(['x', 'y'])
    expect(rows.song_artists.map((row) => [row.song_id, row.credit_position, row.artist_id])).toEqual([
      ['a', 1, 'x'],
      ['a', 2, 'y'],
      ['b', 1, 'y'],
    ])
    expectCounts(rows)
  })

  test('keeps two songs at one position, and the same song there once', () => {
    const entries = [
      lineEntry(1, 'a'),
      lineEntry(2, 'c'),
      lineEntry(2, 'b'),
      lineEntry(2, 'c'),
      lineEntry(3, 'd'),
    ]
    const rows = allRows(ndjson([{ date: '2026-01-05', chart: 'one', entries }]))
    expect(placed(rows)).toEqual([
      [1, 'a'],
      [2, 'c'],
      [2, 'b'],
      [3, 'd'],
    ])
    expect(rows.rejects).toEqual([])
    expect(rows.chart_issues).toMatchObject([{ chart_size: 3, entry_count: 4, reject_count: 0 }])
    expectCounts(rows)
  })

  test('keeps a removed track, whose empty names are null', () => {
    const removed = spotifyItem('gone', '')
    Object.assign(removed.track, { artists: [{ id: 'artist-1', name: '', external_urls: {} }] })
    Object.assign(removed.track.album, { name: '', release_date: '0000', album_type: '' })
    const rows = allRows(createSnapshot({ songs: [removed] }))
    expect(placed(rows)).toEqual([[1, 'gone']])
    expect(rows.songs[0]).toMatchObject({
      song_name: null,
      title_key: '-',
      variant_key: '-',
      title_script: null,
    })
    expect(rows.albums[0]).toMatchObject({ album_name: null, album_type: null, release_date: null })
    expect(rows.artists[0]).toMatchObject({ artist_id: 'artist-1', artist_name: null })
    expectSound(rows)
  })
})

describe('many issues of one file', () => {
  const line = (date: string, entries: object[], chart = 'one') => ({ date, chart, entries })

  test('have rows of a song, its album and its artists at the first date and at changes', () => {
    const rows = allRows(
      ndjson([
        line('2026-01-05', [lineEntry(1, 'a'), lineEntry(2, 'b')]),
        line('2026-01-06', [lineEntry(1, 'b'), lineEntry(2, 'a')]),
        line('2026-01-07', [lineEntry(1, 'a', 'Renamed'), lineEntry(2, 'c', 'New', 'artist-2')]),
        line('2026-01-08', [lineEntry(1, 'a', 'Renamed'), lineEntry(2, 'c', 'New', 'artist-2')]),
      ]),
    )
    expect(dated(rows, 'songs')).toEqual([
      ['2026-01-05', 'a'],
      ['2026-01-05', 'b'],
      ['2026-01-07', 'a'],
      ['2026-01-07', 'c'],
    ])
    expect(dated(rows, 'artists')).toEqual([
      ['2026-01-05', 'artist-1'],
      ['2026-01-07', 'artist-2'],
    ])
    expect(rows.chart_entries).toHaveLength(8)
    expectCounts(rows)
    expectSound(rows)
  })

  test('have another row of a song whose old name returns', () => {
    const names = ['Old', 'New', 'Old']
    const lines = names.map((name, index) => line(`2026-01-0${index + 5}`, [lineEntry(1, 'a', name)]))
    expect(allRows(ndjson(lines)).songs.map(({ song_name }) => song_name)).toEqual(names)
  })

  test('have the credits of a song again when they change', () => {
    const lines = ['x', 'x', 'y'].map((artist, index) =>
      line(`2026-01-0${index + 5}`, [lineEntry(1, 'a', 'Song', artist)]),
    )
    const rows = allRows(ndjson(lines))
    expect(rows.song_artists.map(({ chart_date, artist_id }) => [chart_date, artist_id])).toEqual([
      ['2026-01-05', 'x'],
      ['2026-01-07', 'y'],
    ])
    expectCounts(rows)
  })

  test('have rows of a song for each chart of the file', () => {
    const rows = allRows(
      ndjson([
        line('2026-01-05', [lineEntry(1, 'a')], 'one'),
        line('2026-01-05', [lineEntry(1, 'a')], 'two'),
      ]),
    )
    expect(rows.songs.map(({ chart, song_id }) => [chart, song_id])).toEqual([
      ['one', 'a'],
      ['two', 'a'],
    ])
    expectCounts(rows)
  })

  test('have rows of a song that only an incomplete issue had before', () => {
    const page = (id: string, total: number) => ({
      date: id,
      playlist: {
        type: 'playlist',
        id: 'p',
        name: 'One',
        tracks: { items: [spotifyItem('a')], total, next: null },
      },
    })
    const raw = ndjson([page('2026-01-05', 100), page('2026-01-06', 1)], { reader: 'spotify' })
    const rows = allRows(raw)
    expect(rows.chart_issues.map(({ complete }) => complete)).toEqual([false, true])
    expect(dated(rows, 'songs')).toEqual([
      ['2026-01-05', 'a'],
      ['2026-01-06', 'a'],
    ])
    expectCounts(rows)
  })

  test('become the same rows in small batches as in one', () => {
    const lines = Array.from({ length: 9 }, (_, index) =>
      line(`2026-01-${String(index + 10)}`, [
        lineEntry(1, 'a', `Name ${index % 3}`),
        lineEntry(2, 'b'),
        null as never,
      ]),
    )
    expect(allRows(ndjson(lines), 2)).toEqual(allRows(ndjson(lines)))
  })

  test('count their rows in the other tables, for any file', async () => {
    const entry = fc.oneof(
      fc.record({
        position: fc.constantFrom(-1, 1, 2, 3, 4, 5),
        track_id: fc.constantFrom('a', 'b', 'c', '', null, 'a\ud800', 'a\udfff', 'a\ufffd'),
        track_name: fc.constantFrom('One', 'Two', '', null),
        album_id: fc.constantFrom('m', 'n', null, '\ud800', '\udfff'),
        album_name: fc.constantFrom('M', 'N', null),
        artists: fc.array(
          fc.record({
            id: fc.constantFrom('x', 'y', null, 'x\ud800', 'x\ud801'),
            name: fc.constantFrom('X', 'Z', null, '\udc00'),
          }),
          {
            maxLength: 3,
          },
        ),
      }),
      fc.jsonValue(),
    )
    const lines = fc.array(
      fc.record({
        date: fc.constantFrom('2026-01-05', '2026-01-06', '2026-01-07'),
        chart: fc.constantFrom('one', 'two'),
        entries: fc.array(entry, { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        const rows = allRows(ndjson(given))
        expectCounts(rows)
        expectSound(rows)
        expectCounts(await written(rows))
      }),
      { numRuns: 100 },
    )
  })
})

describe('any JSON as an item', () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constant(''),
    fc.constant(2 ** 53),
    fc.constant('\ud800'),
  )
  const ids = fc.constantFrom(
    'a',
    'b',
    'a ',
    '7',
    7,
    'ä'.repeat(40),
    'a\ud800',
    'a\udfff',
    '\ufffd',
    '\ud800',
  )

  /** A track with some fields replaced by anything; unknown keys are as likely as those that a reader knows. */
  const mutated = (base: Record<string, unknown>, keys: string[]) =>
    fc
      .tuple(ids, fc.dictionary(fc.constantFrom(...Object.keys(base), ...keys), json, { maxKeys: 3 }))
      .map(([id, changes]) => ({ ...base, id, ...changes }))

  const { track } = spotifyItem('a')
  const spotify = fc.oneof(
    json,
    fc.dictionary(fc.constantFrom('track', 'item', 'is_local', 'added_at', '__proto__'), json),
    mutated(track, ['linked_from', 'episode']).map((changed) => ({
      track: changed,
      added_at: '0000-01-01T00:00:00Z',
    })),
    json.map((name) => ({
      item: { ...track, album: { ...track.album, id: 'm', name, total_tracks: name } },
    })),
    json.map((id) => ({ track: { ...track, artists: [{ id, name: id }, id, { id: 'x', name: '\t' }] } })),
  )
  const deezerTrack = {
    type: 'track',
    id: 1,
    title: 'Song',
    duration: 180,
    rank: 900_000,
    isrc: 'XXABC2600001',
    time_add: 1_700_000_000,
    artist: { id: 2, name: 'Ada' },
    contributors: [{ id: 2, name: 'Ada' }],
    album: { id: 3, title: 'Album' },
  }
  const deezer = fc.oneof(
    json,
    mutated(deezerTrack, ['explicit_lyrics', 'link']),
    json.map((id) => ({
      ...deezerTrack,
      artist: { id, name: id },
      contributors: [id, { id }],
      album: { id, title: id },
    })),
  )

  const wrapped = {
    spotify: (items: unknown[], offset: number) => ({ items, offset, total: items.length, next: null }),
    deezer: (items: unknown[]) => ({ data: items, total: items.length }),
  }

  test.each([
    ['spotify', spotify],
    ['deezer', deezer],
  ] as const)('is a row or a reject of %s, each in its place', async (reader, item) => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 6 }), fc.nat({ max: 500 }), async (items, given) => {
        const raw = rawOf([wrapped[reader](items, given)], { reader })
        const offset = reader === 'spotify' ? given : 0
        const rows = allRows(raw)
        const positions = [...rows.chart_entries, ...rows.rejects].map(({ position }) => Number(position))
        expect(positions.sort((a, b) => a - b)).toEqual(items.map((_, index) => offset + index + 1))
        expectCounts(rows)
        expectSound(rows)
        expectCounts(await written(rows))
      }),
      { numRuns: 80 },
    )
  })

  test('is a reject even where it is nested deeper than JSON can be written', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const body = `{"items":[{"track":${deep}},${deep}],"total":2,"next":null}`
    const { rejects } = await transformed(rawOf([body]))
    expect(rejects).toBe(2)
    const line = `{"date":"2026-01-05","chart":"one","entries":[{"position":${deep}}]}\n{"date":${deep}}`
    expect((await transformed(rawOf([line], { reader: 'chart-ndjson' }))).rejects).toBe(2)
  })

  test('on a page that begins beyond any chart makes the object unreadable', async () => {
    const raw = rawOf([{ items: [spotifyItem('a')], offset: 2 ** 31 - 1, total: 1, next: null }])
    const { files, ...counts } = await transformed(raw)
    expect([...files].map(([table]) => table)).toEqual(['failure'])
    expect(counts).toMatchObject({ entries: 0, rejects: 1 })
  })
})

/** The rows as a reader of the files gets them. */
async function written(rows: SnapshotRows): Promise<SnapshotRows> {
  const read = await Promise.all(
    snapshotTables.map(async (table) => [
      table,
      await readParquet(table, encodeTable(table, rows[table] as never)),
    ]),
  )
  return Object.fromEntries(read) as SnapshotRows
}

function transformed(raw: RawSnapshot) {
  const { key, bytes } = toRawObject(raw)
  return transformBytes(bytes, parseRawKey(key) as NonNullable<ReturnType<typeof parseRawKey>>)
}
