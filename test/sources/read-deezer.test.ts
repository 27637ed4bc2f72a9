import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableError } from '../../src/domain/errors.ts'
import { deezerFormat } from '../../src/sources/deezer/recognise-deezer.ts'
import type { ChartIssue, Entry, Rejected } from '../../src/sources/source.ts'
import { deezerTrack, rawOf, textsOf } from './support/answers.ts'

const only = (...raw: Parameters<typeof rawOf>) => {
  const [issue, ...others] = [...deezerFormat.read(rawOf(...raw))]
  expect(others).toEqual([])
  return { ...(issue as ChartIssue), items: [...(issue as ChartIssue).items] }
}
const firstItem = (item: unknown) => only([{ data: [item], total: 1 }]).items[0] as Entry | Rejected

describe('reading a Deezer answer', () => {
  it('reads everything that a track says; its rank is how popular it is', () => {
    expect(firstItem(deezerTrack(5))).toEqual({
      position: 1,
      song: {
        song_id: '5',
        song_name: 'Song 5',
        duration_ms: 181_000,
        explicit: false,
        isrc: 'XXABC2600002',
        linked_from_id: null,
        label: null,
        popularity: 900_000,
        url: 'https://www.deezer.com/track/5',
        album: {
          album_id: '70',
          album_name: 'Ohm',
          album_type: null,
          release_date: null,
          release_date_precision: null,
          total_tracks: null,
          upc: null,
          url: null,
          lead_artist_id: null,
        },
        artists: [{ artist_id: '7', artist_name: 'Ada Ohm', url: 'https://www.deezer.com/artist/7' }],
      },
      added_at: '2026-11-18T11:06:40.000Z',
      metric: null,
      metric_name: null,
      source_previous_position: null,
      source_peak_position: null,
      source_issues_on_chart: null,
    })
  })

  it('finds the same songs in every container', () => {
    const data = [deezerTrack(5), deezerTrack(6)]
    const playlist = { id: 9, title: 'Invented', type: 'playlist', nb_tracks: 2, checksum: 'v1' }
    const containers = [
      { data, total: 2 },
      { ...playlist, tracks: { data } },
      { ...playlist, tracks: data },
      { tracks: { data, total: 2 }, albums: { data: [], total: 0 } },
    ]
    for (const container of containers) {
      const { items, complete } = only([container])
      expect(items.map((item) => [item.position, 'song' in item && item.song.song_id])).toEqual([
        [1, '5'],
        [2, '6'],
      ])
      expect(complete).toBe(true)
    }
    const named = only([containers[1]], { chart: null })
    expect([named.chart, named.settings.chart_name, named.source_version]).toEqual([
      'invented',
      'Invented',
      'v1',
    ])
  })

  it('numbers the items of several pages through', () => {
    const first = { data: [deezerTrack(5)], total: 2, next: 'https://x' }
    const { items, complete, chart_size } = only([first, { data: [deezerTrack(6)], total: 2 }])
    expect(items.map(({ position }) => position)).toEqual([1, 2])
    expect([complete, chart_size]).toEqual([true, 2])
    expect(only([first]).complete).toBe(false)
  })

  it('takes all contributors as credits, the artist first, and knows when only the lead is named', () => {
    const contributors = [
      { id: 8, name: 'Bo Volt' },
      { id: 7, name: 'Ada Ohm' },
      { id: 8, name: 'Bo Volt' },
    ]
    const issue = only([{ data: [deezerTrack(5, { contributors })], total: 1 }])
    const [item] = issue.items as Entry[]
    expect(item?.song.artists.map(({ artist_name }) => artist_name)).toEqual(['Ada Ohm', 'Bo Volt'])
    expect(issue.credits_complete).toBe(true)
    expect(
      only([{ data: [deezerTrack(5, { contributors }), deezerTrack(6)], total: 2 }]).credits_complete,
    ).toBe(false)
  })

  it.each([
    ['an error', { error: { type: 'DataException', message: 'no data', code: 800 } }, /no data/],
    ['an album', { type: 'album', tracks: { data: [deezerTrack(5)] } }, /without a list/],
    ['a track', deezerTrack(5), /without a list/],
    ['a playlist without its tracks', { type: 'playlist', id: 9 }, /without its items/],
  ])('refuses %s', (_name, body, message) => {
    expect(() => only([body])).toThrow(UnreadableError)
    expect(() => only([body])).toThrow(message)
  })

  it.each([
    ['null_item', null],
    ['no_id', deezerTrack(5, { id: null })],
    ['episode', deezerTrack(5, { type: 'episode' })],
    ['unreadable', deezerTrack(5, { type: 'album' })],
    ['unreadable', deezerTrack(1.5)],
    ['unreadable', [5]],
  ])('rejects as %s and keeps the item', (reason, item) => {
    expect(firstItem(item)).toMatchObject({ position: 1, reason, item })
  })

  it.each([0, '0', null, ''])('has no id in %j: not of a song, an artist or an album', (id) => {
    expect(firstItem({ ...deezerTrack(5), id })).toMatchObject({ reason: 'no_id', detail: 'Song 5' })
    const kept = firstItem({
      ...deezerTrack(5),
      album: { id, title: 'A' },
      artist: { id, name: 'B' },
      contributors: [],
    })
    expect(kept).toMatchObject({ song: { song_id: '5', album: null, artists: [] } })
  })

  it('makes a row or a reject of any JSON at all', () => {
    const field = fc.constantFrom(...Object.keys(deezerTrack(5)), 'contributors')
    const mutated = fc.tuple(field, fc.jsonValue()).map(([key, value]) => deezerTrack(5, { [key]: value }))
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutated), (item) => {
        const read = firstItem(item)
        expect(read.position).toBe(1)
        if ('song' in read) expect(textsOf(read).filter((text) => text.trim() === '')).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
