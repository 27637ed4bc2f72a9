import type { RawHeader, RawSnapshot } from '../../../src/sources/raw/raw-object.ts'

/** A raw snapshot of bodies that are given as JSON values or as text. */
export function rawOf(bodies: unknown[], header: Partial<RawHeader> = {}): RawSnapshot {
  const bytes = bodies.map((body) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
  return {
    header: {
      format: 1,
      reader: 'spotify',
      source: 'invented',
      chart: 'invented-top',
      chart_date: '2026-11-21',
      fetched_at: '2026-11-21T06:00:12.000Z',
      identity: 'id',
      settings: {
        chart_name: null,
        expected_size: null,
        scope: 'other',
        market: null,
        cadence: 'daily',
        weekdays: null,
      },
      charts: {},
      unsplit_artists: [],
      complete: true,
      file_name: null,
      pages: bytes.map(({ length }) => ({ url: null, status: null, bytes: length })),
      ...header,
    },
    bodies: bytes,
  }
}

/** An invented track as the Spotify Web API gives one. */
export function trackOf(id: string, more: Record<string, unknown> = {}) {
  return {
    album: {
      album_type: 'single',
      available_markets: ['DE', 'SE'],
      external_urls: { spotify: `https://open.spotify.com/album/album-${id}` },
      id: `album-${id}`,
      name: `Album ${id}`,
      release_date: '2026-11-20',
      release_date_precision: 'day',
      total_tracks: 2,
    },
    artists: [
      { external_urls: { spotify: 'https://open.spotify.com/artist/ar1' }, id: 'ar1', name: 'Ada Ohm' },
    ],
    available_markets: ['DE', 'SE'],
    duration_ms: 180_500,
    episode: false,
    explicit: true,
    external_ids: { isrc: 'XXABC2600001' },
    external_urls: { spotify: `https://open.spotify.com/track/${id}` },
    id,
    is_local: false,
    name: `Song ${id}`,
    popularity: 77,
    track: true,
    type: 'track',
    ...more,
  }
}

/** A row of a playlist; `key` is `track`, or `item` as it is since 2026. */
export function rowOf(track: unknown, key: 'track' | 'item' = 'track') {
  return { added_at: '2026-11-20T23:00:00Z', is_local: false, [key]: track }
}

/** A page of rows, the whole list unless it says otherwise. */
export function pageOf(items: unknown[], more: Record<string, unknown> = {}) {
  return { items, limit: 50, next: null, offset: 0, previous: null, total: items.length, ...more }
}

/** A playlist object around a page. */
export function playlistOf(more: Record<string, unknown>) {
  return { id: 'abc123', name: 'Invented Chart', snapshot_id: 'v1', type: 'playlist', ...more }
}

/** An invented track as Deezer gives one. */
export function deezerTrack(id: number, more: Record<string, unknown> = {}) {
  return {
    id,
    title: `Song ${id}`,
    link: `https://www.deezer.com/track/${id}`,
    duration: 181,
    rank: 900_000,
    explicit_lyrics: false,
    isrc: 'XXABC2600002',
    time_add: 1_795_000_000,
    artist: { id: 7, name: 'Ada Ohm', link: 'https://www.deezer.com/artist/7', type: 'artist' },
    album: { id: 70, title: 'Ohm', type: 'album' },
    type: 'track',
    ...more,
  }
}

/** Every text within a value. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(textsOf)
}
