import { isAscii, isUtf8 } from 'node:buffer'
import { longestText } from '../text-length.ts'

const BACKSLASH = 0x5c
/** Bytes that are tested at once. */
const BLOCK = 1024
/** A character of two or four bytes becomes one or two escapes of six: three times as long. */
const GROWTH = 3

/** Allocating memory takes longer than filling it. */
const scratch = Buffer.allocUnsafeSlow(1 << 21)

/**
 * The text of UTF-8 JSON with its characters beyond ASCII as `\uXXXX`: one wide character makes the engine decode
 * and parse all of the text many times slower. Null where the bytes are not UTF-8, the text is too long, or a backslash precedes such
 * a character: with an escape there, invalid JSON could become valid.
 */
export function escapeNonAscii(json: Buffer): string | null {
  let wide = nextWide(json, 0)
  if (wide === json.length) return json.toString('latin1')
  if (!isUtf8(json)) return null
  const room = json.length * GROWTH
  const out = room <= scratch.length ? scratch : Buffer.allocUnsafe(room)
  let length = 0
  let from = 0
  while (wide < json.length) {
    if (json[wide - 1] === BACKSLASH) return null
    length += json.copy(out, length, from, wide)
    from = wide
    while ((json[from] ?? 0) >= 0x80) {
      const code = codePoint(json, from)
      length = escapeTo(out, length, code)
      from += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    }
    wide = nextWide(json, from)
  }
  length += json.copy(out, length, from)
  return length > longestText ? null : out.toString('latin1', 0, length)
}

/** Index of the next byte beyond ASCII; the length where there is no such byte. */
function nextWide(json: Buffer, start: number): number {
  let at = start
  // Near one such character there are more.
  for (const near = Math.min(at + 32, json.length); at < near; at++) if ((json[at] ?? 0) >= 0x80) return at
  while (at < json.length && isAscii(json.subarray(at, at + BLOCK))) at += BLOCK
  while (at < json.length && (json[at] ?? 0) < 0x80) at++
  return Math.min(at, json.length)
}

/** The character that begins here, in UTF-8 that is known to be whole. */
function codePoint(json: Buffer, at: number): number {
  const first = json[at] ?? 0
  const low = (offset: number) => (json[at + offset] ?? 0) & 0x3f
  if (first < 0xe0) return ((first & 0x1f) << 6) | low(1)
  if (first < 0xf0) return ((first & 0x0f) << 12) | (low(1) << 6) | low(2)
  return ((first & 0x07) << 18) | (low(1) << 12) | (low(2) << 6) | low(3)
}

function escapeTo(out: Buffer, at: number, code: number): number {
  if (code < 0x10000) return escapeUnit(out, at, code)
  const above = code - 0x10000
  return escapeUnit(out, escapeUnit(out, at, 0xd800 | (above >> 10)), 0xdc00 | (above & 0x3ff))
}

const HEX = Buffer.from('0123456789abcdef')
const U = 0x75

function escapeUnit(out: Buffer, at: number, unit: number): number {
  out[at] = BACKSLASH
  out[at + 1] = U
  out[at + 2] = HEX[unit >> 12] ?? 0
  out[at + 3] = HEX[(unit >> 8) & 15] ?? 0
  out[at + 4] = HEX[(unit >> 4) & 15] ?? 0
  out[at + 5] = HEX[unit & 15] ?? 0
  return at + 6
}
