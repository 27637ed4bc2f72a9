import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableError } from '../../src/domain/errors.ts'
import type { ChartIssue, Entry, Rejected } from '../../src/sources/source.ts'
import { spotifyFormat } from '../../src/sources/spotify/recognise-spotify.ts'
import { pageOf, playlistOf, rawOf, rowOf, textsOf, trackOf } from './support/answers.ts'

const issuesOf = (...raw: Parameters<typeof rawOf>): ChartIssue[] => [...spotifyFormat.read(rawOf(...raw))]
const only = (...raw: Parameters<typeof rawOf>) => {
  const [issue, ...others] = issuesOf(...raw)
  expect(others).toEqual([])
  return { ...(issue as ChartIssue), items: [...(issue as ChartIssue).items] }
}
const firstItem = (item: unknown) => only([pageOf([item])]).items[0] as Entry | Rejected
const songWith = (more: Record<string, unknown>) => (firstItem(rowOf(trackOf('a', more))) as Entry).song
const summary = (items: (Entry | Rejected)[]) =>
  items.map((item) => ('song' in item ? [item.position, item.song.song_id] : [item.position, item.reason]))

describe('reading a Spotify answer', () => {
  it('reads everything that a track says', () => {
    expect(firstItem(rowOf(trackOf('a')))).toEqual({
      position: 1,
      song: {
        song_id: 'a',
        song_name: 'Song a',
        duration_ms: 180_500,
        explicit: true,
        isrc: 'XXABC2600001',
        linked_from_id: null,
        label: null,
        popularity: 77,
        url: 'https://open.spotify.com/track/a',
        album: {
          album_id: 'album-a',
          album_name: 'Album a',
          album_type: 'single',
          release_date: '2026-11-20',
          release_date_precision: 'day',
          total_tracks: 2,
          upc: null,
          url: 'https://open.spotify.com/album/album-a',
          lead_artist_id: null,
        },
        artists: [{ artist_id: 'ar1', artist_name: 'Ada Ohm', url: 'https://open.spotify.com/artist/ar1' }],
      },
      added_at: '2026-11-20T23:00:00Z',
      metric: null,
      metric_name: null,
      source_previous_position: null,
      source_peak_position: null,
      source_issues_on_chart: null,
    })
  })

  it('finds the same songs in every container', () => {
    const rows = [rowOf(trackOf('a')), rowOf(trackOf('b'))]
    const page = pageOf(rows)
    const containers = [
      page,
      rows,
      playlistOf({ tracks: page }),
      playlistOf({ items: pageOf([rowOf(trackOf('a'), 'item'), rowOf(trackOf('b'), 'item')]) }),
      playlistOf({ items: page, tracks: page }),
      [playlistOf({ tracks: page })],
      { abc123: playlistOf({ tracks: page }) },
    ]
    for (const container of containers) {
      const { items, chart_size, complete } = only([container])
      expect(summary(items)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ])
      expect([chart_size, complete]).toEqual([2, true])
    }
  })

  it('numbers the items of all pages through, rejected ones too', () => {
    const head = playlistOf({
      tracks: pageOf([rowOf(trackOf('a')), rowOf(null)], { total: 3, next: 'more' }),
    })
    const { items, ...issue } = only([head, pageOf([rowOf(trackOf('c'))], { offset: 2, total: 3 })])
    expect(summary(items)).toEqual([
      [1, 'a'],
      [2, 'null_item'],
      [3, 'c'],
    ])
    expect(issue).toMatchObject({ chart_size: 3, complete: true, source_version: 'v1' })
    expect(issue.settings.chart_name).toBe('Invented Chart')
  })

  it('reads a playlist that came without songs and the pages that came after it', () => {
    const { items } = only([playlistOf({}), pageOf([rowOf(trackOf('a'), 'item')])])
    expect(summary(items)).toEqual([[1, 'a']])
  })

  it('refuses pages that do not follow each other', () => {
    const pages = [pageOf([rowOf(null)], { next: 'more' }), pageOf([rowOf(null)], { offset: 5 })]
    expect(() => only(pages)).toThrow(UnreadableError)
  })

  it('makes an issue of each playlist of a map, and keeps two of one name apart', () => {
    const songs = { tracks: pageOf([rowOf(trackOf('a'))]) }
    const map = {
      x: playlistOf({ ...songs, id: 'x', name: 'One' }),
      y: playlistOf({ ...songs, id: 'y', name: 'Two' }),
      z: playlistOf({ ...songs, id: 'z', name: 'Two' }),
    }
    expect(issuesOf([map], { chart: null }).map(({ chart }) => chart)).toEqual(['one', 'two-y', 'two-z'])
    expect(() => issuesOf([map])).toThrow(/3 playlists/)
  })

  it('makes an issue of each playlist of NDJSON without dates', () => {
    const songs = { tracks: pageOf([rowOf(trackOf('a'))]) }
    const lines = ['x', 'y'].map((id) => JSON.stringify(playlistOf({ ...songs, id, name: 'Two' })))
    const read = (text: string) => issuesOf([text], { chart: null }).map(({ chart }) => chart)
    expect(read(lines.join('\n'))).toEqual(['two-x', 'two-y'])
    expect(() => read(`${lines.join('\n')}\n{"id":`)).toThrow(UnreadableError)
    expect(() => read('{"id":')).toThrow(UnreadableError)
  })

  it('dates the issues of NDJSON by their lines, and the last line of a date counts', () => {
    const line = (date: string, id: string) => ({
      date,
      playlist: playlistOf({ tracks: pageOf([rowOf(trackOf(id))]) }),
    })
    const ndjson = [line('2026-11-20', 'a'), line('2026-11-21', 'b'), line('2026-11-20', 'c')]
    const body = `${ndjson.map((each) => JSON.stringify(each)).join('\r\n')}\n\n`
    const issues = issuesOf([body], { chart: null, chart_date: null, fetched_at: null })
    expect(issues.map(({ chart, chart_date, fetched_at }) => [chart, chart_date, fetched_at])).toEqual([
      ['invented-chart', '2026-11-20', '2026-11-20T00:00:00.000Z'],
      ['invented-chart', '2026-11-21', '2026-11-21T00:00:00.000Z'],
    ])
    expect(issues.map(({ items }) => summary([...items]))).toEqual([
      [
        [1, 'c'],
        [1, 'superseded'],
      ],
      [[1, 'b']],
    ])
    expect(issuesOf([JSON.stringify(line('2026-11-20', 'a'))], { chart_date: null })).toHaveLength(1)
  })

  it('refuses a line without a real date', () => {
    const line = JSON.stringify({ date: '2026-02-30', playlist: playlistOf({ tracks: pageOf([]) }) })
    expect(() => issuesOf([line])).toThrow(/expected YYYY-MM-DD, got "2026-02-30"/)
  })

  it('takes the settings of the chart that a playlist turns out to be', () => {
    const { settings } = rawOf([]).header
    const charts = { 'invented-chart': { ...settings, chart_name: 'Configured', expected_size: 50 } }
    const page = pageOf([rowOf(trackOf('a'))])
    const named = only([playlistOf({ tracks: page })], { chart: null, charts })
    expect(named.settings).toMatchObject({ chart_name: 'Invented Chart', expected_size: 50 })
    const nameless = only([playlistOf({ name: '', tracks: page })], { chart: 'invented-chart', charts })
    expect(nameless.settings.chart_name).toBe('Configured')
    expect(only([page]).settings.chart_name).toBe('invented-top')
  })

  it('is whole with as many items as its total, whatever it says of a next page', () => {
    const whole = pageOf([rowOf(trackOf('a'))], { next: 'https://x/2', total: 1 })
    expect(only([whole]).complete).toBe(true)
    expect(only([{ ...whole, total: undefined }]).complete).toBe(false)
  })

  it('takes bare tracks as entries, also between rows, but not the tracks of an album', () => {
    const { items } = only([[trackOf('a'), rowOf(trackOf('b')), { item: trackOf('c') }]])
    expect(summary(items)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
    const { album, ...ofAlbum } = trackOf('a')
    expect(() => only([[ofAlbum]])).toThrow('without a list of songs')
    expect(() => only([[{ rank: 1, track: 'Song a', artist: 'Ada Ohm' }]])).toThrow('without a list of songs')
  })

  it('puts the pages of a list together by their offsets', () => {
    const page = (offset: number, ...ids: string[]) =>
      pageOf(
        ids.map((id) => rowOf(trackOf(id))),
        { offset, total: 3, next: 'https://x/2' },
      )
    const inOrder = only([[page(0, 'a', 'b'), page(2, 'c')]])
    expect([inOrder.items.length, inOrder.complete]).toEqual([3, true])
    for (const pages of [
      [page(2, 'c'), page(0, 'a', 'b')],
      [page(0, 'a', 'b'), page(0, 'a', 'b'), page(2, 'c')],
    ]) {
      expect(only([pages])).toEqual(inOrder)
    }
    const gap = only([[page(0, 'a'), page(2, 'c')]])
    expect([summary(gap.items), gap.complete]).toEqual([[[1, 'a']], false])
    expect(only([[page(2, 'c')]]).complete).toBe(false)
  })

  it('is incomplete where a page is missing', () => {
    expect(only([pageOf([rowOf(trackOf('a'))], { next: 'https://x/2', total: 2 })]).complete).toBe(false)
    expect(only([pageOf([rowOf(trackOf('a'))], { offset: 1, total: 1 })]).complete).toBe(false)
    expect(only([pageOf([rowOf(trackOf('a'))])], { complete: false }).complete).toBe(false)
  })

  it.each([
    ['an error', { error: { status: 404, message: 'Resource not found' } }, /Resource not found/],
    ['a track', trackOf('a'), /without a list/],
    ['an album', { type: 'album', tracks: pageOf([]) }, /without a list/],
    ['a list of anything', [1, 2], /without a list/],
    ['a playlist without its songs', playlistOf({}), /without its items/],
    ['half a file', '{"items":[', /no JSON/],
  ])('refuses %s', (_name, body, message) => {
    expect(() => only([body])).toThrow(UnreadableError)
    expect(() => only([body])).toThrow(message)
  })
})

describe('reading a Spotify item', () => {
  it.each([
    ['null_item', null],
    ['null_item', rowOf(null)],
    ['local_file', { ...rowOf(trackOf('a', { id: null })), is_local: true }],
    ['local_file', rowOf(trackOf('a', { id: null, is_local: true, uri: 'spotify:local:x' }))],
    ['episode', rowOf(trackOf('a', { type: 'episode' }))],
    ['episode', rowOf(trackOf('a', { type: undefined, episode: true, track: false }))],
    ['no_id', rowOf(trackOf('a', { id: null }))],
    ['no_id', rowOf(trackOf('a', { id: '' }))],
    ['unreadable', rowOf(trackOf('a', { id: 5 }))],
    ['unreadable', rowOf(trackOf('a', { type: 'chapter' }))],
    ['unreadable', {}],
    ['unreadable', 'a'],
    ['unreadable', rowOf(['a'])],
  ])('rejects as %s and keeps the item', (reason, item) => {
    expect(firstItem(item)).toMatchObject({ position: 1, reason, item: JSON.parse(withoutMarkets(item)) })
  })

  it('keeps a removed track by its id, with nothing in place of empty names', () => {
    const removed = {
      name: '',
      album: { id: 'al', name: '', album_type: null, release_date: '0000', release_date_precision: 'year' },
      artists: [{ id: 'ar', name: '', external_urls: {} }],
    }
    const { song_name, album, artists } = songWith(removed)
    expect([song_name, album?.album_name, album?.release_date]).toEqual([null, null, null])
    expect([album?.album_type, album?.release_date_precision, album?.url]).toEqual([null, null, null])
    expect(artists).toEqual([{ artist_id: 'ar', artist_name: null, url: null }])
  })

  it.each([
    ['1975', 'year', '1975', 'year'],
    ['1999-05', 'month', '1999-05', 'month'],
    ['1999-05', 'day', '1999-05', 'month'],
    ['1999-05-01', 'year', '1999-05-01', 'year'],
    ['1999-05-01', undefined, '1999-05-01', 'day'],
    ['1999-13-01', 'day', null, null],
    [1999, 'year', null, null],
  ])('keeps the release date %s of precision %s as far as it goes', (given, precision, date, expected) => {
    const { album } = songWith({
      album: { id: 'al', release_date: given, release_date_precision: precision },
    })
    expect([album?.release_date, album?.release_date_precision]).toEqual([date, expected])
  })

  it.each([
    ['XX-ABC-26-00001', 'XXABC2600001'],
    [' xxabc2600001 ', 'XXABC2600001'],
    ['none', null],
    [5, null],
  ])('reads the ISRC %s as %s', (given, expected) => {
    expect(songWith({ external_ids: { isrc: given } }).isrc).toBe(expected)
  })

  it('loses a field that makes no sense, not the song', () => {
    const nonsense = {
      duration_ms: 2 ** 31,
      popularity: 1.5,
      explicit: 'yes',
      name: { a: 1 },
      album: 5,
      artists: 'Ada Ohm',
      external_ids: [],
      linked_from: 'x',
      external_urls: null,
    }
    expect(songWith(nonsense)).toEqual({
      song_id: 'a',
      song_name: null,
      duration_ms: null,
      explicit: null,
      isrc: null,
      linked_from_id: null,
      label: null,
      popularity: null,
      url: null,
      album: null,
      artists: [],
    })
  })

  it('reads relinks, product codes and labels where they are', () => {
    const song = songWith({
      linked_from: { id: 'old' },
      album: { id: 'al', label: 'Ohm Records', external_ids: { upc: '0123' } },
    })
    expect([song.linked_from_id, song.label, song.album?.upc]).toEqual(['old', 'Ohm Records', '0123'])
  })

  it('names each credited artist once, and leaves out those without an id', () => {
    const artists = [
      { id: 'x', name: 'X' },
      { id: null, name: 'Y' },
      { id: 'x', name: 'X' },
      { id: 'z', name: 'Z' },
    ]
    expect(songWith({ artists }).artists.map(({ artist_id }) => artist_id)).toEqual(['x', 'z'])
  })

  it('makes a row or a reject of any JSON at all, and never empties a text', () => {
    const field = fc.constantFrom(...Object.keys(trackOf('a')))
    const mutated = fc
      .tuple(field, fc.jsonValue())
      .map(([key, value]) => rowOf(trackOf('a', { [key]: value })))
    const inner = fc.tuple(
      fc.constantFrom('album', 'artists', 'external_ids'),
      fc.jsonValue(),
      fc.jsonValue(),
    )
    const nested = inner.map(([key, id, name]) =>
      rowOf(trackOf('a', { [key]: key === 'artists' ? [{ id, name }, id] : { id, name, isrc: id } })),
    )
    const row = fc.tuple(fc.constantFrom('track', 'item', 'is_local', 'added_at'), fc.jsonValue())
    const rows = row.map(([key, value]) => ({ ...rowOf(trackOf('a')), [key]: value }))
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutated, nested, rows), fc.nat({ max: 5 }), (item, before) => {
        const items = [...Array(before).fill(rowOf(trackOf('b'))), item]
        const read = only([pageOf(items)]).items
        expect(read.map(({ position }) => position)).toEqual(items.map((_item, index) => index + 1))
        const last = read.at(-1) as Entry | Rejected
        if ('song' in last) expect(textsOf(last).filter((text) => text.trim() === '')).toEqual([])
        else expect(last.reason).toMatch(/^[a-z_]+$/)
      }),
      { numRuns: 500 },
    )
  })
})

function withoutMarkets(item: unknown): string {
  return JSON.stringify(item, (key, value) => (key === 'available_markets' ? undefined : value))
}
