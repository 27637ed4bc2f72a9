import { folderStore } from './folder.ts'
import { memoryStore } from './memory.ts'
import type { ObjectStore } from './store.ts'

/** How an S3 service is reached; null or nothing: what its client finds in the environment. */
export interface S3Options {
  /** Address of a service that is not AWS's own. */
  endpoint?: string | null
  region?: string | null
}

/**
 * The store at an address: `s3://bucket/prefix`, `memory:` (a new one each time) or a folder. Nothing is
 * created or asked before the first use. Throws `StoreError` for an `s3://` address that names no bucket.
 */
export async function openStore(address: string, options: S3Options = {}): Promise<ObjectStore> {
  if (address === 'memory:') return memoryStore()
  if (!address.startsWith('s3://')) return folderStore(address)
  // The SDK is large: who works on a folder does not wait for it.
  const { s3Store } = await import('./s3.ts')
  return s3Store(address, options)
}
