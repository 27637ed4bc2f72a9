import type { App } from '../../app.ts'
import type { ChartConfig } from '../../config/config.ts'
import { isFetched } from '../../config/playlist.ts'
import { HitparadeError, UsageError, WarehouseError } from '../../domain/errors.ts'
import type { Freshness } from '../../schedule/freshness.ts'
import { pluralize } from '../../terminal/print.ts'
import type { Result, ResultRow } from '../../warehouse/warehouse.ts'
import type { StatusOptions } from './target.ts'

/** A row for each chart that the warehouse contains. */
export function readCharts(app: Pick<App, 'warehouse'>): Promise<Result> {
  return query(app, chartsQuery)
}

/** The newest run that the warehouse knows; null if it knows none. */
export async function readLastRun(app: Pick<App, 'warehouse'>): Promise<ResultRow | null> {
  return (await query(app, lastRunQuery)).rows[0] ?? null
}

/** How the newest attempt at each chart failed, by its name: `refused (PlaylistNotFound)`; null where it did not. */
export async function readLastFailures(app: Pick<App, 'warehouse'>): Promise<Map<string, string | null>> {
  const { rows } = await query(app, lastFailuresQuery)
  return new Map(rows.map(({ chart, failure }) => [String(chart), failure === null ? null : String(failure)]))
}

export function formatLastRun({ finished_at, outcomes }: ResultRow): string {
  return `last run ${finished_at}: ${outcomes}`
}

/** The configured charts that are fetched. Throws a `UsageError` if there is nothing to fail for. */
export function listScheduled(
  { config }: Pick<App, 'config'>,
  { failIfStale }: StatusOptions,
): ChartConfig[] {
  const charts = config.charts.filter(isFetched)
  if (failIfStale && charts.length === 0) {
    throw new UsageError('--fail-if-stale: no chart is configured', {
      advice: 'add one with `hitparade init`',
    })
  }
  return charts
}

/** Throws code `Stale` if a chart is not up to date and the options require it. */
export function requireFresh(freshness: Freshness[], { failIfStale }: StatusOptions, advice: string): void {
  const stale = freshness.filter(({ is_stale }) => is_stale)
  if (failIfStale !== true || stale.length === 0) return
  throw new HitparadeError(
    'Stale',
    `${stale.length} of ${pluralize(freshness.length, 'chart')} not up to date`,
    { advice },
  )
}

const chartsQuery = `
  select
    issues.source,
    issues.chart,
    max(issues.chart_name) as chart_name,
    max(issues.chart_date) as newest_issue,
    count(*) as issues,
    sum(issues.entry_count) as entries,
    sum(issues.reject_count) as rejects
  from core.published_issues as issues
  group by 1, 2
  order by 1 asc nulls last, 2 asc nulls last`

/** `refused (PlaylistNotFound)`, or an outcome without an error. */
const outcomeText =
  "runs.outcome || case when runs.error_code is null then '' else ' (' || runs.error_code || ')' end"

const lastFailuresQuery = `
  select
    runs.source || '/' || runs.chart as chart,
    case when runs.outcome in ('stored', 'skipped') then null else ${outcomeText} end as failure
  from landing.runs as runs
  qualify row_number() over (
    partition by runs.source, runs.chart order by runs.started_at desc nulls last, runs.run_id desc nulls last
  ) = 1`

const lastRunQuery = `
  with last_run as (
    select run_id from landing.runs qualify row_number() over (order by started_at desc nulls last, run_id desc nulls last) = 1
  ),
  counted as (
    select
      runs.run_id,
      ${outcomeText} as outcome,
      count(*) as attempts,
      max(runs.finished_at) as finished_at
    from landing.runs as runs inner join last_run on runs.run_id = last_run.run_id
    group by 1, 2
  )
  select distinct
    run_id,
    max(finished_at) over (partition by run_id) as finished_at,
    listagg(cast(attempts as varchar) || ' ' || outcome, ', ')
      within group (order by outcome asc nulls last) over (partition by run_id) as outcomes
  from counted`

function query({ warehouse }: Pick<App, 'warehouse'>, sql: string): Promise<Result> {
  return orEmpty(warehouse.query(sql), { columns: [], rows: [] })
}

/** Empty where there is no warehouse yet, or none that the checks allow to be published: status always works. */
export async function orEmpty<T>(result: Promise<T>, empty: T): Promise<T> {
  try {
    return await result
  } catch (error) {
    if (
      error instanceof WarehouseError &&
      ['Unavailable', 'Damaged', 'Outdated', 'Check'].includes(error.code)
    )
      return empty
    throw error
  }
}
