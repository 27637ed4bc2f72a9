import type { App } from './app.ts'
import { decideAsConfigured, type PairDecision, withheldIssues } from './decisions/decisions.ts'
import { extractAll, type WantedIssue } from './extract/extract-all.ts'
import type { Attempt } from './extract/extract-chart.ts'
import { newRunId } from './extract/run-ledger.ts'
import { type TransformReport, transformPending } from './transform/transform-pending.ts'
import type { LoadReport } from './warehouse/warehouse.ts'

/** What a stage tells while it works; `total` is 0 where it is not known. */
export type Watch = (
  stage: 'extract' | 'import' | 'pull' | 'transform' | 'load',
  done: number,
  total: number,
  what: string,
) => void

export interface PipelineReport {
  attempts: Attempt[]
  transform: TransformReport
  /** Null without a local warehouse: Snowflake's pipes load what is new. */
  load: LoadReport | null
  /** What the configuration decides on songs and nobody had written down yet. */
  decided: PairDecision[]
  /** Chart dates whose best snapshot fails a check; 0 without a local warehouse, which has not loaded them yet. */
  withheld: number
}

/** The whole way of the data: extract what is wanted, transform all that waits, load what is new. */
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
 * The way behind extract: everything that waits is transformed, with what is to be transformed `again` (keys), and
 * everything new and newly decided is loaded.
 */
export async function transformAndLoad(
  app: App,
  watch: Watch = () => {},
  again: string[] = [],
): Promise<Omit<PipelineReport, 'attempts'>> {
  const tell = (done: number, total: number) => watch('transform', done, total, 'objects')
  const transform = await transformPending(app, tell, again)
  const decided = await decideAsConfigured(app)
  if (app.local === null) return { transform, load: null, decided, withheld: 0 }
  const load = await app.local.load((step) => watch('load', 0, 0, step))
  return { transform, load, decided, withheld: (await withheldIssues(app.local)).length }
}
