export const delimiters = [',', ';', '\t', '|'] as const

export type Delimiter = (typeof delimiters)[number]

/** Lines that one record with line breaks in its quotes may have, beside lines with broken quotes. */
const LONGEST = 20

/** How quotes within a value are written. */
interface QuoteStyle {
  /** `\"` is a quote. */
  backslash?: boolean
  /** A quote ends a value only before a delimiter or the end of the line. */
  loose?: boolean
  /** A value that begins with a quote and goes on after the second one is not quoted: `"Heroes" (live)`. */
  bare?: boolean
}

const STRICT: QuoteStyle[] = [{}, { backslash: true }]
const LOOSE: QuoteStyle[] = [
  { loose: true, backslash: true },
  { loose: true },
  { loose: true, bare: true, backslash: true },
  { loose: true, bare: true },
]

/**
 * The records of lines in which some quotes are not as CSV writes them. Blanks before a quote are not part of the value,
 * and inner quotes that nothing escapes are read where the record then has `width` fields. A line that cannot be read
 * is a record of one field. Without a width only the usual spellings are read.
 */
export function readLines(lines: string[], delimiter: Delimiter, width: number | null): string[][] {
  const records: string[][] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const fits = (fields: string[] | null) => fields !== null && (width === null || fields.length === width)
    const strict = readStyles(line, delimiter, STRICT, fits)
    const usual = strict ?? readFields(line, delimiter, {})
    const joined = usual !== null || width === null ? null : joinLines(lines, at, delimiter, width)
    if (joined !== null) {
      records.push(joined.record)
      at += joined.more
      continue
    }
    const loose = width === null ? null : readStyles(line, delimiter, LOOSE, fits)
    // A line whose quotes are right has another number of fields: it is shown as such.
    records.push(strict ?? loose ?? usual ?? [line])
  }
  return records
}

function readStyles(
  line: string,
  delimiter: Delimiter,
  styles: QuoteStyle[],
  fits: (fields: string[] | null) => boolean,
): string[] | null {
  for (const style of styles) {
    const fields = readFields(line, delimiter, style)
    if (fits(fields)) return fields
  }
  return null
}

/** A record whose quotes hold line breaks. */
function joinLines(lines: string[], at: number, delimiter: Delimiter, width: number) {
  let text = lines[at] as string
  for (let more = 1; more < LONGEST && at + more < lines.length; more++) {
    text += `\n${lines[at + more]}`
    const record = readFields(text, delimiter, {})
    if (record?.length === width) return { record, more }
  }
  return null
}

/** The fields of a line; null where its quotes are not in this style. */
function readFields(line: string, delimiter: Delimiter, style: QuoteStyle): string[] | null {
  const fields: string[] = []
  for (let at = 0; ; at++) {
    const start = skipBlanks(line, at, delimiter)
    const quoted = line[start] === '"' && !(style.bare && isBare(line, start, delimiter))
    const field = quoted ? readQuoted(line, start + 1, delimiter, style) : readPlain(line, at, delimiter)
    if (field === null) return null
    fields.push(field.value)
    if (field.end >= line.length) return fields
    at = field.end
  }
}

function readPlain(line: string, from: number, delimiter: Delimiter) {
  const found = line.indexOf(delimiter, from)
  const end = found < 0 ? line.length : found
  const value = line.slice(from, end)
  return value.includes('\n') ? null : { value, end }
}

/** `from` is after the first quote; `end` is the delimiter after the last one. */
function readQuoted(line: string, from: number, delimiter: Delimiter, { backslash, loose }: QuoteStyle) {
  let value = ''
  for (let at = from; ; ) {
    const quote = line.indexOf('"', at)
    if (quote < 0) return null
    if (backslash && quote > at && line[quote - 1] === '\\') {
      value += `${line.slice(at, quote - 1)}"`
      at = quote + 1
      continue
    }
    let next = quote
    while (line[next] === '"') next++
    const run = next - quote
    const end = skipBlanks(line, next, delimiter)
    const isEnd = end >= line.length || line[end] === delimiter
    const closes = isEnd && (run % 2 === 1 || loose)
    if (!closes && run % 2 === 1 && !loose) return null
    // Two quotes are one; a single one within the value is itself.
    const quotes = run % 2 === 0 ? run / 2 : closes ? (run - 1) / 2 : (run + 1) / 2
    value += line.slice(at, quote) + '"'.repeat(quotes)
    if (closes) return { value, end }
    at = next
  }
}

function isBare(line: string, start: number, delimiter: Delimiter): boolean {
  const value = readPlain(line, start, delimiter)?.value ?? ''
  const second = value.indexOf('"', 1)
  return second > 0 && !value.trimEnd().endsWith('"')
}

function skipBlanks(line: string, from: number, delimiter: Delimiter): number {
  let at = from
  while (at < line.length && isBlank(line.charCodeAt(at)) && line[at] !== delimiter) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0
}

/** The fields of a line before its first quote, for what is known of a line that cannot be read. */
export function readBeforeQuote(line: string, delimiter: Delimiter): string[] {
  const quote = line.indexOf('"')
  return line
    .slice(0, quote < 0 ? line.length : quote)
    .split(delimiter)
    .slice(0, -1)
}
