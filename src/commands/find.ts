import { UsageError } from '../domain/errors.ts'
import { find as findByName } from '../insights/find-names.ts'
import { type Format, print, printNote } from '../terminal/print.ts'
import { withSpinner } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { withWarehouse } from './with-app.ts'

/** `hitparade find`. */
export async function find(
  text: string,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (text.trim() === '') throw new UsageError('find expects a part of a title or a name')
  await withWarehouse(globals, async ({ warehouse }) => {
    const found = await withSpinner('looking', findByName(warehouse, text))
    await print(found, options)
    if (found.rows.length === 0) printNote(`no song or artist has ${JSON.stringify(text)} in its name`)
  })
}
