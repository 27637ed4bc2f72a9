import { join } from 'node:path'
import type { App } from '../../app.ts'
import type { ChartConfig } from '../../config/config.ts'
import { listRefused } from '../../config/editorial-playlist.ts'
import { isFetched } from '../../config/playlist.ts'
import { listUnfinishedPurges } from '../../decisions/purges/unfinished-purges.ts'
import { listAuthorisations } from '../../doctor/inspect-authorisation.ts'
import { isDamaged } from '../../doctor/inspect-folder.ts'
import { listPartial } from '../../doctor/partial-snapshots.ts'
import { HitparadeError, UsageError, WarehouseError } from '../../domain/errors.ts'
import { readFreshness } from '../../schedule/freshness.ts'
import { readComparison } from '../../storage/comparisons.ts'
import { limitLines, pluralize, print, printNote } from '../../terminal/print.ts'
import { withElapsedTime } from '../../terminal/progress.ts'
import { rawBacklog } from '../../transform/backlog.ts'
import { findOutdated } from '../../transform/find-outdated.ts'
import type { Result } from '../../warehouse/warehouse.ts'
import type { GlobalOptions } from '../shared-options.ts'
import { rebuildIfOutdated, withApp } from '../with-app.ts'
import { formatChecks, readChecksStatus } from './checks-status.ts'
import { formatAuthorisation } from './format-authorisation.ts'
import { formatBacklog } from './format-backlog.ts'
import { formatStale } from './format-stale.ts'
import { formatPartial, formatUnfinished } from './here/format-unfinished.ts'
import type { StatusOptions } from './target.ts'

/** Prints the charts as rows, and everything else as notes; or all of it as one JSON object. */
export async function printWarehouseStatus(options: StatusOptions, globals: GlobalOptions): Promise<void> {
  const show = async (app: App) => {
    const isBroken = app.local !== null && (await isDamaged(join(app.config.data_dir, 'warehouse.duckdb')))
    await orEmpty(rebuildIfOutdated(app), undefined)
    const charts = await query(app, chartsQuery)
    const last_run = (await query(app, lastRunQuery)).rows[0] ?? null
    const backlog = await rawBacklog(app.raw)
    const outdated = (await findOutdated(app, { folder: app.config.data_dir, now: app.now })).rawKeys.length
    const checks = await readChecksStatus(app, orEmpty)
    const { pending, withheld, warnings, counts } = checks
    const waiting = { files: pending.files, refusal: pending.failure }
    const loading = app.local === null ? await readLoading(app) : null
    const freshness = await readFreshness(app, listScheduled(app, options))
    const stale = freshness.filter(({ is_stale }) => is_stale)
    const unfinished_purges = await listUnfinishedPurges(app, app.local)
    const partial = app.local === null ? null : await orEmpty(listPartial(app.local), [])
    const compared =
      app.local === null ? null : await readComparison(app.config.data_dir, 'load', app.curated.address)
    const authorisations = await listAuthorisations(app.config, app.now())
    const json = {
      ...{ last_run, backlog: { ...backlog, behind: outdated }, waiting, withheld, warnings, checks: counts },
      unfinished_purges,
      ...(loading === null ? {} : { loading: loading.state }),
      ...(partial === null ? {} : { partial, damaged: isBroken }),
      ...(compared === null ? {} : { compared_at: compared.at }),
      freshness,
      authorisations,
      charts: charts.rows,
    }
    if (options.format !== 'json') {
      if (isBroken) printNote('the warehouse is damaged; `hitparade load` rebuilds it')
      for (const line of formatUnfinished(app, backlog, pending)) printNote(line)
      for (const name of unfinished_purges)
        printNote(`a purge is not finished; \`hitparade purge ${name} --yes\` finishes it`)
      if (last_run !== null) printNote(`last run ${last_run.finished_at}: ${last_run.outcomes}`)
      else if (!isBroken) printNote(noRun)
      printNote(formatBacklog(backlog, outdated))
      if (compared !== null)
        printNote(`all files of ${app.curated.address} were last compared at ${compared.at}`)
      const lines = [...(loading?.lines ?? []), ...formatPartial(partial ?? []), ...formatChecks(checks)]
      for (const line of lines) printNote(line)
      for (const each of authorisations) printNote(formatAuthorisation(each))
      for (const line of limitLines(stale.map(formatStale))) printNote(`stale: ${line}`)
    }
    await print(charts, { ...options, json })
    requireNoRefused(app, charts)
    if (options.failIfStale && stale.length > 0) {
      throw new HitparadeError(
        'Stale',
        `${stale.length} of ${pluralize(freshness.length, 'chart')} not up to date`,
        {
          advice: 'fetch them with `hitparade run`',
        },
      )
    }
  }
  await withApp(globals, show, { role: 'monitor' })
}

/** The configured charts that are fetched. Throws a `UsageError` if there is nothing to fail for. */
function listScheduled({ config }: App, { failIfStale }: StatusOptions): ChartConfig[] {
  const charts = config.charts.filter(isFetched)
  if (failIfStale && charts.length === 0) {
    throw new UsageError('--fail-if-stale: no chart is configured', {
      advice: 'add one with `hitparade init`',
    })
  }
  return charts
}

/**
 * Throws the refusal of the first chart that can never be fetched and has no issue. If there are issues, files of it were
 * imported, and the playlist only names the chart.
 */
function requireNoRefused({ config }: App, { rows }: Result): void {
  const hasIssue = (chart: ChartConfig) =>
    rows.some((row) => row.source === chart.source && row.chart === chart.chart)
  const refused = listRefused(config.charts, config.sources).find(({ chart }) => !hasIssue(chart))
  if (refused !== undefined) throw refused.refusal
}

/** How Snowflake loads, as data and as lines of text. */
async function readLoading({ warehouse, curated, now }: App) {
  const { inspectLoading } = await import('../../cloud/snowflake/operations/inspect-loading.ts')
  const { formatLoading } = await import('./snowflake/format-loading.ts')
  const state = await withElapsedTime('querying Snowflake', inspectLoading(warehouse, curated, now()))
  return { state, lines: formatLoading(state) }
}

const noRun = 'no run yet; start with `hitparade run`, or with `hitparade import` for files'

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

const lastRunQuery = `
  with last_run as (
    select run_id from landing.runs qualify row_number() over (order by started_at desc nulls last, run_id desc nulls last) = 1
  ),
  counted as (
    select
      runs.run_id,
      runs.outcome || case when runs.error_code is null then '' else ' (' || runs.error_code || ')' end as outcome,
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

function query({ warehouse }: App, sql: string): Promise<Result> {
  return orEmpty(warehouse.query(sql), { columns: [], rows: [] })
}

/** Empty where there is no warehouse yet, or none that the checks allow to be published: status always works. */
async function orEmpty<T>(result: Promise<T>, empty: T): Promise<T> {
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
