import { setImmediate } from 'node:timers/promises'
import { mapConcurrent } from '../domain/concurrency.ts'
import { StoreError } from '../domain/errors.ts'
import { curatedKey, failureKey, parseRawKey } from '../domain/keys.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import { isStored } from '../storage/is-stored.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { missingObject, orNull } from '../storage/store-errors.ts'
import type { Memory } from './find-outdated.ts'
import type { CuratedRewriter } from './rewrite-curated.ts'
import { type BytesTransform, type CuratedFiles, transformBytes } from './transform-bytes.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

export interface TransformResult {
  /** `done`: another process had transformed it; `failed`: its bytes are not a chart, and it is in `failed/` now. */
  outcome: 'transformed' | 'failed' | 'done'
  entries: number
  rejects: number
}

/** With a `rewriter`, existing curated files that differ are corrected; without one they are never changed. */
export interface TransformStores extends Stores {
  rewriter?: CuratedRewriter
  /** Where it remembers what was compared; left out: everything is compared. */
  memory?: Memory
}

/**
 * Writes the curated files of one raw object, which may be under any raw prefix, then moves it to `processed/` or
 * `failed/`. Safe to repeat and to run in several processes: they write the same bytes under the same keys. Throws
 * `StoreError` if a store fails or the key is not a raw key; the object then stays where it is.
 */
export async function transformObject(
  { raw, curated, rewriter }: TransformStores,
  key: string,
  transform: BytesTransform = transformBytes,
): Promise<TransformResult> {
  const identity = parseRawKey(key)
  if (identity === null) throw new StoreError('Store', `${key} is not a raw object key`, { details: { key } })
  const { rawKey } = identity
  const bytes = await getUnlessDone(raw, key, rawKey)
  if (bytes === null) return { outcome: 'done', entries: 0, rejects: 0 }

  const { files, ...counts } = await transform(bytes, identity)
  const last: Partial<Record<'chart_issues' | 'failure', Uint8Array>> = {}
  const written = new Set<SnapshotTable>()
  const existing: [key: string, file: Uint8Array][] = []
  const put = async (table: SnapshotTable, file: Uint8Array) => {
    written.add(table)
    const fileKey = curatedKey(table, rawKey, TRANSFORM_VERSION)
    const outcome = await curated.put(fileKey, file)
    if (outcome === 'exists' && rewriter !== undefined) existing.push([fileKey, file])
  }
  await mapConcurrent(pauseAfterFirst(files), snapshotTables.length, async ([table, file]) => {
    if (table === 'chart_issues' || table === 'failure') last[table] = file
    else await put(table, file)
  })
  const { chart_issues, failure } = last
  if (chart_issues !== undefined) {
    await put('chart_issues', chart_issues)
    // Only now: a damaged raw object must not change the files that it became when it was whole.
    for (const [fileKey, file] of existing) await rewriter?.correct(fileKey, file)
    await rewriter?.removeOthers(rawKey, written)
    await moveTo(`processed/${rawKey}`)
    return { outcome: 'transformed', ...counts }
  }
  if (failure !== undefined) await curated.put(failureKey(rawKey, TRANSFORM_VERSION), failure)
  await moveTo(`failed/${rawKey}`)
  return { outcome: 'failed', entries: 0, rejects: 1 }

  async function moveTo(target: string) {
    if (target !== key) await raw.move(key, target)
  }
}

/** Lets the store begin with the first file before the others are encoded. */
async function* pauseAfterFirst(files: CuratedFiles) {
  let isFirst = true
  for (const file of files) {
    yield file
    if (isFirst) await setImmediate()
    isFirst = false
  }
}

/** The bytes of a raw object; null if another process has transformed and moved it. */
async function getUnlessDone(raw: ObjectStore, key: string, rawKey: string): Promise<Uint8Array | null> {
  const bytes = await orNull(() => raw.get(key))
  if (bytes !== null) return bytes
  if (await isStored(raw, rawKey, ['processed', 'failed'])) return null
  throw missingObject(key, raw.address)
}
