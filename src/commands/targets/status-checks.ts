import type { App } from '../../app.ts'
import { listWithheld, type Withheld } from '../../decisions/withheld-snapshots.ts'
import type { PendingFiles, ResultRow } from '../../warehouse/warehouse.ts'

/** What the checks say, and what no load has published yet. */
export interface ChecksStatus {
  pending: PendingFiles
  withheld: Withheld[]
  /** Of the newest issue of each chart. */
  warnings: ResultRow[]
}

/** `orNothing` answers where the warehouse cannot. */
export async function readChecksStatus(
  app: App,
  orNothing: <T>(question: Promise<T>, nothing: T) => Promise<T>,
): Promise<ChecksStatus> {
  const withheld = await orNothing(listWithheld(app.warehouse), [])
  const warnings = (await orNothing(app.warehouse.query(warningsQuery), { columns: [], rows: [] })).rows
  const pending = (await app.local?.pending()) ?? { files: 0, failure: null }
  return { pending, withheld, warnings }
}

const warningsQuery = `
  with newest as (
    select i.* from core.published_issues as i
    qualify row_number() over (partition by i.source, i.chart order by i.chart_date desc nulls last) = 1
  )
  select w.check_name, w.source, w.chart, w.chart_date, w.detail
  from core.warnings as w
  inner join newest as n on w.source = n.source and w.chart = n.chart and w.chart_date = n.chart_date
  union all
  select 'stale_chart' as check_name, s.source, s.chart, s.chart_date, s.detail from core.stale_chart as s
  order by source asc nulls last, chart asc nulls last, check_name asc nulls last`

/** Lines that are shown of each kind. */
const SHOWN = 10

/** A line for everything that somebody should look at. */
export function checkWords({ pending, withheld, warnings }: ChecksStatus): string[] {
  return [
    ...formatPending(pending),
    ...shortened(withheld.map(withheldWords)),
    ...shortened(
      warnings.map((row) => `warning: ${row.source}/${row.chart} ${row.chart_date}: ${row.detail}`),
    ),
  ]
}

function formatPending({ files, failure }: PendingFiles): string[] {
  if (files === 0) return []
  const what = `${files} curated files are not loaded`
  return [failure === null ? `${what}; the next \`hitparade run\` loads them` : `${what}: ${failure}`]
}

function withheldWords(one: Withheld): string {
  const { checks, failures, example, published_snapshot_id } = one
  const chart = `${one.source}/${one.chart} ${one.chart_date}`
  const instead =
    published_snapshot_id === null ? 'the date counts as unobserved' : `${published_snapshot_id} stands in`
  const more = failures > 1 ? ` and ${failures - 1} more` : ''
  return `withheld: ${chart} ${one.snapshot_id}: ${checks} (${example}${more}); ${instead}; let it in with \`hitparade approve ${chart}\``
}

function shortened(lines: string[]): string[] {
  return lines.length <= SHOWN
    ? lines
    : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more (--format json)`]
}
