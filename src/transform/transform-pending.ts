import { mapConcurrent } from '../domain/concurrency.ts'
import { parseRawKey } from '../domain/keys.ts'
import { findRawKeys, listOutdated } from './backlog.ts'
import { type TransformResult, type TransformStores, transformObject } from './transform-object.ts'
import { openTransformer } from './transform-threads.ts'

/** Objects that are transformed at the same time: some wait for the disk while the next is computed. */
const AT_ONCE = 12

export interface TransformReport {
  transformed: number
  /** Keys of the objects that could not be parsed and were moved to `failed/`. */
  failed: string[]
  entries: number
  rejects: number
}

/**
 * Transforms every object in `to_process/`, every processed object without files of this transform version, and the
 * objects under the keys `again`; each object once, even if several of these list it. Throws `StoreError` if a store
 * fails.
 */
export async function transformPending(
  stores: TransformStores,
  onProgress: (done: number, total: number) => void = () => {},
  again: string[] = [],
): Promise<TransformReport> {
  const byRawKey = new Map(again.map((key) => [parseRawKey(key)?.rawKey ?? key, key]))
  for (const rawKey of await listOutdated(stores)) byRawKey.set(rawKey, `processed/${rawKey}`)
  for (const rawKey of await findRawKeys(stores.raw, 'to_process'))
    byRawKey.set(rawKey, `to_process/${rawKey}`)
  const keys = [...byRawKey.values()]
  const report: TransformReport = { transformed: 0, failed: [], entries: 0, rejects: 0 }
  const { transform, close } = await openTransformer(keys.length)
  try {
    await mapConcurrent(keys, AT_ONCE, async (key) => {
      add(report, key, await transformObject(stores, key, transform))
      onProgress(report.transformed + report.failed.length, keys.length)
    })
  } finally {
    await close()
  }
  return report
}

function add(report: TransformReport, key: string, { outcome, entries, rejects }: TransformResult) {
  if (outcome === 'failed') report.failed.push(key)
  else report.transformed += 1
  report.entries += entries
  report.rejects += rejects
}
