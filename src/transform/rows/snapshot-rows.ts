import { getSnapshotId, type RawIdentity } from '../../domain/keys.ts'
import { canonicalJson, contentHash, type RawSnapshot } from '../../sources/raw/raw-object.ts'
import { createSongsAtPositions } from '../../sources/songs-at-positions.ts'
import type { ChartIssue, Entry, Rejected } from '../../sources/source.ts'
import { creditDeriver } from '../credits/derive-credits.ts'
import { TRANSFORM_VERSION } from '../transform-version.ts'
import { type Catalogue, createCatalogue } from './chart-catalogue.ts'
import { emptyRows, entryRow, type Provenance, type SnapshotRows } from './table-rows.ts'

/**
 * The rows of all tables for the issues of a raw object. Pure. Yields whole issues in batches of at least `batchSize`
 * entries (the last may be smaller), so that the rows of a large file are never in memory as objects all at once.
 */
export function* createSnapshotRows(
  raw: RawSnapshot,
  issues: Iterable<ChartIssue>,
  identity: RawIdentity & { rawKey: string },
  { batchSize = 50_000, content_hash = contentHash(raw) } = {},
): Generator<SnapshotRows> {
  const deriveCredits = creditDeriver(raw.header.unsplit_artists)
  const catalogue = createCatalogue(deriveCredits)
  let rows = emptyRows()
  for (const issue of issues) {
    const provenance: Provenance = {
      source: raw.header.source,
      chart: issue.chart,
      chart_date: issue.chart_date,
      snapshot_id: getSnapshotId(identity),
      transform_version: TRANSFORM_VERSION,
      fetched_at: issue.fetched_at,
    }
    const before = countRows(rows)
    // An incomplete issue never counts, so later issues still need the rows that it has.
    addItems(rows, issue.items, provenance, issue.complete ? catalogue : createCatalogue(deriveCredits))
    const after = countRows(rows)
    rows.chart_issues.push({
      ...provenance,
      ...issue.settings,
      chart_size: issue.chart_size,
      identity: raw.header.identity,
      complete: issue.complete,
      source_version: issue.source_version,
      content_hash,
      raw_key: identity.rawKey,
      source_url: issue.source_url,
      credits_complete: issue.credits_complete,
      after_purge: raw.header.after_purge ?? null,
      album_count: after.albums - before.albums,
      artist_count: after.artists - before.artists,
      song_count: after.songs - before.songs,
      credit_count: after.song_artists - before.song_artists,
      text_credit_count: after.text_credits - before.text_credits,
      entry_count: after.chart_entries - before.chart_entries,
      reject_count: after.rejects - before.rejects,
    })
    if (rows.chart_entries.length >= batchSize) {
      yield rows
      rows = emptyRows()
    }
  }
  yield rows
}

function countRows(rows: SnapshotRows) {
  const { albums, artists, songs, song_artists, text_credits, chart_entries, rejects } = rows
  return {
    albums: albums.length,
    artists: artists.length,
    songs: songs.length,
    song_artists: song_artists.length,
    text_credits: text_credits.length,
    chart_entries: chart_entries.length,
    rejects: rejects.length,
  }
}

function addItems(
  rows: SnapshotRows,
  items: Iterable<Entry | Rejected>,
  provenance: Provenance,
  catalogue: Catalogue,
) {
  const seen = createSongsAtPositions<string>((song_id) => song_id)
  const firstReject = rows.rejects.length
  const reject = ({ position, reason, detail, item }: Rejected) =>
    rows.rejects.push({
      ...provenance,
      reject_number: rows.rejects.length - firstReject + 1,
      position,
      reason,
      detail,
      item_json: toJsonOrNull(item),
    })

  for (const item of items) {
    if (!('song' in item)) {
      reject(item)
      continue
    }
    const { position, song } = item
    if (!seen.add(position, song.song_id)) continue
    rows.chart_entries.push(entryRow(item, provenance))
    catalogue.add(rows, song, provenance)
  }
}

/** The item as JSON text; null without an item, and for one that is nested too deeply for JSON. */
function toJsonOrNull(item: unknown): string | null {
  try {
    return item === undefined ? null : canonicalJson(item)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
