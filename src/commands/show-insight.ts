import type { App } from '../app.ts'
import { noteCoverage } from '../insights/insight-coverage.ts'
import type { Insight } from '../insights/insight-header.ts'
import { type Answer, readInsight, runInsight } from '../insights/run-insight.ts'
import { formatInsightTable, isAboutOneIssue } from '../terminal/format-insight.ts'
import { toMatrix } from '../terminal/format-matrix.ts'
import { type Format, formatOr, pluralize, print, printNote } from '../terminal/print.ts'
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
  const { insight, parameters, charts, coverage, other_coverage, credits, rows, notes } = answer
  const json = {
    ...{ insight, parameters, charts, coverage },
    ...(other_coverage === null ? {} : { other_coverage }),
    ...(credits === null ? {} : { credits }),
    rows,
  }
  if (formatOr(format) === 'table') printNote(formatTitle(readInsight(name), answer))
  const shown =
    answer.matrix !== null && formatOr(format) === 'table' ? toMatrix(answer, answer.matrix) : answer
  await print(shown, { format, json, ...formatInsightTable(answer) })
  for (const note of notes) printNote(note)
  if (format === 'json') return
  for (const sentence of noteCoverage(answer)) printNote(sentence)
}

const creditsWords = { split: 'split', text: 'as text', listed: 'as listed' }

/**
 * `Climbers: simulator/brazil-top-50, on 2026-11-20, limit 5`; of a sum the charts that were added, as in `Top songs:
 * spotify, 2 charts added up (top-50-france, top-50-italy) without top-50-global, limit 5`.
 */
function formatTitle(
  { title, charts: covers }: Insight,
  { parameters, charts, left_out, credits }: Answer,
): string {
  const { source, chart, ...values } = parameters
  const rest = isAboutOneIssue(parameters) ? { ...values, from: null, to: null } : values
  const others = credits === null ? rest : { ...rest, credits: creditsWords[credits] }
  const set = Object.entries(others).filter(([, value]) => value !== null && value !== false)
  const parts = set.map(([name, value]) => `${name.replaceAll('_', ' ')}${value === true ? '' : ` ${value}`}`)
  const slugs = (names: string[]) => names.map((name) => name.slice(name.indexOf('/') + 1)).join(', ')
  const without = left_out.length > 0 ? ` without ${slugs(left_out)}` : ''
  const sum = `${source}, ${pluralize(charts.length, 'chart')} added up (${slugs(charts)})${without}`
  const several = covers === 'summed' ? sum : 'all charts'
  return `${title}: ${[chart === null ? several : `${source}/${chart}`, ...parts].join(', ')}`
}
