import { folderStore } from './folder/folder-store.ts'
import { memoryStore } from './memory-store.ts'
import type { ObjectStore, S3Options } from './store.ts'

/**
 * The store at an address: `s3://bucket/prefix`, `memory:` (a new store each time) or a folder. Nothing is created or
 * requested before the first use. Throws `StoreError` for an invalid `s3://` address.
 */
export async function openStore(address: string, options: S3Options = {}): Promise<ObjectStore> {
  if (address === 'memory:') return memoryStore()
  if (!address.startsWith('s3://')) return folderStore(address)
  // Loaded only when needed: the SDK is large.
  const { s3Store } = await import('./s3/s3-store.ts')
  return s3Store(address, options)
}
