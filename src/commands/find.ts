import { UsageError } from '../domain/errors.ts'
import { type Format, formatOr, print, printNote } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<text...>')
    .addOption(formatOption())
    .addHelpText('after', examples('find blinding lights', 'find lose control teddy'))
    .action((words, { format }, command) => findNames(words.join(' '), format, command.optsWithGlobals()))
}

async function findNames(text: string, format: Format | undefined, globals: GlobalOptions): Promise<void> {
  if (text.trim() === '') throw new UsageError('find expects a part of a title or a name')
  const { withWarehouse } = await import('./with-app.ts')
  const { find } = await import('../insights/find-names.ts')
  await withWarehouse(globals, async ({ warehouse }) => {
    const found = await withElapsedTime('searching', find(warehouse, text))
    const isEmpty = found.rows.length === 0
    if (!isEmpty || formatOr(format) !== 'table')
      await print(found, { format, keys: ['id', 'name', 'artists', 'peak_position'] })
    if (isEmpty) printNote(`no song or artist has ${JSON.stringify(text)} in its name`)
  })
}
