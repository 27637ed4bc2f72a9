import { record } from '../json/fields.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'

const NEWLINE = 10

/** The lines of NDJSON whose first line is a dated answer; none for any other body. */
export function splitDatedLines(body: Uint8Array): Uint8Array[] {
  // A buffer is searched ten times as fast as an array.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const end = bytes.indexOf(NEWLINE)
  return end >= 0 && !isBlank(bytes.subarray(end)) && isDatedLine(bytes.subarray(0, end)) ? split(bytes) : []
}

/** What a line says: `{date, playlist}`; null for anything else. The date is not yet checked. */
export function datedAnswer(value: unknown): { date: unknown; playlist: unknown } | null {
  const line = record(value)
  return line !== null && 'date' in line && 'playlist' in line
    ? { date: line.date, playlist: line.playlist }
    : null
}

function isDatedLine(line: Uint8Array): boolean {
  try {
    return datedAnswer(parseWithoutMarkets(line)) !== null
  } catch (error) {
    // The first line of indented JSON, which is one answer and no NDJSON.
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function split(body: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(NEWLINE, from)
    const line = body.subarray(from, end < 0 ? body.length : end)
    if (!isBlank(line)) lines.push(line)
    from = end < 0 ? body.length : end + 1
  }
  return lines
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}
