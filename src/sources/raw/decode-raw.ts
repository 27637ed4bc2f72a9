import { UnreadableError } from '../../domain/errors.ts'
import { gunzip } from './gunzip.ts'
import { parseHeader } from './header-schema.ts'
import type { RawHeader, RawSnapshot } from './raw-object.ts'

/** Reads a raw object back. Throws `UnreadableError` where it is not gzip, has no valid header or lacks bytes. */
export function decodeRaw(bytes: Uint8Array): RawSnapshot {
  const plain = gunzip(bytes)
  const end = plain.indexOf(10)
  if (end < 0) throw new UnreadableError('raw object without a header line')
  const header = readHeader(plain.subarray(0, end))
  const bodies: Uint8Array[] = []
  let offset = end + 1
  for (const page of header.pages) {
    bodies.push(plain.subarray(offset, offset + page.bytes))
    offset += page.bytes
  }
  if (offset !== plain.length) {
    throw new UnreadableError(
      `raw object holds ${plain.length - end - 1} bytes of pages, its header says ${offset - end - 1}`,
    )
  }
  return { header, bodies }
}

function readHeader(line: Buffer): RawHeader {
  let header: unknown
  try {
    header = JSON.parse(line.toString('utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UnreadableError('raw object with a header line that is not JSON', { cause: error })
  }
  return parseHeader(header)
}
