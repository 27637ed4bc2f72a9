import type { App } from '../app.ts'
import { UsageError } from '../domain/errors.ts'
import type { Insight } from '../insights/insight-header.ts'
import { findPlaceholder } from '../insights/insight-parameters.ts'
import { listInsights, readInsight, runInsight } from '../insights/run-insight.ts'
import { formatInsightTable } from '../terminal/format-insight.ts'
import { type Format, formatOr, print, printNote } from '../terminal/print.ts'
import { withSpinner } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { insightContext } from './source-terms.ts'
import { withWarehouse } from './with-app.ts'

interface Options {
  format?: Format
  help?: boolean
}

/** `hitparade insights [name]`: the answer to a question, or the list of all questions. */
export async function insights(
  name: string | undefined,
  words: string[],
  { help = false, ...options }: Options,
  globals: GlobalOptions,
): Promise<void> {
  if (name !== undefined && help) {
    process.stdout.write(formatInsightHelp(readInsight(name)))
    return
  }
  if (name === undefined) {
    const rows = listInsights().map((insight) => ({ insight: insight.name, question: insight.question }))
    return print({ columns: ['insight', 'question'], rows }, { ...options, prose: ['question'] })
  }
  const given = parseParameters(words, readInsight(name))
  await withWarehouse(globals, (app) => showInsight(app, name, given, options))
}

/** Runs one insight and prints its rows; what must be said of them goes to stderr, coverage also into the one object of JSON. */
export async function showInsight(
  app: App,
  name: string,
  given: Record<string, string>,
  { format }: { format?: Format | undefined },
): Promise<void> {
  const answer = await withSpinner('asking', runInsight(app.warehouse, name, given, insightContext(app)))
  const { insight, parameters, coverage, rows, notes } = answer
  const json = { insight, parameters, coverage, rows }
  if (formatOr(format) === 'table') printNote(formatTitle(readInsight(name), parameters))
  await print(answer, { format, json, ...formatInsightTable(answer) })
  for (const note of notes) printNote(note)
  if (format !== 'json' && coverage.observed < coverage.expected) {
    printNote(`${coverage.observed} of ${coverage.expected} expected issues were observed`)
  }
}

/** `--limit 5 --across-gaps` → `{ limit: '5', across_gaps: 'true' }`. Only a switch needs no value. */
export function parseParameters(words: string[], insight?: Insight): Record<string, string> {
  const given: Record<string, string> = {}
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const match = /^--([a-z][a-z0-9_-]*)(?:=(.*))?$/s.exec(word)
    if (match === null) throw new UsageError(`expected --parameter value, got ${word}`)
    const [, spelled = '', inline] = match
    const name = spelled.replaceAll('-', '_')
    const value = inline ?? (rest[0]?.startsWith('--') ? undefined : rest.shift())
    const parameter = insight?.parameters.find((one) => one.name === name)
    if (value === undefined && parameter !== undefined && !isSwitch(parameter.initial)) {
      throw new UsageError(`--${spelled} expects a value: ${parameter.meaning}`)
    }
    given[name] = value ?? 'true'
  }
  return given
}

function isSwitch(initial: string | null): boolean {
  return initial === 'true' || initial === 'false'
}

/** What is shown, in one line: `Climbers: simulator/brazil-top-50, on 2026-11-20, limit 5`. */
function formatTitle({ title }: Insight, { source, chart, ...others }: Record<string, unknown>): string {
  const set = Object.entries(others).filter(([, value]) => value !== null && value !== false)
  const words = set.map(([name, value]) => `${name.replaceAll('_', ' ')}${value === true ? '' : ` ${value}`}`)
  return `${title}: ${[chart === null ? 'all charts' : `${source}/${chart}`, ...words].join(', ')}`
}

function formatInsightHelp({ name, question, grain, parameters, columns, needs }: Insight): string {
  const list = (title: string, lines: { head: string; words: string }[]) => {
    const width = Math.max(...lines.map(({ head }) => head.length))
    const rows = lines.map(({ head, words }) => `  ${head.padEnd(width)}  ${words}`)
    return lines.length === 0 ? [] : ['', title, ...rows]
  }
  const parameterLines = parameters.map((parameter) => {
    const placeholder = findPlaceholder(parameter)
    const { name: option, initial, meaning } = parameter
    const [standard = null] = initial?.split('|') ?? []
    return {
      head: `--${option.replaceAll('_', '-')}${placeholder === null ? '' : ` <${placeholder}>`}`,
      words: `${meaning}${standard === null ? '' : ` (default: ${standard})`}`,
    }
  })
  const columnLines = columns.map(({ name: column, meaning, unit }) => ({
    head: column,
    words: `${meaning}${unit === null ? '' : ` [${unit}]`}`,
  }))
  return `${[
    `Usage: hitparade insights ${name} [--parameter value]... [--format <format>]`,
    '',
    `${question} (${grain})`,
    ...(needs.length > 0 ? [`It needs a source with ${needs.join(', ')}.`] : []),
    ...list('Parameters:', parameterLines),
    ...list('Columns:', columnLines),
  ].join('\n')}\n`
}
