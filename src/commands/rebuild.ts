import { HitparadeError, UsageError } from '../domain/errors.ts'
import { limitLines, pluralize, printNote } from '../terminal/print.ts'
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
  const { listLost, readRecorded } = await import('../decisions/lost-records.ts')
  await withApp(globals, async ({ local, curated }) => {
    if (local === null) throw new UsageError(nothingToRebuild, { advice })
    const before = await readRecorded(local)
    const report = await withProgress(({ watch }) => local.rebuild((step) => watch('load', 0, 0, step)))
    printLoad(report)
    printNote(`rebuilt ${pluralize(report.charts, 'chart')} from ${pluralize(report.files, 'curated file')}`)
    const lost = await listLost(before, { local, curated })
    for (const line of limitLines(lost)) printNote(line)
    requireReadable(report)
    requireNothingLost(lost)
  })
}

function requireNothingLost(lost: string[]): void {
  if (lost.length === 0) return
  const problem = `${pluralize(lost.length, 'issue or decision', 'issues and decisions')} that the warehouse had are lost: their curated files are missing`
  const advice =
    'write those of stored raw objects again with `hitparade reprocess`, restore the others from a backup'
  throw new HitparadeError('Lost', problem, { advice })
}

const nothingToRebuild =
  'there is nothing to rebuild in Snowflake, which computes core from landing by itself'
const advice = '`hitparade load --warehouse snowflake --from <date>` loads files that the pipes have missed'
