import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type File, type Imports, importsWarehouse } from './imports.ts'

/** Where recorded answers lie; '' where there are none. */
export const recordings = process.env.HITPARADE_RECORDINGS ?? ''

/** An entry of a recorded line. */
export interface RecordedEntry {
  position: number
  track_id: string
  track_name: string
  artists: { id: string; name: string }[]
  duration_ms: number
}

export interface RecordedLine {
  date: string
  entries: RecordedEntry[]
}

/** The recorded histories, a file a chart; the slug of the chart is the file's name. */
export function recordedFiles(): File[] {
  const folder = join(recordings, 'history')
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      name: name.replace(/\.gz$/, ''),
      text: gunzipSync(readFileSync(join(folder, name))).toString(),
    }))
}

/** The issues of a file by day. */
export function recordedLines({ text }: File): RecordedLine[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines
    .map((line) => JSON.parse(line) as RecordedLine)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .map(({ date, entries }) => ({ date, entries: entries.sort((a, b) => a.position - b.position) }))
}

let whole: Promise<Imports> | undefined

/** All recorded histories in one warehouse: made once, shared, never closed by a suite of its own. */
export function recordedWarehouse(): Promise<Imports> {
  whole ??= importsWarehouse().then(async (warehouse) => {
    await warehouse.add(recordedFiles())
    return warehouse
  })
  return whole
}
