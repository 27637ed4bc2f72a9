import { record } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readJsonItems, readJsonLines } from './part-text.ts'
import { readSeconds, toPlay } from './row-values.ts'

/** Listens of ListenBrainz: lines of its export, the list of its old export, and answers of its API. */
export function recogniseListenbrainz(_name: string, start: string): RecognisedPart | null {
  if (!hasKeys(start, 'listened_at', 'track_metadata')) return null
  return { form: 'listenbrainz', title: 'ListenBrainz, listens', rows: (part) => readListens(part, start) }
}

async function* readListens(part: ExportPart, start: string): AsyncGenerator<ExportRow> {
  const items = /^\s*\[/.test(start)
    ? readJsonItems(part)
    : hasKeys(start, 'payload')
      ? readJsonItems(part, 'payload', 'listens')
      : readJsonLines(part)
  for await (const item of items) yield readListen(record(item))
}

function readListen(listen: Record<string, unknown> | null): ExportRow {
  const track = record(listen?.track_metadata)
  if (listen === null || track === null) return 'unreadable'
  if (listen.playing_now === true) return 'no_date'
  return toPlay({
    form: 'listenbrainz',
    time: readSeconds(listen.listened_at),
    title: track.track_name,
    artists: track.artist_name,
    album: track.release_name,
    recording_mbid: record(track.mbid_mapping)?.recording_mbid,
  })
}
