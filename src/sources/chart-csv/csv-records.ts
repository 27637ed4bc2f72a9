import Papa from 'papaparse'
import { findTextStart } from '../json/split-lines.ts'
import { longestText, requireTextLength } from '../text-length.ts'

export type Delimiter = ',' | ';' | '\t'

const [NEWLINE, RETURN] = [10, 13]

/** Bytes of a slice: small slices fit into the processor's cache, which is twice as fast. */
const SLICE = 65_536
/** Bytes that a record whose quotes hold line breaks may have. */
const LONGEST_RECORD = 1_048_576

/**
 * The records of a CSV, batch by batch, so that neither its text nor its records are ever in memory as a whole.
 * Where quotes are broken each line is a record of its own, and a line that cannot be parsed is a record of one field:
 * a stray quote affects its line, not the lines after it. Blank lines are left out.
 * Lines end in LF or CRLF; in CR in a file without any LF. Throws `UnreadableError` for a line that is too long for a text.
 */
export function* csvRecords(
  body: Uint8Array,
  delimiter: Delimiter,
  { slice = SLICE, longest = longestText } = {},
): Generator<string[][]> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const newline = bytes.includes(NEWLINE) ? NEWLINE : RETURN
  const lineEnd = newline === NEWLINE ? '\n' : '\r'
  let start: number = findTextStart(bytes)
  let size = slice
  while (start < bytes.length) {
    const end = endOfSlice(bytes, { start, size, newline })
    requireTextLength(end - start, longest)
    const text = bytes.toString('utf8', start, end)
    const { data, errors } = parse(text, delimiter, lineEnd)
    const isOpen = errors.some(({ code }) => code === 'MissingQuotes')
    if (isOpen && end < bytes.length && size < LONGEST_RECORD) {
      size *= 2
      continue
    }
    yield (
      errors.length === 0 ? data : text.split(lineEnd).map((line) => parseRecord(line, delimiter))
    ).filter(isNotBlank)
    start = end
    size = slice
  }
}

/** One line by itself. */
function parseRecord(line: string, delimiter: Delimiter): string[] {
  const { data, errors } = parse(line, delimiter)
  return errors.length === 0 ? (data[0] ?? ['']) : [line]
}

/**
 * Lines may end in LF, CRLF or a mixture: the library ignores a CR after a closing quote, all others are cut off here.
 * A text without quotes is only split: the library takes four times as long.
 */
function parse(
  text: string,
  delimiter: Delimiter,
  newline: '\n' | '\r' = '\n',
): { data: string[][]; errors: { code: string }[] } {
  if (!text.includes('"')) return { data: splitFields(text, delimiter, newline), errors: [] }
  const parsed = Papa.parse<string[]>(text, { delimiter, newline })
  if (text.includes('\r')) for (const record of parsed.data) cutReturn(record)
  return parsed
}

function splitFields(text: string, delimiter: Delimiter, newline: '\n' | '\r'): string[][] {
  const lines = text.split(newline)
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line).split(delimiter))
}

function cutReturn(record: string[]) {
  const last = record.length - 1
  const field = record[last]
  if (field?.endsWith('\r')) record[last] = field.slice(0, -1)
}

/** The end of the last line in the slice, or of the line that is longer than the slice. */
function endOfSlice(
  bytes: Buffer,
  { start, size, newline }: { start: number; size: number; newline: number },
): number {
  if (start + size >= bytes.length) return bytes.length
  const before = bytes.subarray(start, start + size).lastIndexOf(newline)
  if (before >= 0) return start + before + 1
  const after = bytes.indexOf(newline, start + size)
  return after < 0 ? bytes.length : after + 1
}

function isNotBlank(record: string[]): boolean {
  return record.length > 1 || (record[0] as string).trim() !== ''
}
