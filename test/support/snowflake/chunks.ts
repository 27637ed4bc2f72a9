import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Cell } from './rowtype.ts'

export interface Chunk {
  url: string
  rowCount: number
  uncompressedSize: number
  compressedSize: number
}

/** A part of a large result, as stored in a bucket: rows as JSON without the outer brackets, gzipped. */
export interface ChunkStore {
  put(rows: Cell[][]): Chunk
  get(id: string): Uint8Array | undefined
  /** Answers 503 to the next request for each of these many chunks. */
  failOnce(count: number): void
  /** Whether this request has to fail. */
  fails(id: string): boolean
  /** Requests that were answered, and those that were failed. */
  served: { ok: number; failed: number }
}

/** Returned with a result. A request for a chunk must send these headers. */
export const chunkHeaders = {
  'x-amz-server-side-encryption-customer-algorithm': 'AES256',
  'x-amz-server-side-encryption-customer-key': 'bm90IGEga2V5LCBvbmx5IHNoYXBlZCBsaWtlIG9uZSE=',
}

export function createChunkStore(baseUrl: () => string): ChunkStore {
  const chunks = new Map<string, Uint8Array>()
  const failed = new Set<string>()
  let toFail = 0
  const served = { ok: 0, failed: 0 }
  return {
    served,
    put(rows) {
      const id = randomUUID()
      const text = JSON.stringify(rows).slice(1, -1)
      const bytes = gzipSync(text, { level: 1 })
      chunks.set(id, bytes)
      return {
        url: `${baseUrl()}/results/${id}`,
        rowCount: rows.length,
        uncompressedSize: Buffer.byteLength(text),
        compressedSize: bytes.length,
      }
    },
    get: (id) => chunks.get(id),
    failOnce(count) {
      toFail = count
    },
    fails(id) {
      const fails = toFail > 0 && !failed.has(id)
      if (fails) {
        toFail -= 1
        failed.add(id)
      }
      served[fails ? 'failed' : 'ok'] += 1
      return fails
    },
  }
}
