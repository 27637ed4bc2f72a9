import { mapConcurrent } from '../../domain/concurrency.ts'
import type { Purge, PurgeScope } from '../../domain/purge-rule.ts'
import { eraseObject, eraseTemporary } from '../../storage/purged/erase-objects.ts'
import type { ObjectStore, Stores } from '../../storage/store.ts'
import { emptyDecision, writeDecisions } from '../decision-file.ts'
import type { PurgePlan } from './plan-purge.ts'

/** Objects that are deleted at the same time. */
const AT_ONCE = 12

/**
 * Writes the decision to forget what was stored before now, to every place alike. From then on no command brings it back,
 * although nothing is deleted yet. A snapshot that claims to be of the future gets a decision of its own.
 */
export async function recordPurge(
  places: { curated: ObjectStore; plan: PurgePlan }[],
  { scope, purges, now }: { scope: PurgeScope; purges: readonly Purge[]; now: string },
): Promise<void> {
  const decided_at = instantAfter(purges, now)
  const row = { ...emptyDecision, kind: 'purge', decided_at }
  const snapshots = new Map<string, PurgeScope>()
  for (const { objects } of places.map(({ plan }) => plan)) {
    for (const { source, chart, chart_date, snapshot_id, fetched_at } of objects.flatMap(
      ({ issues }) => issues,
    )) {
      const isLater = fetched_at > decided_at && !snapshot_id.startsWith('import-')
      if (isLater)
        snapshots.set(`${chart} ${chart_date} ${snapshot_id}`, { source, chart, chart_date, snapshot_id })
    }
  }
  const decisions = [scope, ...snapshots.values()].map((each) => ({ ...row, ...each }))
  for (const { curated } of places) await writeDecisions(curated, decisions)
}

/**
 * Deletes everything in the plan, with all versions. The raw object goes first, so that no transform makes it anew; the
 * row in `chart_issues` goes last, so that a repeated purge still finds the rest.
 */
export async function erasePlanned(
  { raw, curated }: Stores,
  { objects }: PurgePlan,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  let done = 0
  await mapConcurrent(objects, AT_ONCE, async (object) => {
    for (const { key } of object.raw) await eraseObject(raw, key)
    for (const { key } of object.curated) await eraseObject(curated, key)
    done += 1
    onProgress(done, objects.length)
  })
  await eraseTemporary(raw)
  await eraseTemporary(curated)
}

/** Later than every purge before, whatever the clock shows: what was stored after those must be covered, too. */
function instantAfter(purges: readonly Purge[], now: string): string {
  const newest = purges
    .map(({ purged_at }) => purged_at)
    .sort()
    .at(-1)
  if (newest === undefined || newest < now) return now
  return new Date(Date.parse(newest) + 1).toISOString()
}
