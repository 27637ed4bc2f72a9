import type { App } from './app.ts'
import type { Config } from './config/config.ts'
import { type ChartDecision, recordChartDecisions } from './decisions/chart-decisions.ts'
import { type PairDecision, recordPairDecisions } from './decisions/pair-decisions.ts'
import { listUndecided } from './decisions/withheld-snapshots.ts'
import { extractAll, type WantedIssue } from './extract/extract-all.ts'
import type { Attempt } from './extract/extract-chart.ts'
import { newRunId } from './extract/run-ledger.ts'
import { noteLateFiles } from './storage/find-arrivals.ts'
import { readPurges } from './storage/purged/read-purges.ts'
import { rewriteCurated } from './transform/rewrite-curated.ts'
import { transformAhead } from './transform/transform-ahead.ts'
import { joinReports, type TransformReport, transformPending } from './transform/transform-pending.ts'
import type { LoadReport, LocalWarehouse } from './warehouse/warehouse.ts'

/** Receives the progress of a step; `total` is 0 if it is not known. */
export type Watch = (
  step: 'extract' | 'import' | 'pull' | 'push' | 'purge' | 'transform' | 'load',
  done: number,
  total: number,
  what: string,
) => void

export interface PipelineReport {
  attempts: Attempt[]
  transform: TransformReport
  /** Null for Snowflake, whose pipes load new files by themselves. */
  load: LoadReport | null
  /** Keys of the curated files that were replaced or deleted because the raw object does not become them. */
  rewritten: string[]
  /** Joins and splits of the configuration that were recorded now. */
  decided: PairDecision[]
  /** Stored charts whose changed configuration was recorded now. */
  configured: ChartDecision[]
  /** Chart dates whose best snapshot fails a check. */
  withheld: number
}

/** The whole pipeline: extracts the wanted charts, transforms the pending raw objects and loads the new curated files. */
export async function runPipeline(
  app: App,
  wanted: WantedIssue[],
  watch: Watch = () => {},
): Promise<PipelineReport> {
  const purges = await readPurges(app.curated)
  const { stored, report } = await storeAndLoad(app, watch, (onStored) =>
    extractAll({ ...app, purges }, wanted, {
      run_id: newRunId(app.now()),
      onProgress: (done, total, what) => watch('extract', done, total, what),
      onStored,
    }),
  )
  return { attempts: stored, ...report }
}

/** Runs what stores raw objects, and then the rest of the pipeline, which begins with the first of many objects. */
export async function storeAndLoad<T>(
  app: App,
  watch: Watch,
  store: (onStored: (key: string) => void) => Promise<T>,
): Promise<{ stored: T; report: Omit<PipelineReport, 'attempts'> }> {
  const ahead = transformAhead(app)
  const stored = await store(ahead.add).finally(ahead.finish)
  const report = await transformAndLoad(app, watch)
  const transform = joinReports(await ahead.finish(), report.transform)
  return { stored, report: { ...report, transform } }
}

/**
 * The pipeline after extract. Also transforms the raw objects under the given keys again, and then corrects the curated
 * files that differ; the warehouse is rebuilt if there was one.
 */
export async function transformAndLoad(
  app: App,
  watch: Watch = () => {},
  again: string[] = [],
): Promise<Omit<PipelineReport, 'attempts'>> {
  const onProgress = (done: number, total: number) => watch('transform', done, total, 'objects')
  const { raw, local } = app
  const curated =
    local === null ? app.curated : noteLateFiles(app.curated, app.now(), local.requireComparison)
  const rewriter = rewriteCurated(curated, async () => local?.requireRebuild())
  const memory = { folder: app.config.data_dir, now: app.now }
  const stores = { raw, curated, memory, ...(again.length > 0 ? { rewriter } : {}) }
  const transform = await transformPending(stores, onProgress, again)
  const { rewritten } = rewriter
  // Once more: a load of another process may have read the last file before it was changed.
  if (rewritten.length > 0) await local?.requireRebuild()
  const decided = await recordPairDecisions(app)

  if (local === null) {
    const configured = await recordChartDecisions({ ...app, issues: null })
    return { transform, load: null, rewritten, decided, configured, withheld: 0 }
  }
  const { configured, ...load } = await loadConfigured({ ...app, local }, watch)
  const withheld = (await listUndecided(local)).length
  return { transform, load, rewritten, decided, configured, withheld }
}

/**
 * Loads the new curated files. Where the configuration of a stored chart has changed, records that and loads it, too: all
 * issues of the chart get it.
 */
export async function loadConfigured(
  app: Pick<App, 'curated' | 'now'> & { config: Pick<Config, 'file' | 'charts'>; local: LocalWarehouse },
  watch: Watch = () => {},
  options: { all?: boolean } = {},
): Promise<LoadReport & Pick<PipelineReport, 'configured'>> {
  const { local } = app
  const runLoad = () => local.load((step) => watch('load', 0, 0, step), options)
  const first = await runLoad()
  const issues = { table: 'core.snapshots', query: (sql: string) => local.query(sql) } as const
  const configured = await recordChartDecisions({ ...app, issues })
  if (configured.length === 0) return { ...first, configured }
  const second = await runLoad()
  return {
    files: first.files + second.files,
    // The charts of the second load are most often those of the first.
    charts: Math.max(first.charts, second.charts),
    unreadable: second.unreadable,
    was_damaged: first.was_damaged || second.was_damaged,
    unpacked: second.unpacked,
    is_whole: first.is_whole || second.is_whole,
    configured,
  }
}
