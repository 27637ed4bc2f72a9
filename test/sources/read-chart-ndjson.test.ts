import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChartNdjson } from '../../src/sources/chart-ndjson/read-chart-ndjson.ts'
import type { RawHeader } from '../../src/sources/raw/raw-object.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

function read(lines: unknown[], header: Partial<RawHeader> = {}) {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const snapshot = spotifySnapshot([], { chart: 'a', chart_date: null, fetched_at: null, ...header })
  const issues = readChartNdjson({ ...snapshot, bodies: [Buffer.from(text)] })
  return [...issues].map((issue) => ({ ...issue, items: [...issue.items] }))
}

const entry = (position: number, track_id = `track-${position}`) => ({
  position,
  track_id,
  track_name: `Song ${track_id}`,
  artists: [
    { id: 'artist-1', name: 'Nora Vint' },
    { id: 'artist-2', name: 'Olu' },
  ],
  album_id: 'album-1',
  album_name: 'Harbour',
  duration_ms: 140_000,
})
const line = (date: string, entries: unknown[], more = {}) => ({
  chart: 'Testland Top',
  date,
  entries,
  ...more,
})

test('a line is an issue, with every song, artist and album that it names', () => {
  const [issue] = read([line('2021-03-01', [entry(1), entry(3)])])
  expect(issue).toMatchObject({
    chart: 'a',
    chart_date: '2021-03-01',
    fetched_at: '2021-03-01T00:00:00.000Z',
    chart_size: 3,
    credits_complete: true,
    settings: { chart_name: 'Testland Top' },
  })
  expect(issue?.items[0]).toMatchObject({
    position: 1,
    song: {
      song_id: 'track-1',
      duration_ms: 140_000,
      album: { album_id: 'album-1', album_name: 'Harbour' },
      artists: [{ artist_id: 'artist-1' }, { artist_id: 'artist-2', artist_name: 'Olu' }],
    },
  })
})

test('issues come by date, and a song that does not change is one object', () => {
  const issues = read([line('2021-03-02', [entry(1, 'x')]), line('2021-03-01', [entry(2, 'x')])])
  expect(issues.map(({ chart_date }) => chart_date)).toEqual(['2021-03-01', '2021-03-02'])
  const [first, second] = issues.map(({ items }) => items[0])
  expect(first).toHaveProperty('song')
  expect((first as { song: unknown }).song).toBe((second as { song: unknown }).song)
})

test('of two lines for one day the one committed last counts, and the other is one reject', () => {
  const late = line('2021-03-01', [entry(1, 'late')], { committed_at: '2021-03-02T09:00:00Z' })
  const early = line('2021-03-01', [entry(1, 'early')], { committed_at: '2021-03-02T08:30:00+02:00' })
  for (const order of [
    [late, early],
    [early, late],
  ]) {
    const [issue] = read(order)
    expect(issue?.fetched_at).toBe('2021-03-02T09:00:00.000Z')
    expect(issue?.items).toMatchObject([
      { song: { song_id: 'late' } },
      { position: null, reason: 'superseded' },
    ])
  }
})

test('of two lines that do not say when the later line counts', () => {
  const [issue] = read([line('2021-03-01', [entry(1, 'first')]), line('2021-03-01', [entry(1, 'second')])])
  expect(issue?.items[0]).toMatchObject({ song: { song_id: 'second' } })
})

test('a file of many charts names each by its playlist where the header knows it, else by its name', () => {
  const lines = [
    line('2021-03-01', [entry(1)], { playlist_id: 'known' }),
    line('2021-03-01', [entry(1)], { playlist_id: 'other', chart: 'Nordia Top' }),
  ]
  const charts = read(lines, { chart: null, playlists: { known: 'testland' } }).map(({ chart }) => chart)
  expect(charts).toEqual(['nordia-top', 'testland'])
})

test('a time that was stated for the whole file beats that of a line', () => {
  const lines = [line('2021-03-01', [entry(1)], { committed_at: '2021-03-02T09:00:00Z' })]
  expect(read(lines, { fetched_at: '2026-01-01T00:00:00.000Z' })[0]?.fetched_at).toBe(
    '2026-01-01T00:00:00.000Z',
  )
})

test('lines that cannot be read are rejects of the issue above them', () => {
  const [issue] = read([
    '{"chart":',
    line('2021-03-01', [entry(1)]),
    { date: '2021-02-30', entries: [] },
    line('2021-03-01', 'no list' as never),
  ])
  expect(issue?.items).toMatchObject([
    { position: 1 },
    { reason: 'unreadable', detail: 'line that is no JSON' },
    { reason: 'unreadable', detail: 'expected a date as YYYY-MM-DD, got "2021-02-30"' },
    { reason: 'unreadable', detail: 'entries: expected a list, got a string' },
  ])
})

test('a song without a track id has the id of its text, and none without a title either', () => {
  const { track_id, ...unnamed } = entry(1)
  const [issue] = read([line('2021-03-01', [unnamed, { position: 2 }])])
  expect(issue?.items).toMatchObject([
    { song: { song_id: expect.stringMatching(/^text:[0-9a-f]{32}$/) } },
    { position: 2, reason: 'no_song' },
  ])
})

test('anything at all in place of an entry is an entry or a reject', () => {
  const almost = fc.record({ position: fc.jsonValue(), track_id: fc.jsonValue(), artists: fc.jsonValue() })
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.jsonValue(), almost), { maxLength: 5 }), (entries) => {
      const [issue] = read([line('2021-03-01', entries)])
      expect(issue?.items).toHaveLength(entries.length)
    }),
  )
})
