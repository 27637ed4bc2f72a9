import { UnreadableError } from '../../domain/errors.ts'
import { readChartCsv } from '../chart-csv/read-chart-csv.ts'
import { readSitewide } from '../chart-json/known-answers.ts'
import { isrc, list, record, text, whole } from '../json/fields.ts'
import { parseAnswer } from '../playlists/read-playlists.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { ChartIssue } from '../source.ts'

/** Reads the recordings of a week, and the metadata of these recordings, if that is the second body. */
export function* readListenbrainz({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const [chart, metadata] = bodies
  if (chart === undefined || bodies.length > 2) {
    throw new UnreadableError(`answer of ListenBrainz of ${bodies.length} pages, expected one or two`)
  }
  const isrcs = metadata === undefined ? new Map<string, string>() : readIsrcs(parseAnswer(metadata))
  const table = readSitewide(sumRecordings(parseAnswer(chart)), isrcs)
  if (table === null) throw new UnreadableError('answer of ListenBrainz without recordings')
  yield* readChartCsv({ header: { ...header, columns: table.columns }, bodies: [table.body] })
}

/** The recordings of an answer, as far as they are objects. */
export function listRecordings(answer: unknown): Record<string, unknown>[] {
  const recordings = list(record(record(answer)?.payload)?.recordings)
  return recordings.map(record).filter((each) => each !== null)
}

/** A recording that was listened to on several releases comes once for each: it is one song, with the sum of the listens. */
function sumRecordings(answer: unknown): unknown {
  const byId = new Map<string, Record<string, unknown>>()
  for (const [index, recording] of listRecordings(answer).entries()) {
    const key = text(recording.recording_mbid) ?? `${index}`
    const earlier = byId.get(key)
    const listens = (whole(earlier?.listen_count) ?? 0) + (whole(recording.listen_count) ?? 0)
    byId.set(key, { ...(earlier ?? recording), ...(earlier === undefined ? {} : { listen_count: listens }) })
  }
  const recordings = [...byId.values()]
  const isSummed = recordings.length < listRecordings(answer).length
  const count = (recording: Record<string, unknown>) => whole(recording.listen_count) ?? 0
  if (isSummed) recordings.sort((a, b) => count(b) - count(a))
  const fields = record(answer)
  return { ...fields, payload: { ...record(fields?.payload), recordings } }
}

/** The first ISRC of each recording that has one, by its MBID. */
function readIsrcs(metadata: unknown): Map<string, string> {
  const found = new Map<string, string>()
  for (const [mbid, value] of Object.entries(record(metadata) ?? {})) {
    const [code] = list(record(record(value)?.recording)?.isrcs).flatMap((each) => isrc(each) ?? [])
    if (code !== undefined) found.set(mbid, code)
  }
  return found
}
