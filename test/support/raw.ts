import { rawKey, snapshotId } from '../../src/domain/keys.ts'
import type { RawHeader, RawSnapshot } from '../../src/sources/raw/raw-object.ts'
import { contentHash, encodeRaw } from '../../src/sources/raw/raw-object.ts'

/** A Spotify item as a playlist lists it, with no more than a test needs. */
export function spotifyItem(id: string, name = `Song ${id}`, artists = ['artist-1']) {
  return {
    added_at: '2026-01-02T03:04:05Z',
    is_local: false,
    track: {
      type: 'track',
      id,
      name,
      duration_ms: 180_000,
      explicit: false,
      is_local: false,
      popularity: 50,
      external_ids: { isrc: `XX0${id}` },
      external_urls: { spotify: `https://open.spotify.com/track/${id}` },
      artists: artists.map((artist) => ({ id: artist, name: `Name of ${artist}`, external_urls: {} })),
      album: {
        id: `album-of-${id}`,
        name: `Album of ${id}`,
        album_type: 'single',
        release_date: '2025-12-31',
        release_date_precision: 'day',
        total_tracks: 1,
        external_urls: {},
      },
    },
  }
}

/** A raw snapshot of one page of items, as the extractor would have stored it. */
export function spotifySnapshot(items: unknown[], header: Partial<RawHeader> = {}): RawSnapshot {
  const page = {
    href: 'https://api.example/playlists/p/tracks',
    items,
    total: items.length,
    next: null,
    offset: 0,
  }
  const body = Buffer.from(JSON.stringify(page))
  return {
    bodies: [body],
    header: {
      format: 1,
      reader: 'spotify',
      source: 'simulator',
      chart: 'top-3',
      chart_date: '2026-01-05',
      fetched_at: '2026-01-05T06:00:00.000Z',
      identity: 'id',
      settings: {
        chart_name: 'Top 3',
        expected_size: 3,
        scope: 'global',
        market: null,
        cadence: 'daily',
        weekdays: null,
      },
      charts: {},
      unsplit_artists: [],
      complete: true,
      file_name: null,
      pages: [{ url: 'https://api.example/playlists/p', status: 200, bytes: body.length }],
      ...header,
    },
  }
}

/** Key and bytes of a snapshot in `to_process/`. */
export function storedObject(raw: RawSnapshot): { key: string; bytes: Uint8Array } {
  const { source, chart, chart_date, fetched_at } = raw.header
  const snapshot_id = snapshotId(fetched_at ?? '', contentHash(raw))
  const key = rawKey({ source, chart: chart ?? '', chart_date: chart_date ?? '', snapshot_id })
  return { key: `to_process/${key}`, bytes: encodeRaw(raw) }
}
