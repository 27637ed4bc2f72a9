import { UsageError } from '../../domain/errors.ts'
import { parseRawKey } from '../../domain/keys.ts'
import {
  describeKey,
  formatPurgeScope,
  isPurged,
  type Purge,
  type PurgeScope,
} from '../../domain/purge-rule.ts'
import { findStoredPurged } from '../../sources/describe-raw.ts'
import type { PurgedObject } from '../../storage/purged/find-purged.ts'
import type { Stores } from '../../storage/store.ts'

/** What a purge removes from the two stores of one place. */
export interface PurgePlan {
  objects: PurgedObject[]
  charts: PurgedChart[]
  /** Raw objects, curated files, and their bytes. */
  raw: number
  curated: number
  bytes: number
}

/** A chart, or what cannot be read: then `chart` is `-`. */
export interface PurgedChart {
  source: string
  chart: string
  first_date: string | null
  last_date: string | null
  /** Chart dates. */
  issues: number
  /** Rows of chart entries, of the newest transform version of each snapshot. */
  entries: number
}

/** After every fetch and import. */
const END = '9999-12-31T23:59:59.999Z'

/**
 * What is stored of a source, a chart or a snapshot, whenever it was stored. Throws a `UsageError` if a file of which it is
 * a part also contains other charts.
 */
export async function planPurge(stores: Stores, scope: PurgeScope): Promise<PurgePlan> {
  const objects = await findStoredPurged(stores, [{ ...scope, purged_at: END }], { hasVersions: true })
  for (const object of objects) if (object.others.length > 0) throw refuseShared(scope, object)
  return planObjects(scope.source, objects)
}

/** The plan to remove these objects. */
export function planObjects(source: string, objects: PurgedObject[]): PurgePlan {
  const stored = objects.flatMap((object) => [...object.raw, ...object.curated])
  return {
    objects,
    charts: countCharts(source, objects),
    raw: objects.reduce((sum, object) => sum + object.raw.length, 0),
    curated: objects.reduce((sum, object) => sum + object.curated.length, 0),
    bytes: stored.reduce((sum, { size }) => sum + size, 0),
  }
}

function refuseShared(scope: PurgeScope, { rawKey, others }: PurgedObject): UsageError {
  const identity = parseRawKey(rawKey)
  const id = identity !== null && 'import_id' in identity ? identity.import_id : rawKey
  const also =
    others.length > 3 ? `${others.slice(0, 3).join(', ')} and ${others.length - 3} more` : others.join(', ')
  return new UsageError(
    `nothing was deleted: the file of import ${id} contains ${formatPurgeScope(scope)} and also ${also}`,
    {
      advice: `\`hitparade purge ${id}\` removes the whole file; import a copy of it without that chart to have the others again`,
    },
  )
}

/** One plan of several, of different sources. */
export function joinPlans(plans: PurgePlan[]): PurgePlan {
  const sum = (name: 'raw' | 'curated' | 'bytes') => plans.reduce((total, plan) => total + plan[name], 0)
  return {
    objects: plans.flatMap(({ objects }) => objects),
    charts: plans.flatMap(({ charts }) => charts),
    ...{ raw: sum('raw'), curated: sum('curated'), bytes: sum('bytes') },
  }
}

/** Whether the recorded purges cover all of it already: an earlier purge was interrupted. */
export function isRecorded(purges: readonly Purge[], { objects }: PurgePlan): boolean {
  return objects.every(({ rawKey, issues }) => {
    const identity = parseRawKey(rawKey)
    const known = issues.length > 0 || identity === null ? issues : [describeKey(identity)]
    return known.every((issue) => isPurged(purges, issue))
  })
}

function countCharts(source: string, objects: PurgedObject[]): PurgedChart[] {
  const charts = new Map<string, PurgedChart & { dates: Set<string> }>()
  const find = (chart: string) => {
    const none = { first_date: null, last_date: null, issues: 0, entries: 0 }
    const found = charts.get(chart) ?? { source, chart, ...none, dates: new Set<string>() }
    charts.set(chart, found)
    return found
  }
  for (const { issues } of objects) {
    if (issues.length === 0) find('-')
    for (const { chart, chart_date, entry_count = 0 } of issues) {
      const of = find(chart)
      of.dates.add(chart_date)
      of.entries += entry_count
      if (of.first_date === null || chart_date < of.first_date) of.first_date = chart_date
      if (of.last_date === null || chart_date > of.last_date) of.last_date = chart_date
    }
  }
  return [...charts.values()]
    .map(({ dates, ...chart }) => ({ ...chart, issues: dates.size }))
    .sort((a, b) => (a.chart < b.chart ? -1 : 1))
}
