import type { App } from '../app.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { getMessage, HitparadeError } from '../domain/errors.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import type { PipelineReport } from '../pipeline.ts'
import { limitLines, pluralize, printNote } from '../terminal/print.ts'
import type { LoadReport } from '../warehouse/warehouse.ts'
import { formatLoadProblems, requireReadable } from './print-load.ts'

type Report = Partial<Pick<PipelineReport, 'attempts'>> & Omit<PipelineReport, 'attempts'>

/** Prints what a pipeline did. Throws if an attempt, a raw object or a curated file failed. Without `attempts`, nothing was to be extracted. */
export function printReport(app: App, report: Report): void {
  const { attempts = [], transform, load } = report
  for (const line of formatReport(app, report)) printNote(line)
  const failed = attempts.filter(({ error }) => error !== null)
  for (const line of limitLines(formatFailures(failed))) printNote(line)
  if (failed.length > 0) {
    throw new HitparadeError(
      'Failed',
      `${failed.length} of ${pluralize(attempts.length, 'chart date')} could not be extracted`,
    )
  }
  if (transform.pending.length > 0)
    throw new HitparadeError(
      'Failed',
      `${pluralize(transform.pending.length, 'raw object')} could not be transformed`,
      {
        advice: 'repair the store, then run the command again',
      },
    )
  if (transform.failed.length > 0)
    throw new HitparadeError(
      'Failed',
      `${pluralize(transform.failed.length, 'raw object')} could not be read`,
    )
  if (load !== null) requireReadable(load)
}

/** What a pipeline did, in lines: a summary, then what needs attention, except failed attempts. */
export function formatReport(app: Pick<App, 'curated'>, report: Report): string[] {
  const { attempts = [], transform, load, rewritten, decided, configured, withheld } = report
  const loaded = load === null ? formatPipes(app.curated.address) : formatLoaded(load)
  const parts = [
    ...formatOutcomes(attempts),
    ...formatTransformed(transform),
    ...formatRewritten(rewritten),
    loaded,
  ]
  const unreadable = transform.failed.map((key) => `could not be parsed, moved to failed/: ${key}`)
  const pending = transform.pending.map(
    ({ key, error }) => `could not be transformed, still pending: ${key}: ${getMessage(error)}`,
  )
  return [
    parts.join('; '),
    ...(load === null ? [] : formatLoadProblems(load)),
    ...(transform.rejects > 0
      ? [`${pluralize(transform.rejects, 'item')} could not be read, see \`hitparade insights rejects\``]
      : []),
    ...decided.map(
      ({ kind, source, songs }) =>
        `recorded from the configuration: ${kind} ${source} ${songs.join(' and ')}`,
    ),
    ...formatConfigured(configured),
    ...(withheld > 0
      ? [`${pluralize(withheld, 'chart date')} withheld by a check, see \`hitparade status\``]
      : []),
    ...limitLines(unreadable),
    ...limitLines(pending),
  ]
}

/** Names the charts whose changed configuration applies to all stored issues from now on. */
export function printConfigured(configured: ChartName[]): void {
  for (const line of formatConfigured(configured)) printNote(line)
}

function formatConfigured(configured: ChartName[]): string[] {
  return limitLines(configured.map((chart) => `recorded from the configuration: ${formatChartName(chart)}`))
}

/** The outcomes of an attempt as the summary names them. */
const outcomeNames: Record<Attempt['outcome'], string> = {
  stored: 'stored',
  skipped: 'already stored',
  refused: 'refused',
  incomplete: 'incomplete',
  failed: 'failed',
}

function formatOutcomes(attempts: Attempt[]): string[] {
  const counts = Object.entries(outcomeNames).flatMap(([outcome, name]) => {
    const count = attempts.filter((attempt) => attempt.outcome === outcome).length
    return count > 0 ? [`${count} ${name}`] : []
  })
  return counts.length > 0 ? [`${pluralize(attempts.length, 'chart date')}: ${counts.join(', ')}`] : []
}

function formatTransformed({ transformed, entries }: PipelineReport['transform']): string[] {
  return transformed > 0
    ? [`transformed ${pluralize(transformed, 'object')} with ${pluralize(entries, 'entry', 'entries')}`]
    : []
}

function formatRewritten(keys: string[]): string[] {
  return keys.length > 0 ? [`rewrote ${pluralize(keys.length, 'curated file')}`] : []
}

function formatLoaded({ charts }: LoadReport): string {
  return charts > 0 ? `loaded ${pluralize(charts, 'chart')}` : 'nothing new to load'
}

/** What happens to new curated files without a local warehouse. */
function formatPipes(curated: string): string {
  return curated.startsWith('s3://')
    ? 'Snowflake pipes load the new curated files, usually within a minute'
    : `the curated files are stored in ${curated}, which Snowflake pipes cannot read: set "curated" to their bucket in hitparade.jsonc`
}

/** A line for each failure; dates of a chart that failed for one reason share it. */
export function formatFailures(failed: Attempt[]): string[] {
  const dates = new Map<string, string[]>()
  for (const { source, chart, chart_date, outcome, error } of failed) {
    const key = JSON.stringify([`${outcome}: ${source}/${chart}`, error?.message])
    const known = dates.get(key)
    if (known === undefined) dates.set(key, [chart_date])
    else known.push(chart_date)
  }
  return [...dates].map(([key, failed]) => {
    const [chart, message] = JSON.parse(key)
    const [first, ...more] = failed.sort()
    return `${chart} ${first}${more.length > 0 ? ` and ${pluralize(more.length, 'more date')}` : ''}: ${message}`
  })
}
