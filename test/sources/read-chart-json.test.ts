import { describe, expect, it, test } from 'vitest'
import { recogniseFile } from '../../src/extract/import/recognise-file.ts'
import { createFileContent } from '../../src/sources/file-content.ts'
import type { RawHeader } from '../../src/sources/raw/raw-object.ts'
import { openFormat, openFormats } from '../../src/sources/registry.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

const formats = await openFormats()

function recognise(value: unknown) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const body = Buffer.from(text)
  const file = recogniseFile(createFileContent({ name: 'top.json', body, identity: 'id' }), formats)
  return { file, body }
}

/** The issues that import would store, each entry as `position title - artists`. */
async function read(value: unknown, given: Partial<RawHeader> = {}) {
  const { file, body } = recognise(value)
  const { header } = spotifySnapshot([], {
    reader: file.reader,
    chart: file.charts === null ? null : 'top',
    chart_date: file.has_dates ? null : '2026-01-05',
    fetched_at: null,
    ...file.header,
    ...given,
  })
  const format = await openFormat(file.reader)
  return [...format.read({ header, bodies: [body] })].map((issue) => ({ ...issue, items: [...issue.items] }))
}

async function list(value: unknown) {
  const issues = await read(value)
  return issues.map(({ chart, chart_date, items }) => [
    `${chart} ${chart_date}`,
    ...items.map((item) =>
      'song' in item
        ? `${item.position} ${item.song.song_name} - ${item.song.artists.map(({ artist_name }) => artist_name).join(' + ')}`
        : `${item.position} ${item.reason}`,
    ),
  ])
}

const row = (rank: unknown, title = 'Reef') => ({ rank, title, artist: 'Olu' })

describe('chart rows are found', () => {
  const first = ['top 2026-01-05', '1 Reef - Olu']
  it.each([
    ['in a list', [row(1)], [first]],
    ['in a list of rows with their dates', [{ ...row(1), date: '2026-01-05' }], [first]],
    ['in an object of a date and rows', { date: '2026-01-05', songs: [row(1)] }, [first]],
    [
      'in objects within objects',
      { ok: true, data: { week: '2026-01-05', chart: { rows: [row(1)] } } },
      [first],
    ],
    ['beside an object with the day', { about: { date: '2026-01-05' }, rows: [row(1)] }, [first]],
    [
      'in a map of positions beside a date',
      { date: '2026-01-05', 1: { title: 'Reef', artist: 'Olu' }, note: null },
      [first],
    ],
    [
      'in a map of dates',
      { '2026-01-05': [row(1)], '2026-01-12': [row(1)] },
      [first, ['top 2026-01-12', '1 Reef - Olu']],
    ],
    ['in a map of positions', { '1': { title: 'Reef', artist: 'Olu' } }, [first]],
    [
      'in lines',
      `{"date":"2026-01-05","data":[${JSON.stringify(row(1))}]}\n{"date":"2026-01-12","data":[]}\n`,
      [first],
    ],
    [
      'in a list of issues that are named by their date',
      [{ name: 'Top of 2026, week 2', date: '2026-01-05', rows: [row(1)] }],
      [first],
    ],
  ])('%s', async (_, value, expected) => {
    expect(await list(value)).toEqual(expected)
  })

  it.each(['alias', 'chart', 'playlist_name', 'playlist'])('in charts by their %s', async (key) => {
    const issue = (name: string) => ({ [key]: name, date: '2026-01-05', entries: [row(1)] })
    expect(await list([issue('One'), issue('Two')])).toEqual([
      ['one 2026-01-05', '1 Reef - Olu'],
      ['two 2026-01-05', '1 Reef - Olu'],
    ])
  })

  it('in charts by their keys', async () => {
    const value = { hot: { '2026-01-05': [row(1)] }, cold: { '2026-01-05': [row(1, 'Tide')] } }
    expect(await list(value)).toEqual([
      ['cold 2026-01-05', '1 Tide - Olu'],
      ['hot 2026-01-05', '1 Reef - Olu'],
    ])
  })
})

test('ranks are read as in a CSV: as texts, and from 0', async () => {
  expect(await list([row('#1'), row('2', 'Tide')])).toEqual([
    ['top 2026-01-05', '1 Reef - Olu', '2 Tide - Olu'],
  ])
  expect(await list([row(0), row(1, 'Tide')])).toEqual([['top 2026-01-05', '1 Reef - Olu', '2 Tide - Olu']])
})

test('a value that is no number costs that value alone, and null is no row', async () => {
  const text =
    '[{"rank": 1, "title": "NaN", "artist": "Olu", "peak": NaN}, null, {"rank": 3, "title": "B", "artist": "C"}]'
  const [issue] = await read(text)
  expect(issue?.items).toMatchObject([
    { position: 1, song: { song_name: 'NaN' }, source_peak_position: null },
    { position: 3, song: { song_name: 'B' } },
  ])
})

test('a line that is not JSON is told of, with the day before it', () => {
  const line = JSON.stringify({ date: '2026-01-05', data: [row(1)] })
  const { file } = recognise(`${line}\n{"date":\n${line}\n`)
  expect(file.report?.notes).toContain('line 2 is not JSON and is lost; the line before it is of 2026-01-05')
})

test('a row holds its parts in inner objects, and its artists in a list', async () => {
  const track = {
    id: '1AAAAAAAAAAAAAAAAAAAAA',
    name: 'Reef',
    duration_ms: 200_000,
    album: { id: '4AAAAAAAAAAAAAAAAAAAAA', name: 'Shore' },
    artists: [
      { id: '3CCCCCCCCCCCCCCCCCCCCC', name: "Olu O'Neil" },
      { id: '3DCCCCCCCCCCCCCCCCCCCC', name: 'Earth, Wind' },
    ],
  }
  const [issue] = await read([{ rank: 7, metric: { type: 'STREAMS', value: '1,234' }, track }])
  expect(issue?.items).toMatchObject([
    {
      position: 7,
      metric: 1234,
      metric_name: 'streams',
      song: {
        song_id: '1AAAAAAAAAAAAAAAAAAAAA',
        duration_ms: 200_000,
        album: { album_id: '4AAAAAAAAAAAAAAAAAAAAA', album_name: 'Shore' },
        artists: [
          { artist_id: '3CCCCCCCCCCCCCCCCCCCCC', artist_name: "Olu O'Neil" },
          { artist_id: '3DCCCCCCCCCCCCCCCCCCCC', artist_name: 'Earth, Wind' },
        ],
      },
    },
  ])
})

describe('the feed of top songs of the iTunes Store', () => {
  const label = (text: string, attributes = {}) => ({ label: text, attributes })
  const entry = {
    'im:name': label('Reef'),
    'im:artist': label('Olu & Ida', { href: 'https://music.apple.com/us/artist/olu/11?uo=2' }),
    'im:collection': { 'im:name': label('Shore'), link: { attributes: {} } },
    'im:releaseDate': label('2025-12-01T00:00:00-07:00', { label: 'December 1, 2025' }),
    id: label('https://music.apple.com/us/album/reef/7?i=1&uo=2', { 'im:id': '1' }),
    title: label('Reef - Olu & Ida'),
  }
  const feed = (entries: unknown, name = 'topsongs') => ({
    feed: {
      id: label(`https://itunes.apple.com/us/rss/${name}/limit=100/json`),
      updated: label('2026-01-05T09:00:00-07:00'),
      title: label('iTunes Store: Top Songs'),
      entry: entries,
    },
  })

  test('is a chart of its country, with ids, album and day', async () => {
    const { file } = recognise(feed([entry, entry]))
    expect(file).toMatchObject({
      source: 'apple-music',
      charts: [{ name: 'us-top-songs' }],
      cadence: 'daily',
    })
    const [issue] = await read(feed([entry, { ...entry, id: label('', { 'im:id': '2' }) }]))
    expect(issue).toMatchObject({ chart_date: '2026-01-05', credits_complete: false })
    expect(issue?.items).toMatchObject([
      {
        position: 1,
        song: {
          song_id: '1',
          song_name: 'Reef',
          url: 'https://music.apple.com/us/album/reef/7?i=1&uo=2',
          album: { album_name: 'Shore', release_date: '2025-12-01' },
          artists: [{ artist_id: '11', artist_name: 'Olu & Ida' }],
        },
      },
      { position: 2, song: { song_id: '2' } },
    ])
  })

  test('has one entry without a list', async () => {
    expect(await list(feed(entry))).toEqual([['top 2026-01-05', '1 Reef - Olu & Ida']])
  })

  test('of albums is refused by name', () => {
    expect(() => recognise(feed([entry], 'topalbums'))).toThrow('the feed topalbums of the iTunes Store')
  })
})

test.each([
  ['Last.fm', { lovedtracks: { track: [{ name: 'A' }], '@attr': {} } }],
  ['ListenBrainz over the range year', { payload: { to_ts: 1, range: 'year', recordings: [{}] } }],
  ['without recordings', { payload: { to_ts: 1_785_715_200, range: 'week', recordings: [] } }],
  [
    'but of albums',
    { feed: { id: 'https://x/api/v2/us/music/most-played/2/albums.json', results: [{ kind: 'albums' }] } },
  ],
  ['a chart of artists', [{ rank: 1, artist: 'Olu' }]],
  ['no column of positions', [{ title: 'Reef', artist: 'Olu' }]],
])('is refused by name: %s', (words, value) => {
  expect(() => recognise(value)).toThrow(words)
})

test('the second page of a listing goes on where the first ends', async () => {
  const recording = { track_name: 'Reef', artist_name: 'Olu', listen_count: 9 }
  const [issue] = await read({
    payload: { to_ts: 1_785_715_200, range: 'this_week', offset: 25, recordings: [recording] },
  })
  expect(issue).toMatchObject({
    chart_date: '2026-08-03',
    items: [{ position: 26, metric: 9, metric_name: 'listens' }],
  })
})
