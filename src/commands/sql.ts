import { UsageError } from '../domain/errors.ts'
import { type Format, formatOr } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { requireRead, splitStatements } from '../warehouse/require-read.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument(
      '[query]',
      'one or several statements, parted by semicolons; read from standard input without it',
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'sql "select count(*) as entries from core.chart_history"',
        'sql "select * from core.issues" --format csv > issues.csv',
        'sql < questions.sql',
      ),
    )
    .action(async (query, { format }, command) =>
      sql(query ?? (await readStdin()), format, command.optsWithGlobals()),
    )
}

/** Prints the rows of each statement, one result after the other. */
async function sql(query: string, format: Format | undefined, globals: GlobalOptions): Promise<void> {
  const statements = splitStatements(query)
  if (statements.length === 0) {
    const got = query.trim() === '' ? 'an empty one' : 'no statement'
    throw new UsageError(`sql expects a query, got ${got}`)
  }
  // Before the first of them runs.
  requireRead(query)
  const { withWarehouse } = await import('./with-app.ts')
  const { printStream } = await import('../terminal/print-stream.ts')
  await withWarehouse(globals, async ({ warehouse }) => {
    for (const [index, statement] of statements.entries()) {
      const result = await withElapsedTime('querying', warehouse.stream(statement))
      if (index > 0 && ['table', 'csv'].includes(formatOr(format))) process.stdout.write('\n')
      await printStream(result, { format })
    }
  })
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError('sql expects a query', { advice: 'pass it as an argument or on standard input' })
  }
  const { text } = await import('node:stream/consumers')
  return text(process.stdin)
}
