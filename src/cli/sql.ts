import { UsageError } from '../errors.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import type { Format } from './print.ts'
import { printStream } from './print-stream.ts'
import { patience } from './progress.ts'

/** `hitparade sql`. */
export async function sql(
  query: string,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (/^[\s;]*$/.test(query)) throw new UsageError('sql expects a query, got nothing')
  await withHome(globals, async ({ warehouse }) =>
    printStream(await patience('asking', warehouse.stream(query)), options),
  )
}
