import { type RawPrefix, rawPrefixes } from '../domain/keys.ts'
import type { ObjectStore } from './store.ts'

/** Whether a raw object, named without its stage, lies in one of some stages. */
export async function isStored(
  raw: ObjectStore,
  rawKey: string,
  among: readonly RawPrefix[] = rawPrefixes,
): Promise<boolean> {
  for (const stage of among) {
    const key = `${stage}/${rawKey}`
    for await (const object of raw.list(key)) if (object.key === key) return true
  }
  return false
}
