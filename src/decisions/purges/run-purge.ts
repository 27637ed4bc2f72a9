import { mapConcurrent } from '../../domain/concurrency.ts'
import type { Purge, PurgeScope } from '../../domain/purge-rule.ts'
import { eraseObject, eraseTemporary } from '../../storage/purged/erase-objects.ts'
import { readPurges } from '../../storage/purged/read-purges.ts'
import type { Stores } from '../../storage/store.ts'
import { emptyDecision, writeDecisions } from '../decision-file.ts'
import { isRecorded, type PurgePlan } from './plan-purge.ts'

/** Objects that are deleted at the same time. */
const AT_ONCE = 12

/** The stores of a place, and what is purged there. */
export interface PurgePlace extends Stores {
  plan: PurgePlan
}

interface PurgeRequest {
  scopes: PurgeScope[]
  /** Those that were recorded in any of the places. */
  purges: readonly Purge[]
  /** ISO instant of the clock. */
  now: string
  onProgress?(done: number, total: number): void
}

/**
 * Records in all places that what was stored before now is forgotten, and then deletes it. From the record on no command
 * brings it back, so a purge that was interrupted is finished by running it again.
 */
export async function runPurge(places: PurgePlace[], request: PurgeRequest): Promise<void> {
  const isDone = await Promise.all(
    places.map(async ({ curated, plan }) => isRecorded(await readPurges(curated), plan)),
  )
  if (isDone.includes(false)) await recordPurge(places, request)
  const total = places.reduce((sum, { plan }) => sum + plan.objects.length, 0)
  let done = 0
  for (const place of places) await erase(place, () => request.onProgress?.(++done, total))
}

/** A snapshot that claims to be of the future gets a decision of its own. */
async function recordPurge(places: PurgePlace[], { scopes, purges, now }: PurgeRequest): Promise<void> {
  const decided_at = instantAfter(purges, now)
  const all = new Map(scopes.map((scope) => [formatKey(scope), scope]))
  for (const issue of places.flatMap(({ plan }) => plan.objects).flatMap(({ issues }) => issues)) {
    const { source, chart, chart_date, snapshot_id, fetched_at } = issue
    if (fetched_at <= decided_at || snapshot_id.startsWith('import-')) continue
    const scope = { source, chart, chart_date, snapshot_id }
    all.set(formatKey(scope), scope)
  }
  const decisions = [...all.values()].map((each) => ({
    ...emptyDecision,
    kind: 'purge',
    ...each,
    decided_at,
  }))
  for (const { curated } of places) await writeDecisions(curated, decisions)
}

/**
 * Deletes everything in the plan, with all versions. The raw object goes first, so that no transform makes them again; the
 * row in `chart_issues` goes last, so that a repeated purge still finds the rest.
 */
async function erase({ raw, curated, plan }: PurgePlace, onObject: () => void): Promise<void> {
  await mapConcurrent(plan.objects, AT_ONCE, async (object) => {
    for (const { key } of object.raw) await eraseObject(raw, key)
    for (const { key } of object.curated) await eraseObject(curated, key)
    onObject()
  })
  await eraseTemporary(raw)
  await eraseTemporary(curated)
}

const formatKey = ({ source, chart, chart_date, snapshot_id }: PurgeScope) =>
  JSON.stringify([source, chart, chart_date, snapshot_id])

/** Later than every purge before, whatever the clock shows: what was stored after those must be covered, too. */
function instantAfter(purges: readonly Purge[], now: string): string {
  const newest = purges
    .map(({ purged_at }) => purged_at)
    .sort()
    .at(-1)
  if (newest === undefined || newest < now) return now
  return new Date(Date.parse(newest) + 1).toISOString()
}
