import { UsageError } from '../domain/errors.ts'
import type { Format } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { isEmptyQuery } from '../warehouse/require-read.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<query>')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'sql "select count(*) as entries from core.chart_history"',
        'sql "select * from core.issues" --format csv > issues.csv',
      ),
    )
    .action((query, { format }, command) => sql(query, format, command.optsWithGlobals()))
}

async function sql(query: string, format: Format | undefined, globals: GlobalOptions): Promise<void> {
  if (isEmptyQuery(query)) {
    const got = query.trim() === '' ? 'an empty one' : 'no statement'
    throw new UsageError(`sql expects a query, got ${got}`)
  }
  const { withWarehouse } = await import('./with-app.ts')
  const { printStream } = await import('../terminal/print-stream.ts')
  await withWarehouse(globals, async ({ warehouse }) =>
    printStream(await withElapsedTime('querying', warehouse.stream(query)), { format }),
  )
}
