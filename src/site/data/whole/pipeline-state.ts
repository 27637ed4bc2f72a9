import { HitparadeError } from '../../../domain/errors.ts'
import { type Answer, runInsight } from '../../../insights/run-insight.ts'
import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { ResultRow, Warehouse } from '../../../warehouse/warehouse.ts'
import { listSources, type Site } from '../../site.ts'

const withheldColumns = {
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  fetched_at: 'text',
  checks: 'text',
  failures: 'number',
  example: 'text?',
} as const

const runColumns = {
  run_id: 'text',
  source: 'text',
  chart: 'text?',
  chart_date: 'text?',
  started_at: 'text',
  finished_at: 'text',
  outcome: 'text',
  error_code: 'text?',
  requests: 'number',
} as const

export type WithheldIssue = TypedRow<typeof withheldColumns>
export type RunAttempt = TypedRow<typeof runColumns>

/** What came in, what is missing, and what was kept out. */
export interface PipelineState {
  /** Stretches without a gap, as the insight `coverage`. */
  coverage: ResultRow[]
  /** What could not be read, as the insight `rejects`. */
  rejects: ResultRow[]
  withheld: WithheldIssue[]
  /** The newest attempts to fetch a chart, the newest first. */
  runs: RunAttempt[]
}

/** Attempts that the page shows. */
const mostRuns = 50

/** Reads the state of the charts of a site. */
export async function readPipelineState(site: Site): Promise<PipelineState> {
  const sources = new Set(listSources(site))
  const isShown = ({ source }: { source?: unknown }) => sources.has(String(source))
  return {
    coverage: (await answerAll(site, 'coverage')).filter(isShown),
    rejects: (await answerAll(site, 'rejects')).filter(isShown),
    withheld: (await readWithheld(site.warehouse)).filter(isShown),
    runs: (await readRuns(site.warehouse)).filter(isShown).slice(0, mostRuns),
  }
}

/** Every chart; no rows where there is nothing to report. */
async function answerAll(
  { warehouse, now, findRestriction }: Site,
  insight: string,
): Promise<Answer['rows']> {
  try {
    return (await runInsight(warehouse, insight, {}, { now, findRestriction })).rows
  } catch (error) {
    if (error instanceof HitparadeError) return []
    throw error
  }
}

async function readWithheld(warehouse: Warehouse): Promise<WithheldIssue[]> {
  const result = await warehouse.query(`
    select
        withheld.source, withheld.chart, withheld.chart_date, withheld.fetched_at, withheld.checks,
        withheld.failures, withheld.example
    from core.withheld_issues as withheld
    order by
        withheld.chart_date desc nulls last,
        withheld.source asc nulls last,
        withheld.chart asc nulls last,
        withheld.fetched_at desc nulls last`)
  return readRows(result, withheldColumns)
}

/** A warehouse that others fill may be without runs. */
async function readRuns(warehouse: Warehouse): Promise<RunAttempt[]> {
  try {
    const result = await warehouse.query(`
      select
          runs.run_id, runs.source, runs.chart, runs.chart_date, runs.started_at, runs.finished_at, runs.outcome,
          runs.error_code, runs.requests
      from landing.runs as runs
      order by
          runs.started_at desc nulls last,
          runs.source asc nulls last,
          runs.chart asc nulls last,
          runs.chart_date asc nulls last
      limit 500`)
    return readRows(result, runColumns)
  } catch (error) {
    if (error instanceof HitparadeError) return []
    throw error
  }
}
