import type { App } from '../app.ts'
import { WarehouseError } from '../domain/errors.ts'
import { type Format, print, printNote } from '../terminal/print.ts'
import { withSpinner } from '../terminal/progress.ts'
import { listOutdated, type RawBacklog, rawBacklog } from '../transform/backlog.ts'
import type { Result } from '../warehouse/warehouse.ts'
import type { GlobalOptions } from './options.ts'
import { checkWords, readChecksStatus } from './targets/status-checks.ts'
import { rebuildIfOutdated, withApp } from './with-app.ts'

/** `hitparade status`: the charts as rows, last run and backlog as words (or all as one JSON object). */
export async function status(
  { target, ...options }: { target?: 'snowflake'; format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  const warehouse = target ?? globals.warehouse
  const of = warehouse === undefined ? globals : { ...globals, warehouse }
  const show = async (app: App) => {
    await orNothing(rebuildIfOutdated(app), undefined)
    const charts = await answer(app, chartsQuery)
    const last_run = (await answer(app, lastRunQuery)).rows[0] ?? null
    const backlog = { ...(await rawBacklog(app.raw)), behind: (await listOutdated(app)).length }
    const { pending, ...checks } = await readChecksStatus(app, orNothing)
    const waiting = { files: pending.files, refusal: pending.failure }
    const loading = app.local === null ? await readLoading(app) : null
    const json = {
      ...{ last_run, backlog, waiting, ...checks },
      ...(loading === null ? {} : { loading: loading.state }),
      charts: charts.rows,
    }
    if (options.format !== 'json') {
      printNote(last_run === null ? noRun : `last run ${last_run.finished_at}: ${last_run.outcomes}`)
      printNote(formatBacklog(backlog))
      for (const line of [...(loading?.words ?? []), ...checkWords({ pending, ...checks })]) printNote(line)
    }
    await print(charts, { ...options, json })
  }
  await withApp(of, show, 'monitor')
}

/** How Snowflake loads, and the same in words. */
async function readLoading({ warehouse, curated, now }: App) {
  const { inspectLoading } = await import('../cloud/snowflake/operations/inspect-loading.ts')
  const { loadingWords } = await import('./targets/status-snowflake.ts')
  const state = await withSpinner('asking Snowflake', inspectLoading(warehouse, curated, now()))
  return { state, words: loadingWords(state) }
}

const noRun = 'no run yet; `hitparade run` makes one, `hitparade import` brings in files'

const chartsQuery = `
  select
    i.source,
    i.chart,
    max(i.chart_name) as chart_name,
    max(i.chart_date) as newest_issue,
    count(*) as issues,
    sum(i.entry_count) as entries,
    sum(i.reject_count) as rejects
  from core.published_issues as i
  group by 1, 2
  order by 1 asc nulls last, 2 asc nulls last`

const lastRunQuery = `
  with last_run as (
    select run_id from landing.runs qualify row_number() over (order by started_at desc nulls last, run_id desc nulls last) = 1
  ),
  counted as (
    select
      r.run_id,
      r.outcome || case when r.error_code is null then '' else ' (' || r.error_code || ')' end as outcome,
      count(*) as attempts,
      max(r.finished_at) as finished_at
    from landing.runs as r inner join last_run as l on r.run_id = l.run_id
    group by 1, 2
  )
  select distinct
    run_id,
    max(finished_at) over (partition by run_id) as finished_at,
    listagg(cast(attempts as varchar) || ' ' || outcome, ', ')
      within group (order by outcome asc nulls last) over (partition by run_id) as outcomes
  from counted`

interface Backlog extends RawBacklog {
  /** Processed objects that no curated file of the current transform version has. */
  behind: number
}

function formatBacklog({ waiting, oldest, failed, behind: old }: Backlog): string {
  const parts = [
    waiting === 0 ? 'nothing waits' : `raw objects that wait: ${waiting}, the oldest since ${oldest}`,
  ]
  if (failed > 0) parts.push(`${failed} could not be read (\`hitparade insights rejects\`)`)
  if (old > 0) parts.push(`${old} were transformed by an older version (the next run does them again)`)
  return parts.join('; ')
}

function answer({ warehouse }: App, query: string): Promise<Result> {
  return orNothing(warehouse.query(query), { columns: [], rows: [] })
}

/** `nothing` if there is no warehouse yet, or an outdated one that a check keeps from being rebuilt: status always works. */
async function orNothing<T>(question: Promise<T>, nothing: T): Promise<T> {
  try {
    return await question
  } catch (error) {
    if (error instanceof WarehouseError && ['Unavailable', 'Outdated', 'Check'].includes(error.code))
      return nothing
    throw error
  }
}
