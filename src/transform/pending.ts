import { atOnce } from '../at-once.ts'
import { curatedKey, parseRawKey } from '../store/keys.ts'
import { transformerFor } from './threads.ts'
import { type Stores, type Transformed, transformObject } from './transform.ts'
import { TRANSFORM_VERSION } from './version.ts'

/** Objects in work at once: their files are synced while the next is computed. */
const AT_ONCE = 12

export interface TransformReport {
  transformed: number
  /** Keys of the objects that were no answer and lie in `failed/` now. */
  failed: string[]
  entries: number
  rejects: number
}

/** Transforms everything that waits in `to_process/`, and every processed object that no file of this version has. */
export async function transformPending(
  stores: Stores,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<TransformReport> {
  const keys = [...(await keysUnder(stores, 'to_process/')), ...(await behind(stores))]
  const report: TransformReport = { transformed: 0, failed: [], entries: 0, rejects: 0 }
  const { transform, close } = await transformerFor(keys.length)
  try {
    await atOnce(keys, AT_ONCE, async (key) => {
      add(report, key, await transformObject(stores, key, transform))
      onProgress(report.transformed + report.failed.length, keys.length)
    })
  } finally {
    await close()
  }
  return report
}

/** Processed raw objects that have no curated file of the current transform version. */
export async function behind({ raw, curated }: Stores): Promise<string[]> {
  const written = new Set<string>()
  for await (const { key } of curated.list('chart_issues/')) written.add(key)
  const keys: string[] = []
  for (const key of await keysUnder({ raw }, 'processed/')) {
    const rawKey = parseRawKey(key)?.rawKey ?? ''
    if (!written.has(curatedKey('chart_issues', rawKey, TRANSFORM_VERSION))) keys.push(key)
  }
  return keys
}

async function keysUnder({ raw }: Pick<Stores, 'raw'>, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of raw.list(prefix)) if (parseRawKey(key) !== null) keys.push(key)
  return keys
}

function add(report: TransformReport, key: string, { outcome, entries, rejects }: Transformed) {
  if (outcome === 'failed') report.failed.push(key)
  else report.transformed += 1
  report.entries += entries
  report.rejects += rejects
}
