import { Readable } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import { UnreadableError } from '../../domain/errors.ts'
import { isMachineError } from '../../domain/machine-errors.ts'

/** Compressed bytes below which even the highest compression, 1032 to 1, gives less than 64 MiB. */
const SMALL = 2 ** 16

/** Bytes of the header and the end of a gzip file. */
export const smallestGzip = 18

/** Bytes of the largest file that can be imported, and its header. */
const LARGEST = 2 ** 31 + 2 ** 24

/**
 * Uncompresses gzip of one member, whose last four bytes are its length modulo 2^32: more than that is never held in
 * memory. Throws `UnreadableError` if the gzip is not whole.
 */
export function gunzip(bytes: Uint8Array): Buffer {
  if (bytes.length < smallestGzip) throw notWhole()
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true)
  if (length > LARGEST) throw new UnreadableError(`gzip file of ${length} bytes, expected at most ${LARGEST}`)
  return uncompress(bytes, length)
}

/**
 * Uncompresses gzip of any number of members; null if that gives more than `most` bytes. The bytes are counted first,
 * without holding them.
 */
export async function gunzipUpTo(bytes: Uint8Array, most: number): Promise<Buffer | null> {
  if (bytes.length <= SMALL && most >= SMALL * 1032) return uncompress(bytes)
  const length = await countBytes(bytes, most)
  return length === null ? null : uncompress(bytes, length)
}

function uncompress(bytes: Uint8Array, length?: number): Buffer {
  try {
    // A limit of 0 would be refused.
    return gunzipSync(bytes, length === undefined ? {} : { maxOutputLength: Math.max(length, 1) })
  } catch (error) {
    throw notWhole(error)
  }
}

async function countBytes(bytes: Uint8Array, most: number): Promise<number | null> {
  const pieces = Readable.from(slices(bytes)).pipe(createGunzip())
  let length = 0
  try {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > most) return null
    }
  } catch (error) {
    throw notWhole(error)
  }
  return length
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SMALL) yield bytes.subarray(at, at + SMALL)
}

function notWhole(cause?: unknown): unknown {
  if (isMachineError(cause)) return cause
  return new UnreadableError('not a whole gzip file', { cause })
}
