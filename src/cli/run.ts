import { parseChartDate, parseInstant } from '../calendar.ts'
import type { GlobalOptions } from '../cli.ts'
import { wantedByBackfill, wantedByRun } from '../due.ts'
import { HitparadeError, UsageError } from '../errors.ts'
import type { Attempt } from '../extract/extract.ts'
import { chartsOf } from '../home.ts'
import { type PipelineReport, runPipeline } from '../pipeline.ts'
import { withHome } from './home.ts'
import { say } from './print.ts'
import { progress } from './progress.ts'
import { sayTerms } from './terms.ts'

interface Selection {
  source?: string
  chart?: string
}

/** `hitparade run`. Throws after everything else is done where an attempt failed. */
export async function run(
  options: Selection & { date?: string; at?: string; again?: boolean },
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
    await sayTerms(home, charts)
    const { watch, end } = progress()
    const report = await runPipeline(home, wanted, watch)
    end()
    sayReport(report)
  })
}

/** `hitparade backfill`. */
export async function backfill(
  options: Selection & { from: string; to?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async (home) => {
    const charts = await chartsOf(home, options)
    const from = parseChartDate(options.from)
    const to = options.to === undefined ? home.now().slice(0, 10) : parseChartDate(options.to)
    if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`)
    const wanted = await wantedByBackfill(home, { charts, from, to })
    const { watch, end } = progress()
    const report = await runPipeline(home, wanted, watch)
    end()
    sayReport(report)
  })
}

/** Says what a pipeline did, and throws where an attempt or an object failed. */
export function sayReport({ attempts, transform, load }: PipelineReport): void {
  const counts = new Map<string, number>()
  for (const { outcome } of attempts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const outcomes =
    [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'nothing to extract'
  const entries = `${transform.entries} entries of ${transform.transformed} objects`
  const rejects =
    transform.rejects > 0 ? `, ${transform.rejects} items rejected (see \`hitparade insights rejects\`)` : ''
  say(
    `${outcomes}; transformed ${entries}${rejects}; loaded ${load.files} files, recomputed ${load.charts} charts`,
  )
  for (const key of transform.failed) say(`no answer at all, moved to failed/: ${key}`)
  const failed = attempts.filter(({ error }) => error !== null)
  for (const attempt of failed) say(wordsOf(attempt))
  if (failed.length > 0)
    throw new HitparadeError('Failed', `${failed.length} of ${attempts.length} charts could not be extracted`)
  if (transform.failed.length > 0)
    throw new HitparadeError('Failed', `${transform.failed.length} raw objects could not be read`)
}

function wordsOf({ source, chart, chart_date, outcome, error }: Attempt): string {
  return `${outcome}: ${source}/${chart} ${chart_date}: ${error?.message}`
}
