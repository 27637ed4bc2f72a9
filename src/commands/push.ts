import { UsageError } from '../domain/errors.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { choiceOption, type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(choiceOption('--target <target>', 'push to the deployed bucket', ['aws']))
    .addHelpText('after', examples('push --target aws'))
    .action(({ target }, command) => push(target, command.optsWithGlobals()))
}

async function push(target: 'aws' | undefined, globals: GlobalOptions): Promise<void> {
  if (target === undefined) {
    throw new UsageError('push needs --target aws', { advice: 'pass the place to push to' })
  }
  const { withApp } = await import('./with-app.ts')
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  const { pushRaw } = await import('../extract/push-raw.ts')
  // What is pushed are raw objects, whichever warehouse is configured.
  await withApp({ ...globals, warehouse: 'duckdb' }, async (app) => {
    const raw = await deployedStore(app.config, 'rawBucket')
    const curated = await deployedStore(app.config, 'curatedBucket')
    const report = await withProgress(({ watch }) =>
      pushRaw(app, { raw, curated }, (done, total) => watch('push', done, total, 'objects')),
    )
    const { pushed, bytes, there, failed, purged } = report
    const what =
      pushed > 0
        ? `${pluralize(pushed, 'raw object')} (${(bytes / 1e6).toFixed(1)} MB) pushed to ${raw.address}/to_process`
        : `nothing new for ${raw.address}`
    printNote(`${what}${there > 0 ? `, ${there} already there` : ''}`)
    if (purged > 0) printNote(`left out ${pluralize(purged, 'raw object')} that a purge covers`)
    if (failed > 0) printNote(`left out ${pluralize(failed, 'failed raw object')}; see \`hitparade doctor\``)
  })
}
