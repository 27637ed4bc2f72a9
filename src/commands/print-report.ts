import type { App } from '../app.ts'
import { HitparadeError } from '../domain/errors.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import type { PipelineReport } from '../pipeline.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import type { LoadReport } from '../warehouse/warehouse.ts'

/** Lines that are shown of each kind. */
const SHOWN = 10

/** Says what a pipeline did, and throws where an attempt or an object failed. Without attempts nothing was to be extracted. */
export function printReport(
  app: App,
  {
    attempts = [],
    transform,
    load,
    decided,
    withheld,
  }: Partial<Pick<PipelineReport, 'attempts'>> & Omit<PipelineReport, 'attempts'>,
): void {
  const loaded = load === null ? formatPipes(app.curated.address) : formatLoaded(load)
  printNote([...formatOutcomes(attempts), ...formatTransformed(transform), loaded].join('; '))
  if (transform.rejects > 0) {
    printNote(`${pluralize(transform.rejects, 'item')} could not be read, see \`hitparade insights rejects\``)
  }
  for (const { kind, source, songs } of decided)
    printNote(`decided: ${kind} ${source} ${songs.join(' and ')}`)
  if (withheld > 0)
    printNote(`${pluralize(withheld, 'chart date')} withheld by a check, see \`hitparade status\``)
  const failed = attempts.filter(({ error }) => error !== null)
  sayShortened(transform.failed.map((key) => `no answer at all, moved to failed/: ${key}`))
  sayShortened(failed.map(formatAttempt))
  if (failed.length > 0) {
    throw new HitparadeError(
      'Failed',
      `${failed.length} of ${pluralize(attempts.length, 'chart date')} could not be extracted`,
    )
  }
  if (transform.failed.length > 0)
    throw new HitparadeError(
      'Failed',
      `${pluralize(transform.failed.length, 'raw object')} could not be read`,
    )
}

/** What people call an attempt's outcome. */
const outcomeWords: Record<Attempt['outcome'], string> = {
  stored: 'stored',
  skipped: 'there already',
  refused: 'refused',
  incomplete: 'incomplete',
  failed: 'failed',
}

function formatOutcomes(attempts: Attempt[]): string[] {
  const counts = Object.entries(outcomeWords).flatMap(([outcome, words]) => {
    const count = attempts.filter((attempt) => attempt.outcome === outcome).length
    return count > 0 ? [`${count} ${words}`] : []
  })
  return counts.length > 0 ? [`${pluralize(attempts.length, 'chart date')}: ${counts.join(', ')}`] : []
}

function formatTransformed({ transformed, entries }: PipelineReport['transform']): string[] {
  return transformed > 0 ? [`transformed ${pluralize(transformed, 'object')} with ${entries} entries`] : []
}

/** What happens to new curated files where no local warehouse loads them. */
function formatPipes(curated: string): string {
  return curated.startsWith('s3://')
    ? 'Snowflake pipes load the new curated files, usually within a minute'
    : `the curated files are stored in ${curated}, which Snowflake pipes cannot read: name their bucket as "curated" in hitparade.jsonc`
}

function formatLoaded({ charts }: LoadReport): string {
  return charts > 0 ? `loaded ${pluralize(charts, 'chart')}` : 'nothing new to load'
}

function formatAttempt({ source, chart, chart_date, outcome, error }: Attempt): string {
  return `${outcome}: ${source}/${chart} ${chart_date}: ${error?.message}`
}

function sayShortened(lines: string[]): void {
  for (const line of lines.slice(0, SHOWN)) printNote(line)
  if (lines.length > SHOWN) printNote(`and ${lines.length - SHOWN} more like these`)
}
