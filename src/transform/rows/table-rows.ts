import type { Row, SnapshotTable } from '../../domain/tables/tables.ts'
import type { Album, Artist, Entry, Song } from '../../sources/source.ts'
import type { DerivedCredit } from '../credits/derive-credits.ts'
import { getAlbumKey, getIdentity } from './identity-cache.ts'

/** The columns with the origin of a row. */
export type Provenance = Pick<
  Row<'rejects'>,
  'source' | 'chart' | 'chart_date' | 'snapshot_id' | 'transform_version' | 'fetched_at'
>

// Column by column: spreading objects takes three times as long, and rows are most of the work of transform.

export function entryRow(entry: Entry, from: Provenance): Row<'chart_entries'> {
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    position: entry.position,
    song_id: entry.song.song_id,
    added_at: entry.added_at,
    metric: entry.metric,
    metric_name: entry.metric_name,
    source_previous_position: entry.source_previous_position,
    source_peak_position: entry.source_peak_position,
    source_issues_on_chart: entry.source_issues_on_chart,
  }
}

export function songRow(song: Song, from: Provenance): Row<'songs'> {
  const { title_key, variant_key, credit_key, title_script } = getIdentity(song)
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    song_id: song.song_id,
    song_name: song.song_name,
    album_id: song.album?.album_id ?? null,
    duration_ms: song.duration_ms,
    explicit: song.explicit,
    isrc: song.isrc,
    linked_from_id: song.linked_from_id,
    label: song.label,
    popularity: song.popularity,
    url: song.url,
    title_key,
    variant_key,
    credit_key,
    title_script,
  }
}

export function albumRow(album: Album, from: Provenance): Row<'albums'> {
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    album_id: album.album_id,
    album_name: album.album_name,
    album_type: album.album_type,
    release_date: album.release_date,
    release_date_precision: album.release_date_precision,
    total_tracks: album.total_tracks,
    upc: album.upc,
    url: album.url,
    album_key: getAlbumKey(album.album_name),
    lead_artist_id: album.lead_artist_id,
  }
}

export function artistRow(artist: Artist, from: Provenance): Row<'artists'> {
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    artist_id: artist.artist_id,
    artist_name: artist.artist_name,
    url: artist.url,
  }
}

export function creditRow(
  song_id: string,
  artist_id: string,
  credit_position: number,
  from: Provenance,
): Row<'song_artists'> {
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    song_id,
    artist_id,
    credit_position,
  }
}

export function textCreditRow(
  song_id: string,
  { artist_id, group, form }: DerivedCredit,
  credit_number: number,
  from: Provenance,
): Row<'text_credits'> {
  return {
    source: from.source,
    chart: from.chart,
    chart_date: from.chart_date,
    snapshot_id: from.snapshot_id,
    transform_version: from.transform_version,
    fetched_at: from.fetched_at,
    song_id,
    credit_number,
    artist_id,
    group_number: group,
    form,
  }
}

/** The rows of one raw object, in the order of its issues. */
export type SnapshotRows = { [T in SnapshotTable]: Row<T>[] }

/** Empty lists for all tables. */
export function emptyRows(): SnapshotRows {
  return {
    albums: [],
    artists: [],
    songs: [],
    song_artists: [],
    text_credits: [],
    chart_entries: [],
    rejects: [],
    chart_issues: [],
  }
}
