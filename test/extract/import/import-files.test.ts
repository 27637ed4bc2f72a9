import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChartConfig } from '../../../src/config/config.ts'
import { importFiles } from '../../../src/extract/import/import-files.ts'
import type { ImportOptions } from '../../../src/extract/import/import-report.ts'
import type { FileFormat } from '../../../src/sources/file-format.ts'
import { decodeRaw } from '../../../src/sources/raw/decode-raw.ts'
import { openFormats } from '../../../src/sources/registry.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import { transformPending } from '../../../src/transform/transform-pending.ts'
import { spotifyItem } from '../../support/fixtures/raw.ts'
import { listKeys } from '../../support/fixtures/snapshots.ts'
import { zipFiles } from '../../support/zip-files.ts'

let folder: string
let raw: ReturnType<typeof memoryStore>
let curated: ReturnType<typeof memoryStore>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
  raw = memoryStore()
  curated = memoryStore()
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  const isRaw = typeof content === 'string' || content instanceof Uint8Array
  writeFileSync(path, isRaw ? content : JSON.stringify(content))
  return path
}

const run = (options: ImportOptions = {}, charts: ChartConfig[] = [], paths = [folder]) =>
  importFiles({ paths, raw, curated, config: { charts, unsplit_artists: [] }, options })

/** The one file of the folder. */
async function one(options: ImportOptions = {}, charts: ChartConfig[] = []) {
  const { files } = await run(options, charts)
  expect(files).toHaveLength(1)
  const [file] = files
  if (file === undefined) throw new Error('no file')
  const header = file.key === null ? null : decodeRaw(await raw.get(`to_process/${file.key}`)).header
  return { ...file, header }
}

const items = [1, 2, 3].map((n) => spotifyItem(`song-${n}`))
const paging = {
  href: 'https://api.spotify.com/v1/playlists/0TestPlaylistOfOurOwn0/tracks?offset=0&limit=100',
  items,
  total: 3,
  next: null,
  offset: 0,
}
const playlist = {
  type: 'playlist',
  id: '0TestPlaylistOfOurOwn0',
  name: 'Top 3 - Testland',
  snapshot_id: 'v1',
  tracks: paging,
}
const deezer = {
  data: [
    {
      id: 1,
      title: 'Harbour',
      duration: 200,
      rank: 9,
      artist: { id: 7, name: 'Olu' },
      album: { id: 3, title: 'H' },
    },
  ],
  total: 1,
}
const csv = (rows: string[]) => ['chart_date,position,song,artist', ...rows, ''].join('\n')
const configured: ChartConfig = {
  chart: 'testland-3',
  source: 'spotify',
  playlist: '0TestPlaylistOfOurOwn0',
  name: 'Testland',
  expected_size: 3,
  scope: 'market',
  market: 'xx',
  cadence: 'weekly',
  weekdays: '5',
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['12:00'],
}

describe('the chart of a raw answer', () => {
  test('is the slug of the name that the playlist has', async () => {
    write('2024-02-03.json', playlist)
    expect(await one()).toMatchObject({
      outcome: 'imported',
      source: 'spotify',
      key: expect.stringMatching(
        /^spotify\/top-3-testland\/2024-02-03\/20240203t000000z-[0-9a-f]{12}\.json\.gz$/,
      ),
      charts: [{ chart: 'top-3-testland', issues: 1, entries: 3, rejects: 0 }],
    })
  })

  test('is the playlist id of its href where it has no name', async () => {
    write('2024-02-03.json', paging)
    expect((await one()).header).toMatchObject({ chart: '0testplaylistofourown0' })
  })

  test('is that of the configuration for the playlist, with its settings', async () => {
    write('2024-02-03.json', paging)
    const { header } = await one({}, [configured])
    expect(header).toMatchObject({
      chart: 'testland-3',
      settings: {
        chart_name: 'Testland',
        expected_size: 3,
        scope: 'market',
        market: 'xx',
        cadence: 'weekly',
        weekdays: '5',
      },
    })
  })

  test('is --chart above all', async () => {
    write('2024-02-03.json', playlist)
    expect((await one({ chart: 'mine' }, [configured])).header?.chart).toBe('mine')
  })

  test('is missing in a bare list of items, and the refusal says what to give', async () => {
    write('2024-02-03.json', items)
    expect(await one()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('--chart') })
    expect(await one({ chart: 'mine' })).toMatchObject({ outcome: 'imported', charts: [{ entries: 3 }] })
  })
})

describe('the day of a raw answer', () => {
  test('is --date, else that of the name, else that on which its songs were added', async () => {
    write('answer.json', playlist)
    expect((await one({ date: '2020-01-01' })).header?.chart_date).toBe('2020-01-01')
    expect((await one()).header?.chart_date).toBe('2026-01-02')
  })

  test('is refused where nothing tells it, with all that is missing at once', async () => {
    write(
      'answer.json',
      items.map((item, n) => ({ ...item, added_at: `2026-01-0${n + 1}T00:00:00Z` })),
    )
    const { reason } = await one()
    expect(reason).toContain('--chart')
    expect(reason).toContain('--date')
  })

  test('comes with the time in the name, which is when it was fetched', async () => {
    write('spotify_raw_2023-02-18 09:14:55.123456.json', paging)
    expect((await one()).header).toMatchObject({
      chart_date: '2023-02-18',
      fetched_at: '2023-02-18T09:14:55.123Z',
    })
  })

  test('and --fetched-at beats the time in the name', async () => {
    write('spotify_raw_2023-02-18 09:14:55.json', paging)
    expect((await one({ fetched_at: '2026-01-01' })).header?.fetched_at).toBe('2026-01-01T00:00:00.000Z')
  })
})

describe('several playlists in one file', () => {
  const other = { ...playlist, id: '0OtherPlaylistOfOurOwn', name: 'Top 3 - Nordia' }

  test('are one import of several charts, each known by its playlist', async () => {
    write('2024-02-03.json', { a: playlist, b: other })
    const { key, charts, header } = await one({}, [configured])
    expect(key).toMatch(/^spotify\/import\/[0-9a-f]{12}\.gz$/)
    expect(charts.map(({ chart }) => chart).sort()).toEqual(['testland-3', 'top-3-nordia'])
    expect(header?.charts['testland-3']).toMatchObject({ market: 'xx', cadence: 'weekly' })
  })

  test('that share a name are two charts', async () => {
    write('2024-02-03.json', { a: playlist, b: { ...other, name: playlist.name } })
    expect(new Set((await one()).charts.map(({ chart }) => chart)).size).toBe(2)
  })

  test('cannot all be --chart', async () => {
    write('2024-02-03.json', { a: playlist, b: other })
    expect(await one({ chart: 'mine' })).toMatchObject({
      outcome: 'refused',
      reason: '2 charts in one file; leave --chart out',
    })
  })
})

test('a first page of more is stored as incomplete', async () => {
  write('2024-02-03.json', { ...paging, total: 200, next: 'https://api.spotify.com/next' })
  const file = await one()
  expect(file).toMatchObject({ outcome: 'incomplete', charts: [{ incomplete: 1, entries: 3 }] })
  expect(file.header?.complete).toBe(false)
})

test('lines of dated answers are one import', async () => {
  const lines = ['2024-01-01', '2024-01-08', '2024-01-15'].map((date) => JSON.stringify({ date, playlist }))
  write('days.ndjson', lines.join('\n'))
  const { header, charts } = await one()
  expect(charts).toMatchObject([
    { chart: 'top-3-testland', first_date: '2024-01-01', last_date: '2024-01-15', issues: 3 },
  ])
  expect(header).toMatchObject({
    chart: 'top-3-testland',
    chart_date: null,
    fetched_at: null,
    settings: { cadence: 'weekly' },
  })
})

test('an answer of Deezer is known by its tracks, and an error that came as an answer is refused', async () => {
  write('a/2024-02-03.json', deezer)
  write('b/2024-02-03.json', { error: { type: 'DataException', message: 'no data', code: 800 } })
  const { files } = await run({ chart: 'mine' })
  expect(files).toMatchObject([
    { outcome: 'imported', source: 'deezer' },
    { outcome: 'refused', reason: expect.stringMatching(/, got an error: 800 no data$/) },
  ])
})

describe('chart NDJSON', () => {
  const line = (date: string, more: object) =>
    JSON.stringify({ date, entries: [{ position: 1, track_id: 't', track_name: 'T' }], ...more })

  test('is the chart of its file where it holds one playlist, under whatever names', async () => {
    write(
      'my-top.ndjson.gz',
      gzipSync(
        `${line('2021-01-01', { chart: 'Old', playlist_id: 'A'.repeat(22) })}\n${line('2021-01-02', { chart: 'New', playlist_id: 'A'.repeat(22) })}`,
      ),
    )
    expect(await one()).toMatchObject({ source: 'spotify', charts: [{ chart: 'my-top', issues: 2 }] })
  })

  test('of many charts gives each the slug of its newest name', async () => {
    write(
      'all.ndjson',
      [
        line('2021-01-02', { chart: 'Top New', playlist_id: 'a' }),
        line('2021-01-01', { chart: 'Top Old', playlist_id: 'a' }),
        line('2021-01-01', { chart: 'Other', playlist_id: 'b' }),
      ].join('\n'),
    )
    const { charts, source } = await one()
    expect(source).toBe('import')
    expect(charts.map(({ chart, issues }) => [chart, issues])).toEqual([
      ['other', 1],
      ['top-new', 2],
    ])
  })
})

describe('chart CSV', () => {
  const official = 'Position,"Track Name",Artist,Streams,URL\n1,A,Olu,9,https://open.spotify.com/track/AAA\n'

  test('of an official name is chart, day and cadence by its name', async () => {
    write('02__regional-global-weekly-2020-08-07--2020-08-14__2020-10-25_1a2b3c4.csv', official)
    const { header, source } = await one()
    expect(source).toBe('spotify-csv')
    expect(header).toMatchObject({
      chart: 'regional-global-weekly',
      chart_date: '2020-08-14',
      settings: { cadence: 'weekly' },
    })
  })

  test('without a day anywhere is refused', async () => {
    write('regional-global-daily-latest.csv', official)
    expect(await one()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('--date') })
    expect(await one({ date: '2020-01-01' })).toMatchObject({ outcome: 'imported' })
  })

  test('with days of its own is one import, weekly where most issues are a week apart', async () => {
    write(
      'hot-9.csv.gz',
      gzipSync(csv(['1960-01-01,1,A,Olu', '1960-01-08,1,A,Olu', '1960-01-15,1,A,Olu', '1960-01-29,1,A,Olu'])),
    )
    const { key, charts, header } = await one({ identity: 'text', name: 'The Hot Nine' })
    expect(key).toMatch(/^import\/import\/[0-9a-f]{12}\.gz$/)
    expect(charts).toMatchObject([{ chart: 'hot-9', issues: 4, entries: 4 }])
    expect(header).toMatchObject({
      identity: 'text',
      file_name: 'hot-9.csv',
      settings: { cadence: 'weekly', chart_name: 'The Hot Nine' },
    })
  })

  test('with chart and region columns holds many charts, each with its cadence', async () => {
    write(
      'dump.csv',
      'date,rank,title,region,chart\n2020-01-01,1,A,Xx,top\n2020-01-08,1,A,Xx,top\n2020-01-01,1,A,Yy,top\n2020-01-02,1,A,Yy,top\n',
    )
    const { header, charts } = await one()
    expect(charts.map(({ chart }) => chart)).toEqual(['top-xx', 'top-yy'])
    expect(Object.entries(header?.charts ?? {}).map(([chart, { cadence }]) => [chart, cadence])).toEqual([
      ['top-xx', 'weekly'],
      ['top-yy', 'daily'],
    ])
  })

  test('with days of its own cannot all be of --date', async () => {
    write('hot-9.csv', csv(['1960-01-01,1,A,Olu']))
    expect(await one({ date: '2020-01-01' })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('leave --date out'),
    })
  })
})

test.each([
  ['the file is empty', ' \n'],
  ['got binary data', new Uint8Array([0x89, 0x50, 0, 1])],
  [
    'got a ZIP archive or an Excel workbook; unpack the archive',
    await zipFiles({ 'hot-100.csv': 'rank,title\n1,A\n' }),
  ],
  ['got a Parquet file; write it as CSV', Buffer.from('PAR1\u0015\u0004PAR1', 'latin1')],
  ['not UTF-8', Buffer.from('rank,title\n1,Caf\xe9', 'latin1')],
  ['not a whole gzip file', gzipSync('rank,title\n1,A\n').subarray(0, 20)],
  ['the JSON is malformed', '{"items": ['],
  ['got NDJSON with lines other than', '{"status":404}\n{"status":403}\n'],
  [
    'got text with no header row that names a position (or rank) and a song, title, uri or url',
    '# Read me\n\nThis is no chart.\n',
  ],
  ['404 Resource not found', { error: { status: 404, message: 'Resource not found' } }],
  ['invalid_client', { error: 'invalid_client' }],
  ['a single track', { type: 'track', id: 'x', name: 'X' }],
  ['a single album', { type: 'album', tracks: { items } }],
  ['a playlist without its songs', { type: 'playlist', id: 'x', name: 'X' }],
  ['an empty list', []],
  ['an empty list', { ...paging, items: [] }],
  ['a JSON list without a chart', [{ colour: 'blue', weight: 3 }]],
  ['no column of positions; the columns are "artistName, name"', [{ artistName: 'Olu', name: 'Harbour' }]],
  ['a listing of Last.fm', { toptracks: { track: [{ name: 'A' }], '@attr': { page: '1' } } }],
  [
    'none of the 1 rows counts as a play: too short 1',
    [{ endTime: '2026-01-05 10:00', artistName: 'Olu', trackName: 'A', msPlayed: 1 }],
  ],
  ['a review of one person', { topTracks: [{ name: 'A' }], topArtists: [{ name: 'Olu' }] }],
  ['a JSON object without a chart', { hello: 'world' }],
])('a file that is no chart is refused: %s', async (reason, content) => {
  write('file', content)
  expect(await one()).toMatchObject({
    outcome: 'refused',
    key: null,
    reason: expect.stringContaining(reason),
  })
})

test('a chart without one entry is refused, though it has rows', async () => {
  write('top-2026-01-05.json', {
    name: 'Top',
    tracks: { items: [{ added_at: null, track: { name: 'Gone' } }] },
  })
  expect(await one()).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('none of the 1 rows can be read'),
  })
})

test('a bad file costs no other, and every file is told of in a stable order', async () => {
  write('b/2024-02-03.json', playlist)
  write('a.json', '{')
  write('b/.hidden.json', playlist)
  write('.git/x.json', playlist)
  symlinkSync(folder, join(folder, 'loop'))
  const told: string[] = []
  const summary = await importFiles({
    paths: [folder, join(folder, 'missing')],
    ...{ raw, curated },
    config: { charts: [], unsplit_artists: [] },
    on: ({ outcome }, done, total) => told.push(`${done}/${total} ${outcome}`),
  })
  expect(summary.files.map(({ path, reason }) => [path.slice(folder.length + 1), reason])).toEqual([
    ['a.json', 'the JSON is malformed or truncated'],
    ['b/2024-02-03.json', null],
    ['missing', 'no such file or folder'],
  ])
  expect(summary).toMatchObject({ imported: 1, incomplete: 0, already: 0, refused: 2 })
  expect(told).toEqual(['1/3 refused', '2/3 imported', '3/3 refused'])
})

describe('a file that was imported before', () => {
  const issue = 'chart,chart_date,position,song,artist\nHot,2024-02-03,1,A,Olu\nHot,2024-02-03,x,B,Olu\n'
  const imported = async () => {
    write('hot.csv', issue)
    const [file] = (await run()).files
    await transformPending({ raw, curated })
    return `${file?.key}`
  }
  const outcome = async () => (await run()).files.map((file) => file.outcome).join()
  /** Every object of both stores, by key, as text. */
  const everything = async () => {
    const found: Record<string, string> = {}
    for (const store of [raw, curated]) {
      for (const key of await listKeys(store)) found[key] = Buffer.from(await store.get(key)).toString('hex')
    }
    return found
  }

  test('is already stored while it is pending, and after its transform', async () => {
    write('hot.csv', issue)
    expect(await outcome()).toBe('imported')
    expect(await outcome()).toBe('already')
    await transformPending({ raw, curated })
    expect(await outcome()).toBe('already')
  })

  test('is imported again if any of its curated files is gone, until it is there again', async () => {
    await imported()
    const before = await everything()
    const tables = await listKeys(curated)
    expect(tables).toHaveLength(7)
    for (const file of tables) {
      await curated.delete(file)
      expect(await outcome(), file).toBe('imported')
      await transformPending({ raw, curated })
      expect(await everything(), file).toEqual(before)
      expect(await outcome(), file).toBe('already')
    }
  })

  test.each(['cut off', 'gone', 'as it was'])(
    'is imported again if its raw object failed: %s',
    async (damage) => {
      const key = await imported()
      const before = await everything()
      const bytes = await raw.get(`processed/${key}`)
      await raw.delete(`processed/${key}`)
      if (damage === 'cut off') await raw.put(`failed/${key}`, bytes.subarray(0, -20))
      if (damage === 'as it was') await raw.put(`failed/${key}`, bytes)
      if (damage === 'cut off') await transformPending({ raw, curated })
      expect(await outcome()).toBe('imported')
      expect(await transformPending({ raw, curated })).toMatchObject({
        transformed: 1,
        entries: 1,
        rejects: 1,
      })
      expect(await everything()).toMatchObject(before)
      expect(await listKeys(raw)).toEqual([`processed/${key}`])
    },
  )

  test('replaces a damaged raw object whose curated files are gone', async () => {
    const key = await imported()
    const before = await everything()
    const bytes = await raw.get(`processed/${key}`)
    await raw.delete(`processed/${key}`)
    await raw.put(`processed/${key}`, bytes.subarray(0, -20))
    for (const file of await listKeys(curated)) await curated.delete(file)
    expect(await outcome()).toBe('imported')
    await transformPending({ raw, curated })
    expect(await everything()).toEqual(before)
  })
})

describe('a file on which reading fails', () => {
  const failing = (error: () => Error): FileFormat => ({
    name: 'failing',
    title: 'a list that fails',
    read: () => [],
    recognise: ({ name }) => {
      if (name === 'bad.list') throw error()
      return null
    },
  })
  const importWith = async (error: () => Error) => {
    write('bad.list', 'x')
    write('good.csv', csv(['1960-01-01,1,A,Olu']))
    const formats = [failing(error), ...(await openFormats())]
    return importFiles({
      paths: [folder],
      raw,
      curated,
      config: { charts: [], unsplit_artists: [] },
      formats,
    })
  }

  test.each<[string, () => Error, RegExp]>([
    ['a line that is too long', () => longString(), /^a line is longer than 512 MB; split it$/],
    ['texts that are too long together', () => new RangeError('Invalid string length'), /^a line is longer/],
    ['an error of our own', () => new TypeError('no such thing'), /^unexpected error.*: no such thing$/],
  ])('is refused, and costs no other: %s', async (_name, error, reason) => {
    const { files } = await importWith(error)
    expect(files).toMatchObject([
      { outcome: 'refused', reason: expect.stringMatching(reason), key: null },
      { outcome: 'imported' },
    ])
  })

  test('because of the machine is not refused: the import can be repeated', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    await expect(importWith(() => full)).rejects.toThrow('no space')
  })
})

/** What the engine throws for a text that is too long. */
function longString(): Error {
  return Object.assign(new Error('Cannot create a string longer'), { code: 'ERR_STRING_TOO_LONG' })
}

test('each of many playlists is examined once, though there is no room to keep their bytes', async () => {
  const padding = ' '.repeat(2 ** 24)
  for (const day of [1, 2, 3, 4])
    write(`2026-01-0${day}.json`, `${JSON.stringify({ ...playlist, snapshot_id: `v${day}` })}${padding}`)
  const examined: string[] = []
  const formats = (await openFormats()).map(
    (format): FileFormat => ({
      ...format,
      recognise(file) {
        if (format.name === 'spotify') examined.push(file.name)
        return format.recognise(file)
      },
    }),
  )
  const config = { charts: [], unsplit_artists: [] }
  const { imported } = await importFiles({ paths: [folder], raw, curated, config, formats })
  expect(imported).toBe(4)
  expect(examined).toEqual([1, 2, 3, 4].map((day) => `2026-01-0${day}.json`))
})

test('of many files with the same content the first is imported, and the result has the order of the files', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `copy-${100 + index}.json`)
  for (const [index, name] of names.entries())
    write(name, index < 2 ? playlist : { ...playlist, snapshot_id: `pair ${index >> 1}` })
  const stored: string[] = []
  const config = { charts: [], unsplit_artists: [] }
  const options = { date: '2026-01-05' }
  const request = { paths: [folder], raw, curated, config, options }
  const { files } = await importFiles({ ...request, onStored: (key) => stored.push(key) })
  expect(files.map(({ path }) => path)).toEqual(names.map((name) => join(folder, name)))
  expect(files.map(({ outcome }) => outcome)).toEqual(
    names.map((_, index) => (index % 2 === 0 ? 'imported' : 'already')),
  )
  expect(stored.sort()).toEqual(await listKeys(raw))
})

test('the same bytes plain and gzipped are one import', async () => {
  write('a/hot-9.csv', csv(['1960-01-01,1,A,Olu']))
  write('b/hot-9.csv.gz', gzipSync(csv(['1960-01-01,1,A,Olu'])))
  expect(await run()).toMatchObject({ imported: 1, already: 1 })
})

test('options that cannot be meant are refused before any file is read', async () => {
  await expect(run({ chart: 'Not A Slug' })).rejects.toThrow('--chart')
  await expect(run({ date: '2024-02-30' })).rejects.toThrow('2024-02-30')
  await expect(run({ fetched_at: 'yesterday' })).rejects.toThrow('yesterday')
})

test('a format that the registry does not list yet is imported like any other', async () => {
  const lines = (body: Uint8Array) => Buffer.from(body).toString().trim().split('\n').slice(1)
  const invented: FileFormat = {
    name: 'invented',
    title: 'an invented list',
    read: () => [],
    recognise: ({ body }) =>
      Buffer.from(body).toString().startsWith('INVENTED\n')
        ? {
            ...{ reader: 'invented', source: 'inventor', charts: [{ id: null, name: 'Top Two' }] },
            ...{ named_by_file: false, has_dates: false, shared_date: null, states_instants: false },
            survey: ({ chart, chart_date, complete }) => [
              {
                chart: chart ?? '',
                chart_date: chart_date ?? '',
                complete,
                entries: lines(body).length,
                rejects: 0,
                has_too_many_ties: false,
              },
            ],
          }
        : null,
  }
  write('2024-02-03.list', 'INVENTED\nHarbour\nPaper Moon\n')
  write('other.list', 'Harbour\n')
  const formats = [...(await openFormats()), invented]
  const { files } = await importFiles({
    paths: [folder],
    ...{ raw, curated },
    config: { charts: [], unsplit_artists: [] },
    formats,
  })
  expect(files).toMatchObject([
    {
      outcome: 'imported',
      source: 'inventor',
      key: expect.stringMatching(/^inventor\/top-two\/2024-02-03\//),
      charts: [{ chart: 'top-two', issues: 1, entries: 2 }],
    },
    {
      outcome: 'refused',
      reason: expect.stringMatching(/ a Spotify playlist, chart JSON or an invented list, got text with no/),
    },
  ])
  expect(decodeRaw(await raw.get(`to_process/${files[0]?.key}`)).header.reader).toBe('invented')
})
