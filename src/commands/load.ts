import { parseChartDate } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import { type Format, pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printLoad, requireReadable } from './print-load.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--from <date>', 'Snowflake: first chart date (YYYY-MM-DD) of the files')
    .option('--to <date>', 'Snowflake: last chart date of the files (default: the newest)')
    .option('--again', 'Snowflake: include files that landing already contains, which changes no answer')
    .option(
      '--all',
      'also look for files of old chart dates in a bucket, which happens by itself once a week',
    )
    .addOption(formatOption())
    .addHelpText('after', examples('load', 'load --warehouse snowflake --from 2026-11-01'))
    .action((options, command) => load(options, command.optsWithGlobals()))
}

interface LoadOptions {
  from?: string | undefined
  to?: string | undefined
  again?: true | undefined
  all?: true | undefined
  format?: Format | undefined
}

async function load(options: LoadOptions, globals: GlobalOptions): Promise<void> {
  const { withApp } = await import('./with-app.ts')
  await withApp(globals, async (app) => {
    const { local } = app
    if (local === null) {
      if (options.all)
        throw new UsageError('--all is for a local warehouse', { advice: 'pass --from <date>' })
      const { loadIntoSnowflake } = await import('./load-into-snowflake.ts')
      return loadIntoSnowflake(app, { ...readPeriod(options), ...options })
    }
    if (options.from !== undefined || options.to !== undefined || options.again)
      throw new UsageError('--from, --to and --again are for --warehouse snowflake', {
        advice: 'leave them out: all new files are loaded',
      })
    const { loadConfigured } = await import('../pipeline.ts')
    const { printConfigured } = await import('./print-report.ts')
    const report = await withProgress(({ watch }) =>
      loadConfigured({ ...app, local }, watch, { all: options.all ?? false }),
    )
    const { files, charts, configured } = report
    printLoad(report)
    printNote(
      files === 0
        ? 'nothing new to load'
        : `loaded ${pluralize(files, 'curated file')} of ${pluralize(charts, 'chart')}`,
    )
    if (!report.is_whole) printNote(searchedLately)
    printConfigured(configured)
    requireReadable(report)
  })
}

const searchedLately =
  'looked for files of the last 35 days of each chart; `hitparade load --all` looks for older ones, which also happens once a week'

function readPeriod({ from, to }: LoadOptions): { first: string; last: string } {
  if (from === undefined) {
    throw new UsageError('load --warehouse snowflake needs --from <date>', {
      advice: 'pass the first chart date whose files are to be loaded',
    })
  }
  const first = parseChartDate(from, '--from')
  const last = to === undefined ? '9999-12-31' : parseChartDate(to, '--to')
  if (first > last) throw new UsageError(`--from ${first} is after --to ${last}`)
  return { first, last }
}
