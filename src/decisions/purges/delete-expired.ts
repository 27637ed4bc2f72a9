import type { SourceConfig } from '../../sources/source.ts'
import { readPurges } from '../../storage/purged/read-purges.ts'
import type { Stores } from '../../storage/store.ts'
import { type Expired, listExpired, readRetention } from './expired-snapshots.ts'
import { forgetDerived } from './forget-derived.ts'
import { joinPlans } from './plan-purge.ts'
import { runPurge } from './run-purge.ts'

/** Where fetched charts are stored, and for how long they may be. */
export interface LimitedPlace extends Stores {
  config: SourceConfig & { retention_days: Readonly<Record<string, number>>; data_dir: string }
  local: { load(): Promise<unknown> } | null
  /** ISO instant of the clock. */
  now(): string
}

/**
 * Deletes what is stored for longer than its source or the configuration allows, and builds the warehouse again without
 * it. Returns what was deleted, by source. The next call finishes what was interrupted; the next load, a load.
 */
export async function deleteExpired({ raw, curated, config, local, now }: LimitedPlace): Promise<Expired[]> {
  const limits = await readRetention(config)
  const expired = limits.size === 0 ? [] : await listExpired({ raw, curated }, limits, now())
  if (expired.length === 0) return []
  const plan = joinPlans(expired.map((each) => each.plan))
  const scopes = expired.flatMap((each) => each.scopes)
  await runPurge([{ raw, curated, plan }], { scopes, purges: await readPurges(curated), now: now() })
  await forgetDerived(config.data_dir, scopes)
  await local?.load()
  return expired
}
