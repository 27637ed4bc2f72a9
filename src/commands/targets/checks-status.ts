import type { App } from '../../app.ts'
import { type CheckCounts, countChecks, formatCheckCounts } from '../../decisions/check-counts.ts'
import { listWithheld, type Withheld } from '../../decisions/withheld-snapshots.ts'
import { limitLines, pluralize } from '../../terminal/print.ts'
import type { PendingFiles, ResultRow } from '../../warehouse/warehouse.ts'

/** The results of the checks, and the curated files that no load has published yet. */
export interface ChecksStatus {
  pending: PendingFiles
  withheld: Withheld[]
  /** Those of the newest issue of each chart, and those about all data together. */
  warnings: ResultRow[]
  /** Over all issues. */
  counts: CheckCounts
}

/** `orEmpty` gives an empty result where the warehouse fails. */
export async function readChecksStatus(
  app: App,
  orEmpty: <T>(result: Promise<T>, empty: T) => Promise<T>,
): Promise<ChecksStatus> {
  const withheld = await orEmpty(listWithheld(app.warehouse), [])
  const warnings = (await orEmpty(app.warehouse.query(warningsQuery), { columns: [], rows: [] })).rows
  const nothing = { files: 0, failure: null }
  const pending = app.local === null ? nothing : await orEmpty(app.local.pending(), nothing)
  const counts = await orEmpty(countChecks(app.warehouse), { withheld: [], warnings: [], rejects: [] })
  return { pending, withheld, warnings, counts }
}

const warningsQuery = `
  with newest as (
    select issues.* from core.published_issues as issues
    qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1
  )
  select warnings.check_name, warnings.source, warnings.chart, warnings.chart_date, warnings.detail
  from core.warnings as warnings
  inner join newest using (source, chart, chart_date)
  union all
  select 'stale_chart' as check_name, stale.source, stale.chart, stale.chart_date, stale.detail
  from core.stale_chart as stale
  union all
  select 'one_isrc_two_songs' as check_name, pairs.source, pairs.chart, pairs.chart_date, pairs.detail
  from core.one_isrc_two_songs as pairs
  order by source asc nulls last, chart asc nulls last, check_name asc nulls last, detail asc nulls last`

/** A line for everything that needs attention. */
export function formatChecks({ pending, withheld, warnings, counts }: ChecksStatus): string[] {
  const warningLines = warnings.map(
    (row) => `warning: ${row.source}/${row.chart} ${row.chart_date}: ${row.detail}`,
  )
  const all = formatCheckCounts(counts)
  return [
    ...formatPending(pending),
    ...(all === null ? [] : [`checks of all issues: ${all}`]),
    ...limitLines(withheld.map(formatWithheld), hint),
    ...limitLines(warningLines, hint),
  ]
}

const hint = ' (--format json shows all)'

function formatPending({ files, failure }: PendingFiles): string[] {
  if (files === 0) return []
  const fact = `${pluralize(files, 'curated file')} not loaded`
  return [failure === null ? `${fact}; the next \`hitparade run\` loads them` : `${fact}: ${failure}`]
}

function formatWithheld(issue: Withheld): string {
  const { checks, failures, example, published_snapshot_id } = issue
  const chart = `${issue.source}/${issue.chart} ${issue.chart_date}`
  const instead =
    published_snapshot_id === null
      ? 'the date counts as unobserved'
      : `${published_snapshot_id} is published instead`
  const more = failures > 1 ? ` and ${failures - 1} more` : ''
  return `withheld: ${chart} ${issue.snapshot_id}: ${checks} (${example}${more}); ${instead}; publish it with \`hitparade approve ${chart}\``
}
