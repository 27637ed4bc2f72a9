import type { Insight, InsightParameter } from '../insights/insight-header.ts'
import { type Format, print } from '../terminal/print.ts'
import { parseParameters } from './insight-arguments.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[name]')
    .argument('[parameters...]')
    .allowUnknownOption()
    // The help of a named insight is made from its own header.
    .helpOption(false)
    .addOption(formatOption())
    .option('-h, --help', 'display help; after a name, its parameters and columns')
    .addHelpText(
      'after',
      examples(
        'insights',
        'insights climbers --help',
        'insights chart',
        'insights climbers --chart brazil-top-50 --limit 5',
        'insights top_artists --credit fractional --format csv',
      ),
    )
    .action((name, argv, { help, format }, command) => {
      if (name === undefined) return help ? command.help() : printQuestions(format)
      return help ? printHelp(name) : insights(name, argv, format, command.optsWithGlobals())
    })
}

async function insights(
  name: string,
  argv: string[],
  format: Format | undefined,
  globals: GlobalOptions,
): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  const { readInsight } = await import('../insights/run-insight.ts')
  const { showInsight } = await import('./show-insight.ts')
  const given = parseParameters(argv, readInsight(name))
  await withWarehouse(globals, (app) => showInsight(app, name, given, { format }))
}

async function printQuestions(format: Format | undefined): Promise<void> {
  const { listInsights } = await import('../insights/run-insight.ts')
  const rows = listInsights().map(({ name, question }) => ({ insight: name, question }))
  await print({ columns: ['insight', 'question'], rows }, { format, prose: ['question'] })
}

async function printHelp(name: string): Promise<void> {
  const { readInsight } = await import('../insights/run-insight.ts')
  const { findPlaceholder } = await import('../insights/insight-parameters.ts')
  const { describeNeed } = await import('../insights/insight-needs.ts')
  const insight = readInsight(name)
  process.stdout.write(
    formatInsightHelp(insight, { findPlaceholder, needs: insight.needs.map(describeNeed) }),
  )
}

function formatInsightHelp(
  { name, question, grain, parameters, columns }: Insight,
  {
    findPlaceholder,
    needs,
  }: { findPlaceholder: (parameter: InsightParameter) => string | null; needs: string[] },
): string {
  const parameterLines = parameters.map((parameter): [string, string] => {
    const { name: parameterName, initial, meaning } = parameter
    const placeholder = findPlaceholder(parameter)
    const value = placeholder === null ? '' : ` <${placeholder}>`
    // Of the choices `each|lead` the first is the default.
    const fallback = initial === null ? '' : ` (default: ${initial.split('|')[0]})`
    return [`--${parameterName.replaceAll('_', '-')}${value}`, `${meaning}${fallback}`]
  })
  const columnLines = columns.map(({ name: column, meaning, unit }): [string, string] => [
    column,
    `${meaning}${unit === null ? '' : ` [${unit}]`}`,
  ])
  return `${[
    `Usage: hitparade insights ${name} [--parameter value]... [--format <format>]`,
    '',
    `${question} (${grain})`,
    ...(needs.length > 0 ? [`It needs a source that publishes ${needs.join(', and ')}.`] : []),
    ...formatSection('Parameters:', parameterLines),
    ...formatSection('Columns:', columnLines),
  ].join('\n')}\n`
}

function formatSection(title: string, lines: [string, string][]): string[] {
  const width = Math.max(...lines.map(([term]) => term.length))
  const rows = lines.map(([term, description]) => `  ${term.padEnd(width)}  ${description}`)
  return lines.length === 0 ? [] : ['', title, ...rows]
}
