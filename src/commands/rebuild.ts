import { UsageError } from '../domain/errors.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printLoad, requireReadable } from './print-load.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addHelpText('after', examples('rebuild'))
    .action((_options, command) => rebuild(command.optsWithGlobals()))
}

async function rebuild(globals: GlobalOptions): Promise<void> {
  const { withApp } = await import('./with-app.ts')
  await withApp(globals, async ({ local }) => {
    if (local === null) throw new UsageError(nothingToRebuild, { advice })
    const report = await withProgress(({ watch }) => local.rebuild((step) => watch('load', 0, 0, step)))
    printLoad(report)
    printNote(`rebuilt ${pluralize(report.charts, 'chart')} from ${pluralize(report.files, 'curated file')}`)
    requireReadable(report)
  })
}

const nothingToRebuild =
  'there is nothing to rebuild in Snowflake, which computes core from landing by itself'
const advice = '`hitparade load --warehouse snowflake --from <date>` loads files that the pipes have missed'
