import { parseOrUndefined } from '../file-content.ts'
import { record } from '../json/fields.ts'
import { splitLines } from '../json/split-lines.ts'

/** The two members of `{date, playlist}`; null for any other value. The date is not checked. */
export function datedAnswer(value: unknown): { date: unknown; playlist: unknown } | null {
  const fields = record(value)
  return fields !== null && 'date' in fields && 'playlist' in fields
    ? { date: fields.date, playlist: fields.playlist }
    : null
}

/** The lines of NDJSON whose first line is a dated answer; empty for any other body. */
export function splitDatedLines(body: Uint8Array): Uint8Array[] {
  const [first, second] = splitLines(body)
  // The first line of indented JSON is not JSON by itself.
  const isDated = first !== undefined && second !== undefined && datedAnswer(parseOrUndefined(first)) !== null
  return isDated ? [...splitLines(body)] : []
}
