import { readRows } from '../warehouse/read-rows.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** How many issues fail each check, and how many items were rejected for each reason. */
export interface CheckCounts {
  /** Issues that an error check withholds. */
  withheld: { check_name: string; issues: number }[]
  warnings: { check_name: string; issues: number }[]
  rejects: { reason: string; items: number }[]
}

/** The counts over all issues, or over those of the raw objects with the given keys. */
export async function countChecks(
  warehouse: Pick<Warehouse, 'query'>,
  rawKeys: string[] | null = null,
): Promise<CheckCounts> {
  if (rawKeys !== null && rawKeys.length === 0) return { withheld: [], warnings: [], rejects: [] }
  const isWanted =
    rawKeys === null ? '1 = 1' : `snapshots.raw_key in (${rawKeys.map(quoteLiteral).join(', ')})`
  const issues = { check_name: 'text', issues: 'number' } as const
  return {
    withheld: readRows(await warehouse.query(withheldQuery(isWanted)), issues),
    warnings: readRows(await warehouse.query(warningsQuery(isWanted)), issues),
    rejects: readRows(await warehouse.query(rejectsQuery(isWanted)), { reason: 'text', items: 'number' }),
  }
}

/** For each error check, the chart dates whose best snapshot fails it and is not published. */
const withheldQuery = (isWanted: string) => `
  select failed.check_name, count(*) as issues
  from (select distinct check_name, source, chart, chart_date, snapshot_id, transform_version from core.failed_checks) as failed
  inner join core.withheld_issues as withheld
    using (source, chart, chart_date, snapshot_id)
  inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)
  where ${isWanted}
  group by 1
  order by 1 asc nulls last`

const warningsQuery = (isWanted: string) => `
  select warnings.check_name, count(*) as issues
  from core.warnings as warnings
  inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)
  where ${isWanted}
  group by 1
  order by 1 asc nulls last`

/** Rows may have landed twice. */
const rejectsQuery = (isWanted: string) => `
  select items.reason, count(*) as items
  from (
    select distinct
      rejects.source, rejects.chart, rejects.chart_date, rejects.snapshot_id, rejects.reject_number, rejects.reason
    from landing.rejects as rejects
    inner join core.snapshots as snapshots
      using (source, chart, chart_date, snapshot_id, transform_version)
    where ${isWanted}
  ) as items
  group by 1
  order by 1 asc nulls last`
