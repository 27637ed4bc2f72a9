import { type RawPrefix, rawPrefixes } from '../domain/keys.ts'
import type { ObjectStore } from './store.ts'

/** Whether the raw store has an object with this raw key under one of the prefixes. */
export async function isStored(
  raw: ObjectStore,
  rawKey: string,
  prefixes: readonly RawPrefix[] = rawPrefixes,
): Promise<boolean> {
  for (const prefix of prefixes) {
    const key = `${prefix}/${rawKey}`
    for await (const object of raw.list(key)) if (object.key === key) return true
  }
  return false
}
