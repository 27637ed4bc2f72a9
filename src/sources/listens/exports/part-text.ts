import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { JSONParser } from '@streamparser/json'
import Papa from 'papaparse'
import { UnreadableError } from '../../../domain/errors.ts'
import type { ExportPart } from './export-part.ts'

/** The values at a path of JSON, such as `$.*` for the items of a list, one after the other. Throws `UnreadableError`. */
export async function* readJsonItems(part: ExportPart, path: string): AsyncGenerator<unknown> {
  const found: unknown[] = []
  const parser = new JSONParser({ paths: [path], keepStack: false })
  parser.onValue = ({ value }) => void found.push(value)
  // Without a handler the parser throws in the middle of a write.
  const failures: Error[] = []
  parser.onError = (error) => void failures.push(error)
  for await (const chunk of part.read()) {
    parser.write(chunk)
    yield* found.splice(0)
    if (failures.length > 0) break
  }
  if (failures.length > 0 || !parser.isEnded) throw malformed(failures[0])
}

/** The values of lines of JSON; undefined for a line that is not JSON. */
export async function* readJsonLines(part: ExportPart): AsyncGenerator<unknown> {
  for await (const line of readTextLines(part)) yield parseLine(line)
}

/** The lines that are not blank. */
export async function* readTextLines(part: ExportPart): AsyncGenerator<string> {
  const lines = createInterface({ input: Readable.from(part.read()), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const text = line.replace(/^\uFEFF/, '')
    if (text.trim() !== '') yield text
  }
}

/** The records of a CSV, with any line ends. */
export async function* readCsvRows(part: ExportPart, delimiter: string): AsyncGenerator<string[]> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter, skipEmptyLines: 'greedy' })
  const rows = Readable.from(part.read()).pipe(parser)
  let isFirst = true
  for await (const row of rows as AsyncIterable<string[]>) {
    if (isFirst) row[0] = row[0]?.replace(/^\uFEFF/, '') ?? ''
    isFirst = false
    yield row
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function malformed(cause?: Error): UnreadableError {
  return new UnreadableError('the JSON is malformed or truncated', cause === undefined ? {} : { cause })
}
