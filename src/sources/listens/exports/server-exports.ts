import { list, record, text } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readJsonItems } from './part-text.ts'
import { readIsoTime, readSeconds, toPlay } from './row-values.ts'

/** Exports of the servers that people run themselves: Maloja and Koito. */
export function recogniseServer(_name: string, start: string): RecognisedPart | null {
  if (!/^\s*\{/.test(start)) return null
  if (hasKeys(start, 'scrobbles') && /"maloja"\s*:|"artists"\s*:\s*\[/.test(start)) {
    return { form: 'maloja', title: 'Maloja, export', rows: readMaloja }
  }
  if (hasKeys(start, 'listens', 'listened_at', 'aliases')) {
    return { form: 'koito', title: 'Koito, export', rows: readKoito }
  }
  return null
}

async function* readMaloja(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part, 'scrobbles')) {
    const { time, track } = record(item) ?? {}
    const { title, artists, album } = record(track) ?? {}
    yield toPlay({
      form: 'maloja',
      time: readSeconds(time),
      title,
      artists,
      album: record(album)?.albumtitle,
    })
  }
}

async function* readKoito(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part, 'listens')) {
    const { listened_at, track, artists, album } = record(item) ?? {}
    yield toPlay({
      form: 'koito',
      time: readIsoTime(listened_at),
      title: findAlias(track),
      artists: list(artists).map(findAlias),
      album: findAlias(album),
    })
  }
}

/** The main one of several names. */
function findAlias(value: unknown): string | null {
  const aliases = list(record(value)?.aliases).map(record)
  const main = aliases.find((alias) => alias?.is_primary === true) ?? aliases[0]
  return text(main?.alias)
}
