import { parseRawKey } from '../../domain/keys.ts'
import type { Purge, PurgeScope } from '../../domain/purge-rule.ts'
import { DAY_MS } from '../../domain/time.ts'
import { describeRaw, findStoredPurged } from '../../sources/describe-raw.ts'
import { openSource, sourceNames } from '../../sources/registry.ts'
import type { SourceConfig } from '../../sources/source.ts'
import type { PurgedObject } from '../../storage/purged/find-purged.ts'
import type { ObjectStore, Stores } from '../../storage/store.ts'
import { type PurgePlan, planObjects } from './plan-purge.ts'

/** What was fetched from a source and is stored for longer than its limit. */
export interface Expired {
  source: string
  /** The limit. */
  days: number
  /** One for each snapshot. */
  scopes: PurgeScope[]
  /** ISO instant of the oldest fetch. */
  oldest: string
  plan: PurgePlan
}

/** For how many days the answers of each source may be stored: by its terms or the configuration, whichever is shorter. */
export async function readRetention(
  config: SourceConfig & { retention_days: Readonly<Record<string, number>> },
): Promise<Map<string, number>> {
  const limits = new Map(Object.entries(config.retention_days))
  for (const name of sourceNames) {
    const source = await openSource(name, config)
    const { retention_days } = source.terms
    if (retention_days !== undefined)
      limits.set(name, Math.min(retention_days, limits.get(name) ?? retention_days))
    await source.close?.()
  }
  return limits
}

/** What is stored for longer than the limit of its source. Imported files are a person's own and do not expire. */
export async function listExpired(
  { raw, curated }: Stores,
  limits: ReadonlyMap<string, number>,
  now: string,
): Promise<Expired[]> {
  const expired: Expired[] = []
  for (const [source, days] of limits) {
    const limit: Purge = {
      ...{ source, chart: null, chart_date: null, snapshot_id: null },
      purged_at: new Date(Date.parse(now) - days * DAY_MS).toISOString(),
    }
    const found = await findStoredPurged({ raw, curated }, [limit], { hasVersions: true })
    const objects: PurgedObject[] = []
    for (const object of found) if (!(await isImported(raw, object))) objects.push(object)
    const issues = objects.flatMap((object) => object.issues)
    const oldest = issues.map(({ fetched_at }) => fetched_at).sort()[0]
    if (oldest === undefined) continue
    const scopes = issues.map(({ chart, chart_date, snapshot_id }) => ({
      source,
      chart,
      chart_date,
      snapshot_id,
    }))
    expired.push({ source, days, scopes, oldest, plan: planObjects(source, objects) })
  }
  return expired
}

/** Whether it comes from a file, as far as the raw object is at hand. */
async function isImported(store: ObjectStore, { rawKey, raw }: PurgedObject): Promise<boolean> {
  const identity = parseRawKey(rawKey)
  if (identity === null || 'import_id' in identity) return true
  for (const { key } of raw) {
    const [issue] = (await describeRaw(store, key)) ?? []
    if (issue !== undefined) return issue.file_name !== null
  }
  return false
}
