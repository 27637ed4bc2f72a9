import { UsageError } from '../domain/errors.ts'
import type { Format } from '../terminal/print.ts'
import { printStream } from '../terminal/print-stream.ts'
import { withSpinner } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { withWarehouse } from './with-app.ts'

/** `hitparade sql`. */
export async function sql(
  query: string,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (/^[\s;]*$/.test(query)) throw new UsageError('sql expects a query, got nothing')
  await withWarehouse(globals, async ({ warehouse }) =>
    printStream(await withSpinner('asking', warehouse.stream(query)), options),
  )
}
