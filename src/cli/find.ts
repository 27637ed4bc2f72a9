import { UsageError } from '../errors.ts'
import { find as findByName } from '../models/find.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { type Format, print, say } from './print.ts'
import { patience } from './progress.ts'

/** `hitparade find`. */
export async function find(
  text: string,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (text.trim() === '') throw new UsageError('find expects a part of a title or a name')
  await withHome(globals, async ({ warehouse }) => {
    const found = await patience('looking', findByName(warehouse, text))
    await print(found, options)
    if (found.rows.length === 0) say(`no song or artist has ${JSON.stringify(text)} in its name`)
  })
}
