import type { App } from './app.ts'
import { type PairDecision, recordPairDecisions } from './decisions/pair-decisions.ts'
import { listWithheld } from './decisions/withheld-snapshots.ts'
import { extractAll, type WantedIssue } from './extract/extract-all.ts'
import type { Attempt } from './extract/extract-chart.ts'
import { newRunId } from './extract/run-ledger.ts'
import { rewriteCurated } from './transform/rewrite-curated.ts'
import { type TransformReport, transformPending } from './transform/transform-pending.ts'
import type { LoadReport } from './warehouse/warehouse.ts'

/** Receives the progress of a step; `total` is 0 if it is not known. */
export type Watch = (
  step: 'extract' | 'import' | 'pull' | 'transform' | 'load',
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
  /** Chart dates whose best snapshot fails a check. */
  withheld: number
}

/** The whole pipeline: extracts the wanted charts, transforms the pending raw objects and loads the new curated files. */
export async function runPipeline(
  app: App,
  wanted: WantedIssue[],
  watch: Watch = () => {},
): Promise<PipelineReport> {
  const attempts = await extractAll(app, wanted, {
    run_id: newRunId(app.now()),
    onProgress: (done, total, what) => watch('extract', done, total, what),
  })
  return { attempts, ...(await transformAndLoad(app, watch)) }
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
  const { raw, curated, local } = app
  const rewriter = rewriteCurated(curated, async () => local?.requireRebuild())
  const stores = again.length > 0 ? { raw, curated, rewriter } : { raw, curated }
  const transform = await transformPending(stores, onProgress, again)
  const { rewritten } = rewriter
  // Once more: a load of another process may have read the last file before it was changed.
  if (rewritten.length > 0) await local?.requireRebuild()
  const decided = await recordPairDecisions(app)
  if (app.local === null) return { transform, load: null, rewritten, decided, withheld: 0 }
  const load = await app.local.load((step) => watch('load', 0, 0, step))
  const withheld = (await listWithheld(app.local)).length
  return { transform, load, rewritten, decided, withheld }
}
