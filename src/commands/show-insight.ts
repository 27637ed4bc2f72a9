import type { App } from '../app.ts'
import type { Insight } from '../insights/insight-header.ts'
import { readInsight, runInsight } from '../insights/run-insight.ts'
import { formatInsightTable } from '../terminal/format-insight.ts'
import { type Format, formatOr, print, printNote } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { insightContext } from './source-terms.ts'

/** Runs one insight and prints its rows. Notes and coverage go to stderr; JSON contains the coverage, too. */
export async function showInsight(
  app: App,
  name: string,
  given: Record<string, string>,
  { format }: { format?: Format | undefined },
): Promise<void> {
  const answer = await withElapsedTime(
    'querying',
    runInsight(app.warehouse, name, given, insightContext(app)),
  )
  const { insight, parameters, coverage, credits, rows, notes } = answer
  const json = { insight, parameters, coverage, ...(credits === null ? {} : { credits }), rows }
  if (formatOr(format) === 'table') {
    const shown = credits === null ? parameters : { ...parameters, credits: creditsWords[credits] }
    printNote(formatTitle(readInsight(name), shown))
  }
  await print(answer, { format, json, ...formatInsightTable(answer) })
  for (const note of notes) printNote(note)
  if (format !== 'json' && coverage.observed < coverage.expected) {
    printNote(`${coverage.observed} of ${coverage.expected} expected issues were observed`)
  }
}

const creditsWords = { split: 'split', text: 'as text', listed: 'as listed' }

/** `Climbers: simulator/brazil-top-50, on 2026-11-20, limit 5` */
function formatTitle({ title }: Insight, { source, chart, ...others }: Record<string, unknown>): string {
  const set = Object.entries(others).filter(([, value]) => value !== null && value !== false)
  const parts = set.map(([name, value]) => `${name.replaceAll('_', ' ')}${value === true ? '' : ` ${value}`}`)
  return `${title}: ${[chart === null ? 'all charts' : `${source}/${chart}`, ...parts].join(', ')}`
}
