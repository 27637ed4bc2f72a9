import { atOnce } from './at-once.ts'
import { decideAsConfigured, type PairDecision, withheldIssues } from './decisions.ts'
import type { Wanted } from './due.ts'
import { type Attempt, extractChart } from './extract/extract.ts'
import { newRunId, writeLedger } from './extract/ledger.ts'
import type { Home } from './home.ts'
import { createHttpSession } from './sources/http.ts'
import { type TransformReport, transformPending } from './transform/pending.ts'
import type { LoadReport } from './warehouse/warehouse.ts'

/** What a stage tells while it works; `total` is 0 where it is not known. */
export type Watch = (
  stage: 'extract' | 'import' | 'transform' | 'load',
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

/** Charts that are asked for at the same time. */
const AT_ONCE = 4

/** The whole way of the data: extract what is wanted, transform all that waits, load what is new. */
export async function runPipeline(
  home: Home,
  wanted: Wanted[],
  watch: Watch = () => {},
): Promise<PipelineReport> {
  const attempts = await extractAll(home, wanted, watch)
  return { attempts, ...(await settle(home, watch)) }
}

/** The way behind extract: everything that waits is transformed, everything new and newly decided is loaded. */
export async function settle(home: Home, watch: Watch = () => {}): Promise<Omit<PipelineReport, 'attempts'>> {
  const transform = await transformPending(home, (done, total) => watch('transform', done, total, 'objects'))
  const decided = await decideAsConfigured(home)
  const load = await home.warehouse.load((step) => watch('load', 0, 0, step))
  const withheld = (await withheldIssues(home.warehouse)).length
  return { transform, load, decided, withheld }
}

/** Extracts each wanted chart date once; an attempt that fails never costs the others. */
export async function extractAll(home: Home, wanted: Wanted[], watch: Watch = () => {}): Promise<Attempt[]> {
  const { raw, curated, now } = home
  const run_id = newRunId(now())
  const http = createHttpSession()
  const attempts: Attempt[] = []
  try {
    await atOnce(wanted, AT_ONCE, async (next) => {
      attempts.push(next.isStored ? skipped(next, now()) : await extractChart({ ...next, http, raw, now }))
      watch('extract', attempts.length, wanted.length, `${next.chart.chart} ${next.chart_date}`)
    })
  } finally {
    await writeLedger(curated, run_id, attempts)
  }
  return attempts
}

function skipped({ source, chart, chart_date }: Wanted, at: string): Attempt {
  const nothing = { error_code: null, requests: 0, bytes: 0, error: null }
  const times = { started_at: at, finished_at: at }
  return { source: source.name, chart: chart.chart, chart_date, outcome: 'skipped', ...times, ...nothing }
}
