import { longestText, requireTextLength } from '../text-length.ts'
import { escapeNonAscii } from './escape-non-ascii.ts'
import { findTextStart, splitLines } from './split-lines.ts'

const KEY = Buffer.from('"available_markets"')
const [QUOTE, BACKSLASH, COMMA, COLON, OPEN, CLOSE] = [...Buffer.from('"\\,:[]')]

/** Allocating memory takes longer than filling it; longer answers are rare. */
const scratch = Buffer.allocUnsafeSlow(1 << 20)

/**
 * `JSON.parse` of UTF-8 bytes, without the members `available_markets` that list plain strings: they are half
 * of what Spotify sends, no reader uses them, and skipping them is faster than parsing them. A byte order mark is
 * skipped too. Throws a `SyntaxError`, or an `UnreadableError` for more bytes than fit into a text.
 */
export function parseWithoutMarkets(bytes: Uint8Array, longest = longestText): unknown {
  const start = findTextStart(bytes)
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start)
  const kept = withoutMarkets(all)
  requireTextLength(kept.length, longest)
  return parseText(escapeNonAscii(kept) ?? kept.toString('utf8'))
}

/** The values of the lines of NDJSON; null for fewer than two lines, or where one is not JSON or not wanted. */
export function parseJsonLines(
  body: Uint8Array,
  isWanted: (value: unknown) => boolean = () => true,
): unknown[] | null {
  const values: unknown[] = []
  try {
    for (const line of splitLines(body)) {
      const value = parseWithoutMarkets(line)
      if (!isWanted(value)) return null
      values.push(value)
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
  return values.length < 2 ? null : values
}

/** Programs write `NaN` and `Infinity` for a number that is not there, which JSON does not have: such a value is null. */
function parseText(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError) || !NO_NUMBER.test(json)) throw error
    return JSON.parse(json.replace(TEXT_OR_NO_NUMBER, (whole) => (whole.startsWith('"') ? whole : 'null')))
  }
}

const NO_NUMBER = /NaN|Infinity/
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

function withoutMarkets(all: Buffer): Buffer {
  let key = all.indexOf(KEY)
  if (key < 0) return all
  const kept = all.length <= scratch.length ? scratch : Buffer.allocUnsafe(all.length)
  let length = 0
  let from = 0
  for (let next = 0; key >= 0; key = all.indexOf(KEY, next)) {
    next = key + KEY.length
    // In a text a backslash precedes each quote; around a key it never does.
    const end = all[key - 1] === BACKSLASH ? -1 : endOfList(all, next)
    if (end < 0) continue
    length += all.copy(kept, length, from, key)
    from = afterSpace(all, end)
    // One comma is removed with the member: the one after it, or the one before the last member.
    if (all[from] === COMMA) from++
    else length = beforeComma(kept, length)
    next = from
  }
  length += all.copy(kept, length, from)
  return kept.subarray(0, length)
}

/** The lists that were skipped last, from colon to bracket, newest first: the same few lists repeat. */
const recent: Buffer[] = []
const RECENT = 6

/** The end of `: ["…", …]` that starts here; -1 for anything else. Comparing with a recent list is many times faster than reading. */
function endOfList(all: Buffer, start: number): number {
  for (const list of recent) {
    const end = start + list.length
    if (end <= all.length && all.compare(list, 0, list.length, start, end) === 0) return end
  }
  const end = readList(all, start)
  if (end > 0) {
    recent.unshift(Buffer.from(all.subarray(start, end)))
    recent.length = Math.min(recent.length, RECENT)
  }
  return end
}

function readList(all: Buffer, start: number): number {
  let at = afterSpace(all, start)
  if (all[at] !== COLON) return -1
  at = afterSpace(all, at + 1)
  if (all[at] !== OPEN) return -1
  at = afterSpace(all, at + 1)
  if (all[at] === CLOSE) return at + 1
  for (;;) {
    while (isMarket(all, at)) at = afterSpace(all, at + 5)
    if (all[at] !== QUOTE) return -1
    at = endOfPlainText(all, at + 1)
    if (all[at] !== QUOTE) return -1
    at = afterSpace(all, at + 1)
    if (all[at] === CLOSE) return at + 1
    if (all[at] !== COMMA) return -1
    at = afterSpace(all, at + 1)
  }
}

/** True for `"DE",`, which is nearly all of a list: faster than reading byte by byte. */
function isMarket(all: Buffer, at: number): boolean {
  return (
    all[at + 4] === COMMA &&
    all[at + 3] === QUOTE &&
    all[at] === QUOTE &&
    isCapital(all[at + 1] ?? 0) &&
    isCapital(all[at + 2] ?? 0)
  )
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a
}

function endOfPlainText(all: Buffer, start: number): number {
  let at = start
  while ((all[at] ?? 0) >= 0x20 && all[at] !== QUOTE && all[at] !== BACKSLASH) at++
  return at
}

function afterSpace(all: Buffer, start: number): number {
  let at = start
  while (isSpace(all[at])) at++
  return at
}

function beforeComma(kept: Buffer, end: number): number {
  let at = end
  while (isSpace(kept[at - 1])) at--
  return kept[at - 1] === COMMA ? at - 1 : end
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
