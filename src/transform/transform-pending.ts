import { mapConcurrent } from '../domain/concurrency.ts'
import { parseRawKey } from '../domain/keys.ts'
import { findRawKeys, listOutdated, listUntried } from './backlog.ts'
import { findOutdated, type OutdatedObjects } from './find-outdated.ts'
import { leaveOutPurged } from './leave-out-purged.ts'
import { type TransformResult, type TransformStores, transformObject } from './transform-object.ts'
import { openTransformer } from './transform-threads.ts'

/** Objects that are transformed at the same time: some wait for the disk while the next is computed. */
export const AT_ONCE = 12

export interface TransformReport {
  transformed: number
  /** Keys of the objects whose bytes could not be transformed. They are in `failed/` now. */
  failed: string[]
  /** Objects that stay pending because a store or the machine failed. */
  pending: { key: string; error: unknown }[]
  entries: number
  rejects: number
}

/**
 * Transforms every object in `to_process/`, every processed or failed object that this transform version has not tried,
 * and the objects under the keys `again`; each object once, even if several of these list it; none that a purge covers. An object that fails does
 * not affect the others. Throws `StoreError` if the objects cannot be listed.
 */
export async function transformPending(
  stores: TransformStores,
  onProgress: (done: number, total: number) => void = () => {},
  again: string[] = [],
): Promise<TransformReport> {
  const byRawKey = new Map(again.map((key) => [parseRawKey(key)?.rawKey ?? key, key]))
  const outdated = await listOrFindOutdated(stores)
  for (const rawKey of outdated.rawKeys) byRawKey.set(rawKey, `processed/${rawKey}`)
  for (const rawKey of await listUntried(stores)) byRawKey.set(rawKey, `failed/${rawKey}`)
  for (const rawKey of await findRawKeys(stores.raw, 'to_process'))
    byRawKey.set(rawKey, `to_process/${rawKey}`)
  const keys = await leaveOutPurged(stores, [...byRawKey.values()])
  const report = emptyReport()
  const { transform, close } = await openTransformer(keys.length)
  try {
    await mapConcurrent(keys, AT_ONCE, async (key) => {
      try {
        addResult(report, key, await transformObject(stores, key, transform))
      } catch (error) {
        report.pending.push({ key, error })
      }
      onProgress(report.transformed + report.failed.length + report.pending.length, keys.length)
    })
  } finally {
    await close()
  }
  if (report.pending.length === 0) await outdated.remember()
  return report
}

async function listOrFindOutdated(stores: TransformStores): Promise<OutdatedObjects> {
  if (stores.memory !== undefined) return findOutdated(stores, stores.memory)
  return { rawKeys: await listOutdated(stores), remember: async () => {} }
}

export function emptyReport(): TransformReport {
  return { transformed: 0, failed: [], pending: [], entries: 0, rejects: 0 }
}

export function addResult(
  report: TransformReport,
  key: string,
  { outcome, entries, rejects }: TransformResult,
): void {
  if (outcome === 'failed') report.failed.push(key)
  else report.transformed += 1
  report.entries += entries
  report.rejects += rejects
}

export function joinReports(a: TransformReport, b: TransformReport): TransformReport {
  return {
    transformed: a.transformed + b.transformed,
    failed: [...a.failed, ...b.failed],
    pending: [...a.pending, ...b.pending],
    entries: a.entries + b.entries,
    rejects: a.rejects + b.rejects,
  }
}
