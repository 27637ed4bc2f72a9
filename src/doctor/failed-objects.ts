import { curatedStem } from '../domain/keys.ts'
import { readParquet } from '../domain/tables/read-parquet.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { orNull } from '../storage/store-errors.ts'
import { findRawKeys } from '../transform/backlog.ts'

/** A raw object in `failed/`. */
export interface FailedObject {
  rawKey: string
  /** Why it could not be read. */
  reason: string
}

/**
 * The raw objects in `failed/` with their reasons. Those that were stored again and then transformed are left out:
 * nothing of them is missing.
 */
export async function listFailed(stores: Stores): Promise<FailedObject[]> {
  const failed = await findRawKeys(stores.raw, 'failed')
  if (failed.length === 0) return []
  const processed = new Set(await findRawKeys(stores.raw, 'processed'))
  const objects: FailedObject[] = []
  for (const rawKey of failed) {
    if (processed.has(rawKey)) continue
    objects.push({ rawKey, reason: await findReason(stores.curated, rawKey) })
  }
  return objects
}

const unknown = 'unknown reason'

/** The reason in the newest file of rejects of a raw object. */
async function findReason(curated: ObjectStore, rawKey: string): Promise<string> {
  let file: Uint8Array | null = null
  for await (const { key } of curated.list(`${curatedStem('rejects', rawKey)}.`))
    file = await orNull(() => curated.get(key))
  return file === null ? unknown : readReason(file)
}

/** The detail of the first reject in a curated file. */
export async function readReason(file: Uint8Array): Promise<string> {
  try {
    const [reject] = await readParquet('rejects', file)
    return reject?.detail ?? reject?.reason ?? unknown
  } catch {
    // The file is damaged, which is a finding of its own.
    return unknown
  }
}
