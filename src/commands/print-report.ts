import type { App } from '../app.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { getMessage, HitparadeError } from '../domain/errors.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import type { PipelineReport } from '../pipeline.ts'
import { limitLines, pluralize, printNote } from '../terminal/print.ts'
import type { LoadReport } from '../warehouse/warehouse.ts'
import { printLoad, requireReadable } from './print-load.ts'

/** Prints what a pipeline did. Throws if an attempt, a raw object or a curated file failed. Without `attempts`, nothing was to be extracted. */
export function printReport(
  app: App,
  report: Partial<Pick<PipelineReport, 'attempts'>> & Omit<PipelineReport, 'attempts'>,
): void {
  const { attempts = [], transform, load, rewritten, decided, configured, withheld } = report
  const loaded = load === null ? formatPipes(app.curated.address) : formatLoaded(load)
  const parts = [
    ...formatOutcomes(attempts),
    ...formatTransformed(transform),
    ...formatRewritten(rewritten),
    loaded,
  ]
  printNote(parts.join('; '))
  if (load !== null) printLoad(load)
  if (transform.rejects > 0) {
    printNote(`${pluralize(transform.rejects, 'item')} could not be read, see \`hitparade insights rejects\``)
  }
  for (const { kind, source, songs } of decided)
    printNote(`recorded from the configuration: ${kind} ${source} ${songs.join(' and ')}`)
  printConfigured(configured)
  if (withheld > 0)
    printNote(`${pluralize(withheld, 'chart date')} withheld by a check, see \`hitparade status\``)
  const failed = attempts.filter(({ error }) => error !== null)
  const unreadable = transform.failed.map((key) => `could not be parsed, moved to failed/: ${key}`)
  for (const line of limitLines(unreadable)) printNote(line)
  const pending = transform.pending.map(
    ({ key, error }) => `could not be transformed, still pending: ${key}: ${getMessage(error)}`,
  )
  for (const line of limitLines(pending)) printNote(line)
  for (const line of limitLines(failed.map(formatAttempt))) printNote(line)
  if (failed.length > 0) {
    throw new HitparadeError(
      'Failed',
      `${failed.length} of ${pluralize(attempts.length, 'chart date')} could not be extracted`,
    )
  }
  if (pending.length > 0)
    throw new HitparadeError(
      'Failed',
      `${pluralize(pending.length, 'raw object')} could not be transformed`,
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

/** Names the charts whose changed configuration applies to all stored issues from now on. */
export function printConfigured(configured: ChartName[]): void {
  for (const line of limitLines(
    configured.map((chart) => `recorded from the configuration: ${formatChartName(chart)}`),
  ))
    printNote(line)
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
  return transformed > 0 ? [`transformed ${pluralize(transformed, 'object')} with ${entries} entries`] : []
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

function formatAttempt({ source, chart, chart_date, outcome, error }: Attempt): string {
  return `${outcome}: ${source}/${chart} ${chart_date}: ${error?.message}`
}
