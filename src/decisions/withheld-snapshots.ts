import { formatChartName, matchCharts } from '../domain/chart-name.ts'
import { UsageError } from '../domain/errors.ts'
import type { ObjectStore } from '../storage/store.ts'
import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type Decision, emptyDecision, writeDecisions } from './decision-file.ts'

/** A snapshot that is not published because it fails a check. */
export interface Withheld {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  /** When it was fetched, UTC. */
  fetched_at: string
  /** Names of the checks that it fails. */
  checks: string
  /** Rows that fail them. */
  failures: number
  /** A description of one of these rows. */
  example: string
  /** The older snapshot that is published instead; null without one: then the date counts as unobserved. */
  published_snapshot_id: string | null
  /** True if a person decided that it stays withheld. */
  rejected: boolean
}

const snapshotColumns = { source: 'text', chart: 'text', chart_date: 'text', snapshot_id: 'text' } as const

const withheldColumns = {
  ...snapshotColumns,
  fetched_at: 'text',
  checks: 'text',
  failures: 'number',
  example: 'text',
  published_snapshot_id: 'text?',
  rejected: 'boolean',
} as const

/** The chart dates whose best snapshot is withheld, with that snapshot, oldest first. */
export async function listWithheld(warehouse: Warehouse): Promise<Withheld[]> {
  const result = await warehouse.query(
    `select withheld.*, rejections.snapshot_id is not null as rejected
    from core.withheld_issues as withheld
    left join (
        select distinct source, chart, chart_date, snapshot_id from landing.settings where kind = 'rejection'
    ) as rejections
        on withheld.source = rejections.source and withheld.chart = rejections.chart
            and withheld.chart_date = rejections.chart_date and withheld.snapshot_id = rejections.snapshot_id
    order by withheld.source asc nulls last, withheld.chart asc nulls last, withheld.chart_date asc nulls last`,
  )
  return readRows(result, withheldColumns)
}

/** Those that a person has not rejected. */
export async function listUndecided(warehouse: Warehouse): Promise<Withheld[]> {
  return (await listWithheld(warehouse)).filter(({ rejected }) => !rejected)
}

/**
 * Writes the decision about a withheld snapshot, the best of its date or the given one: an `approval` publishes it, a
 * `rejection` keeps it withheld as settled. It counts after the next load. `chart` is a slug or `source/slug`. Throws a `UsageError` that lists the withheld snapshots if this is not one of them.
 */
export async function decideWithheld(
  { warehouse, curated, now }: { warehouse: Warehouse; curated: ObjectStore; now(): string },
  kind: 'approval' | 'rejection',
  { chart, chart_date, snapshot_id }: { chart: string; chart_date: string; snapshot_id?: string | undefined },
): Promise<Decision & Snapshot> {
  const failing = await listFailing(warehouse)
  const candidates: Snapshot[] = snapshot_id === undefined ? await listWithheld(warehouse) : failing
  const found = matchCharts(candidates, chart).filter(
    (each) => each.chart_date === chart_date && (snapshot_id ?? each.snapshot_id) === each.snapshot_id,
  )
  const [only] = found
  if (only === undefined) {
    const what = snapshot_id === undefined ? 'no snapshot' : `no snapshot ${snapshot_id}`
    throw new UsageError(`${what} of ${chart} ${chart_date} is withheld`, { advice: formatList(failing) })
  }
  const names = new Set(found.map(formatChartName))
  if (names.size > 1) {
    throw new UsageError(`several sources have a chart ${chart}`, {
      advice: `give one of ${[...names].join(', ')}`,
    })
  }
  const decision = {
    ...emptyDecision,
    kind,
    source: only.source,
    chart: only.chart,
    chart_date: only.chart_date,
    snapshot_id: only.snapshot_id,
    decided_at: now(),
  }
  await writeDecisions(curated, [decision])
  return decision
}

type Snapshot = Pick<Withheld, 'source' | 'chart' | 'chart_date' | 'snapshot_id'>

/** Snapshots that fail a check and are not approved, even if their date has a better one. */
async function listFailing(warehouse: Warehouse): Promise<Snapshot[]> {
  const result = await warehouse.query(
    `select distinct failed.source, failed.chart, failed.chart_date, failed.snapshot_id
    from core.failed_checks as failed
    where not exists (
        select 1 from landing.settings as decisions
        where decisions.kind = 'approval' and decisions.source = failed.source and decisions.chart = failed.chart
            and decisions.chart_date = failed.chart_date and decisions.snapshot_id = failed.snapshot_id
    )
    order by
        failed.source asc nulls last, failed.chart asc nulls last, failed.chart_date asc nulls last,
        failed.snapshot_id asc nulls last`,
  )
  return readRows(result, snapshotColumns)
}

/** Snapshots that an error lists at most. */
const LISTED = 10

function formatList(snapshots: Snapshot[]): string | undefined {
  if (snapshots.length === 0) return undefined
  const lines = snapshots
    .slice(0, LISTED)
    .map((each) => `  ${formatChartName(each)} ${each.chart_date} --snapshot ${each.snapshot_id}`)
  const more = snapshots.length > LISTED ? [`  and ${snapshots.length - LISTED} more`] : []
  return ['choose one of:', ...lines, ...more].join('\n')
}
