import { existsSync } from 'node:fs'
import { type RawPrefix, rawPrefixes } from '../domain/keys.ts'
import { isFolder } from './folder/folder-errors.ts'
import type { ObjectStore } from './store.ts'

/** Whether the raw store has an object with this raw key under one of the prefixes. */
export async function isStored(
  raw: ObjectStore,
  rawKey: string,
  prefixes: readonly RawPrefix[] = rawPrefixes,
): Promise<boolean> {
  for (const prefix of prefixes) if (await hasObject(raw, `${prefix}/${rawKey}`)) return true
  return false
}

/** Whether a store has an object under this key. */
export async function hasObject(store: ObjectStore, key: string): Promise<boolean> {
  const path = store.localPath?.(key)
  if (path !== undefined) return existsSync(path) && !isFolder(path)
  for await (const object of store.list(key)) if (object.key === key) return true
  return false
}
