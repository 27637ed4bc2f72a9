import { once } from '../domain/once.ts'
import { decodeText } from './decode-text.ts'
import { parseWithoutMarkets } from './json/parse-json.ts'
import { findTextStart, findVisible, splitLines } from './json/split-lines.ts'
import type { RawHeader, ReadingChoices } from './raw/raw-object.ts'

/** A file that every format may examine. Its JSON is parsed once, however many formats need it. */
export interface FileContent {
  /** Without folders and without `.gz`. */
  name: string
  /** Uncompressed; UTF-8, also where the file is UTF-16. */
  body: Uint8Array
  /** How songs are identified, as the raw header will say: an entry without a title can be read only by its id. */
  identity: RawHeader['identity']
  /** What a person says about reading it. */
  reading?: FileReading | undefined
  /** True for text that begins as JSON does. */
  isJson: boolean
  /** True where another line follows the first. */
  hasMoreLines: boolean
  /** The value of the first line; undefined where that line is not JSON by itself. */
  parseFirstLine(): unknown
  /** The value of the whole body; undefined where it is not JSON. */
  parse(): unknown
}

export interface FileReading {
  header: ReadingChoices
  /** ISO date of all issues. */
  date?: string | undefined
}

export function createFileContent(
  file: Pick<FileContent, 'name' | 'body' | 'identity' | 'reading'>,
): FileContent {
  const body = decodeText(file.body)
  const [firstLine, secondLine] = splitLines(body)
  const first = body[findVisible(body, findTextStart(body))]
  const hasMoreLines = secondLine !== undefined
  const parseFirstLine = once(() => (firstLine === undefined ? undefined : parseOrUndefined(firstLine)))
  return {
    ...file,
    body,
    isJson: first === 0x7b || first === 0x5b,
    hasMoreLines,
    parseFirstLine,
    parse: once(() => (hasMoreLines ? parseOrUndefined(body) : parseFirstLine())),
  }
}

/** The value of JSON text; undefined where it is not JSON. */
export function parseOrUndefined(json: Uint8Array): unknown {
  try {
    return parseWithoutMarkets(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
