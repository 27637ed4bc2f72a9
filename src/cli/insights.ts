import type { GlobalOptions } from '../cli.ts'
import { UsageError } from '../errors.ts'
import type { Home } from '../home.ts'
import { listInsights, runInsight } from '../models/insights.ts'
import { withHome } from './home.ts'
import { type Format, print, say } from './print.ts'
import { showCell } from './show.ts'

/** `hitparade insights [name]`: the answer to a question, or the list of all questions. */
export async function insights(
  name: string | undefined,
  words: string[],
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (name === undefined) {
    const rows = listInsights().map((insight) => ({ insight: insight.name, question: insight.question }))
    return print({ columns: ['insight', 'question'], rows }, options)
  }
  const given = parametersOf(words)
  await withHome(globals, (home) => showInsight(home, name, given, options))
}

/** Runs one insight and prints its rows; coverage and notes go to stderr, or into the one object of JSON. */
export async function showInsight(
  home: Home,
  name: string,
  given: Record<string, string>,
  { format }: { format?: Format },
): Promise<void> {
  const answer = await runInsight(home.warehouse, name, given, { now: home.now() })
  const { insight, parameters, coverage, rows, notes } = answer
  const json = { insight, parameters, coverage, rows }
  await print(answer, { format, json, show: showCell(answer) })
  if (format === 'json') return
  for (const note of notes) say(note)
  if (coverage.observed < coverage.expected) {
    say(`${coverage.observed} of ${coverage.expected} expected issues were observed`)
  }
}

/** `--limit 5 --across-gaps` → `{ limit: '5', across_gaps: 'true' }`. */
export function parametersOf(words: string[]): Record<string, string> {
  const given: Record<string, string> = {}
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const match = /^--([a-z][a-z0-9_-]*)(?:=(.*))?$/s.exec(word)
    if (match === null) throw new UsageError(`expected --parameter value, got ${word}`)
    const [, name = '', inline] = match
    const next = inline ?? (rest[0]?.startsWith('--') ? undefined : rest.shift())
    given[name.replaceAll('-', '_')] = next ?? 'true'
  }
  return given
}
