import { parseChartDate, parseInstant } from '../calendar.ts'
import { wantedByBackfill, wantedByRun } from '../due.ts'
import { HitparadeError, UsageError } from '../errors.ts'
import type { Attempt } from '../extract/extract.ts'
import { chartsOf, type Home } from '../home.ts'
import { runPipeline } from '../pipeline.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { showInsight } from './insights.ts'
import { type Format, say } from './print.ts'
import { progress } from './progress.ts'
import { sayReport } from './report.ts'
import { sayTerms } from './terms.ts'

interface Selection {
  source?: string
  chart?: string
}

/** `hitparade run`. Shows the chart where it is about one. Throws after everything else is done where an attempt failed. */
export async function run(
  options: Selection & { date?: string; at?: string; again?: boolean; format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async (home) => {
    const charts = await chartsOf(home, options)
    const wanted = await wantedByRun(home, {
      charts,
      date: options.date === undefined ? null : parseChartDate(options.date),
      at: options.at === undefined ? null : parseInstant(options.at),
      again: options.again ?? false,
    })
    if (home.config.file === null && options.source === undefined) say(onlyInvented)
    await sayTerms(home, charts)
    const { watch, end } = progress()
    const report = await runPipeline(home, wanted, watch)
    end()
    sayReport(report)
    const [attempt] = report.attempts
    // What loads by itself has not loaded it yet.
    const isThere = home.warehouse.loads === 'when asked'
    if (isThere && attempt !== undefined && report.attempts.length === 1)
      await showIssue(home, attempt, options.format)
  })
}

const onlyInvented =
  'no configuration: these are the invented charts of the simulator; `hitparade run --source deezer` asks for a real one'

/** `hitparade backfill`. */
export async function backfill(
  options: Selection & { from: string; to?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async (home) => {
    const charts = await chartsOf(home, options)
    const from = parseChartDate(options.from)
    const to = options.to === undefined ? null : parseChartDate(options.to)
    if (to !== null && from > to) throw new UsageError(`--from ${from} is after --to ${to}`)
    const wanted = await wantedByBackfill(home, { charts, from, to })
    await sayTerms(home, charts)
    if (wanted.length === 0) say('every day of these charts is there already')
    const { watch, end } = progress()
    const report = await runPipeline(home, wanted, watch)
    end()
    sayReport(report)
  })
}

/** The run is done: that its chart cannot be shown, e.g. because of its source's terms, is no failure of it. */
async function showIssue(home: Home, { source, chart, chart_date }: Attempt, format: Format | undefined) {
  try {
    await showInsight(home, 'chart', { chart: `${source}/${chart}`, on: chart_date }, { format })
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    say(error.message)
  }
}
