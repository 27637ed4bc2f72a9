import { DEFAULT_WIDTH, type Format, print } from '../terminal/print.ts'
import type { ResultRow, Value } from '../warehouse/warehouse.ts'
import { parseParameters, toFlag } from './insight-arguments.ts'
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

/** The questions by subject. A table shows each subject once. */
async function printQuestions(format: Format | undefined): Promise<void> {
  const { listInsights } = await import('../insights/run-insight.ts')
  const { listParameters } = await import('../insights/insight-parameters.ts')
  const rows = listInsights().map(({ subject, name, question, parameters }) => ({
    subject,
    insight: name,
    question,
    parameters: listParameters(parameters).map((parameter) => toFlag(parameter.name)),
  }))
  // The sort is stable, so the names of a subject keep their order.
  const sorted = rows.sort((a, b) => a.subject.localeCompare(b.subject, 'en'))
  const isFirst = (row: ResultRow) =>
    sorted.find(({ subject }) => subject === row.subject)?.insight === row.insight
  const show = (value: Value, column: string, row: ResultRow) => {
    if (column === 'subject') return isFirst(row) ? String(value) : ''
    return Array.isArray(value) ? value.join(' ') : String(value)
  }
  const prose = ['question', 'parameters']
  await print(
    { columns: ['subject', 'insight', ...prose], rows: sorted },
    { format, prose, show, keys: ['insight', ...prose] },
  )
}

async function printHelp(name: string): Promise<void> {
  const { readInsight } = await import('../insights/run-insight.ts')
  const { formatInsightHelp } = await import('./insight-help.ts')
  process.stdout.write(formatInsightHelp(readInsight(name), process.stdout.columns || DEFAULT_WIDTH))
}
