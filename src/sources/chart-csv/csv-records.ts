import Papa from 'papaparse'
import { findTextStart } from '../json/split-lines.ts'
import { longestText, requireTextLength } from '../text-length.ts'
import { type Delimiter, readLines } from './csv-lines.ts'

const [NEWLINE, RETURN] = [10, 13]

/** Bytes of a slice: small slices fit into the processor's cache, which is twice as fast. */
const SLICE = 65_536
/** Bytes that a record whose quotes hold line breaks may have. */
const LONGEST_RECORD = 1_048_576

/**
 * The records of a CSV, batch by batch, so that neither its text nor its records are ever in memory as a whole. Quotes
 * that nothing escapes are read where the record then has `width` fields; a line that cannot be read is a record of one
 * field: a stray quote affects its line, not the lines after it. Blank records are left out. Lines end in LF, CRLF or CR.
 * Throws `UnreadableError` for a line that is too long for a text.
 */
export function* csvRecords(
  body: Uint8Array,
  delimiter: Delimiter,
  { slice = SLICE, longest = longestText, width = null }: CsvRecordOptions = {},
): Generator<string[][]> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const newline = bytes.includes(NEWLINE) ? NEWLINE : RETURN
  const hasReturns = newline === NEWLINE && bytes.includes(RETURN)
  let start: number = findTextStart(bytes)
  let size = slice
  while (start < bytes.length) {
    const end = endOfSlice(bytes, { start, size, newline })
    requireTextLength(end - start, longest)
    const plain = bytes.toString('utf8', start, end)
    const text = newline === RETURN || (hasReturns && LONE_RETURN.test(plain)) ? withNewlines(plain) : plain
    const { data, hasErrors, isOpen } = parse(text, delimiter, width)
    if (isOpen && end < bytes.length && size < LONGEST_RECORD) {
      size *= 2
      continue
    }
    yield (hasErrors ? readLines(splitLines(text), delimiter, width) : data).filter(isNotBlank)
    start = end
    size = slice
  }
}

export interface CsvRecordOptions {
  /** Bytes that are parsed at once. */
  slice?: number
  /** Bytes that a line may have. */
  longest?: number
  /** Fields of a whole record. */
  width?: number | null
}

const LONE_RETURN = /\r(?!\n)/

function withNewlines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

function splitLines(text: string): string[] {
  return text.split('\n').map(cutReturn)
}

interface Parsed {
  data: string[][]
  hasErrors: boolean
  /** A quote is still open at the end. */
  isOpen: boolean
}

/**
 * Lines end in LF or CRLF: the library ignores a CR after a closing quote, all others are cut off here. A text without
 * quotes is only split: the library takes four times as long.
 */
function parse(text: string, delimiter: Delimiter, width: number | null): Parsed {
  if (!text.includes('"')) return { data: splitFields(text, delimiter), hasErrors: false, isOpen: false }
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n' })
  if (text.includes('\r')) for (const record of data) cutLastReturn(record)
  return {
    data,
    hasErrors: errors.length > 0 || hasBlankQuote(text, data, delimiter) || hasBackslash(text, data, width),
    isOpen: errors.some(({ code }) => code === 'MissingQuotes'),
  }
}

/** The library takes a blank and a quote at the beginning of a value for text. */
function hasBlankQuote(text: string, data: string[][], delimiter: Delimiter): boolean {
  const isPossible = [`${delimiter} "`, `${delimiter}\t"`, '\n "', '\n\t"', '  "', '\t "'].some((each) =>
    text.includes(each),
  )
  return isPossible && data.some((record) => record.some((field) => BLANK_QUOTE.test(field)))
}

const BLANK_QUOTE = /^[ \t]+"/

/** The library takes a quote after a backslash for the end of the value, or for half of a quote. */
function hasBackslash(text: string, data: string[][], width: number | null): boolean {
  if (width === null || !text.includes('\\"')) return false
  return data.some((record) => isNotBlank(record) && record.length !== width)
}

function splitFields(text: string, delimiter: Delimiter): string[][] {
  return text.split('\n').map((line) => cutReturn(line).split(delimiter))
}

function cutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

function cutLastReturn(record: string[]) {
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
  // Spreadsheets end tables with records of delimiters alone.
  return (record[0] as string).trim() !== '' || record.some((field) => field.trim() !== '')
}
