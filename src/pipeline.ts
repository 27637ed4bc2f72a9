import { decideAsConfigured, type PairDecision, withheldIssues } from './decisions.ts'
import type { Attempt } from './extract/extract.ts'
import { extractAll, type Wanted } from './extract/extract-all.ts'
import { newRunId } from './extract/ledger.ts'
import type { Home } from './home.ts'
import { type TransformReport, transformPending } from './transform/pending.ts'
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
  load: LoadReport
  /** What the configuration decides on songs and nobody had written down yet. */
  decided: PairDecision[]
  /** Chart dates whose best snapshot fails a check. */
  withheld: number
}

/** The whole way of the data: extract what is wanted, transform all that waits, load what is new. */
export async function runPipeline(
  home: Home,
  wanted: Wanted[],
  watch: Watch = () => {},
): Promise<PipelineReport> {
  const attempts = await extractAll(home, wanted, {
    run_id: newRunId(home.now()),
    onProgress: (done, total, what) => watch('extract', done, total, what),
  })
  return { attempts, ...(await settle(home, watch)) }
}

/**
 * The way behind extract: everything that waits is transformed, with what is to be transformed `again` (keys), and
 * everything new and newly decided is loaded.
 */
export async function settle(
  home: Home,
  watch: Watch = () => {},
  again: string[] = [],
): Promise<Omit<PipelineReport, 'attempts'>> {
  const tell = (done: number, total: number) => watch('transform', done, total, 'objects')
  const transform = await transformPending(home, tell, again)
  const decided = await decideAsConfigured(home)
  const load = await home.warehouse.load((step) => watch('load', 0, 0, step))
  // What loads by itself has not seen yet what was just written.
  const withheld = home.warehouse.loads === 'by itself' ? 0 : (await withheldIssues(home.warehouse)).length
  return { transform, load, decided, withheld }
}
