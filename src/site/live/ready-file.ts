import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sha256 } from '../../domain/hash.ts'
import type { SiteFile } from '../page.ts'

/** A file of the site as it is kept in memory and sent: text is compressed once, not for each request. */
export interface ReadyFile {
  type: string
  isEmbedded: boolean
  /** Identifies the content, compressed or not. */
  tag: string
  isPacked: boolean
  /** Compressed by gzip if `isPacked`. */
  bytes: Uint8Array
}

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Bytes below which compression does not make an answer faster. */
const leastPacked = 1024

/** The file as it is sent. */
export async function readyFile({ type, isEmbedded = false, bytes }: SiteFile): Promise<ReadyFile> {
  const plain = Buffer.from(bytes)
  const isPacked = plain.length >= leastPacked && /^text\/|json|svg|javascript/.test(type)
  return {
    type,
    isEmbedded,
    tag: sha256(plain).slice(0, 16),
    isPacked,
    bytes: isPacked ? await pack(plain) : plain,
  }
}

/** The bytes for a reader that does not accept gzip. */
export async function readPlain({ isPacked, bytes }: ReadyFile): Promise<Uint8Array> {
  return isPacked ? unpack(bytes) : bytes
}
