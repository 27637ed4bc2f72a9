import { mapConcurrent } from '../domain/concurrency.ts'
import { parseRawKey } from '../domain/keys.ts'
import { listOutdated, rawKeysIn } from './backlog.ts'
import { type Stores, type Transformed, transformObject } from './transform-object.ts'
import { transformerFor } from './transform-threads.ts'

/** Objects in work at once: their files are synced while the next is computed. */
const AT_ONCE = 12

export interface TransformReport {
  transformed: number
  /** Keys of the objects that were no answer and lie in `failed/` now. */
  failed: string[]
  entries: number
  rejects: number
}

/**
 * Transforms everything that waits in `to_process/`, every processed object that no file of this version has, and those
 * that are wanted `again`, by their keys; each once, wherever it lies.
 */
export async function transformPending(
  stores: Stores,
  onProgress: (done: number, total: number) => void = () => {},
  again: string[] = [],
): Promise<TransformReport> {
  const byRawKey = new Map(again.map((key) => [parseRawKey(key)?.rawKey ?? key, key]))
  for (const rawKey of await listOutdated(stores)) byRawKey.set(rawKey, `processed/${rawKey}`)
  for (const rawKey of await rawKeysIn(stores.raw, 'to_process')) byRawKey.set(rawKey, `to_process/${rawKey}`)
  const keys = [...byRawKey.values()]
  const report: TransformReport = { transformed: 0, failed: [], entries: 0, rejects: 0 }
  const { transform, close } = await transformerFor(keys.length)
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

function add(report: TransformReport, key: string, { outcome, entries, rejects }: Transformed) {
  if (outcome === 'failed') report.failed.push(key)
  else report.transformed += 1
  report.entries += entries
  report.rejects += rejects
}
