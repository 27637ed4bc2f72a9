import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { JSONParser } from '@streamparser/json'
import Papa from 'papaparse'
import { UnreadableError } from '../../../domain/errors.ts'
import { parsed, record } from '../../json/fields.ts'
import type { ExportPart } from './export-part.ts'

/** Bytes up to which JSON is parsed at once, which is four times as fast. The files of Spotify have 12 MB. */
const SMALL = 2 ** 24

/** The items of the list under these keys of JSON; without keys, of the list or object itself. Throws `UnreadableError`. */
export async function* readJsonItems(part: ExportPart, ...keys: string[]): AsyncGenerator<unknown> {
  const chunks: Uint8Array[] = []
  let length = 0
  let large: ItemParser | null = null
  for await (const chunk of part.read()) {
    length += chunk.length
    if (large === null && length <= SMALL) {
      chunks.push(chunk)
      continue
    }
    large ??= createItemParser(keys)
    for (const each of [...chunks.splice(0), chunk]) yield* large.parse(each)
  }
  if (large === null) yield* listItems(Buffer.concat(chunks), keys)
  else large.end()
}

function listItems(body: Buffer, keys: string[]): unknown[] {
  try {
    let value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    for (const key of keys) value = record(value)?.[key]
    return Object.values(value ?? {})
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed(error)
    throw error
  }
}

interface ItemParser {
  parse(chunk: Uint8Array): unknown[]
  end(): void
}

/** Parses JSON of any size, item by item. */
function createItemParser(keys: string[]): ItemParser {
  const found: unknown[] = []
  let failure: Error | null = null
  const parser = new JSONParser({ paths: [['$', ...keys, '*'].join('.')], keepStack: false })
  parser.onValue = ({ value }) => void found.push(value)
  // Without a handler the parser throws in the middle of a chunk.
  parser.onError = (error) => {
    failure ??= error
  }
  return {
    parse(chunk) {
      if (failure === null) parser.write(chunk)
      if (failure !== null) throw malformed(failure)
      return found.splice(0)
    },
    end() {
      if (!parser.isEnded) throw malformed()
    },
  }
}

/** The values of lines of JSON; null for a line that is not JSON. */
export async function* readJsonLines(part: ExportPart): AsyncGenerator<unknown> {
  for await (const line of readTextLines(part)) yield parsed(line)
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

/** The records of a CSV with a header, by the names of its columns, whose order and number vary. `toName` spells a name. */
export async function* readNamedRows(
  part: ExportPart,
  delimiter: string,
  toName: (text: string) => string = (text) => text,
): AsyncGenerator<Map<string, string>> {
  let names: string[] | null = null
  for await (const row of readCsvRows(part, delimiter)) {
    if (names === null) names = row.map((name) => toName(name.trim()))
    else yield new Map(names.map((name, index) => [name, row[index] ?? '']))
  }
}

function malformed(cause?: Error): UnreadableError {
  return new UnreadableError('the JSON is malformed or truncated', cause === undefined ? {} : { cause })
}
