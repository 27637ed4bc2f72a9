import { UsageError } from '../domain/errors.ts'
import type { RawPrefix } from '../domain/keys.ts'
import type { ObjectStore } from '../storage/store.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { withElapsedTime, withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { choiceOption, type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[objects...]', 'only the raw objects with these keys, e.g. simulator/brazil-top-50/2026-11-20')
    .option('--failed', 'only the raw objects that could not be read')
    .option('--source <name>', 'only those of this source')
    .option('--chart <chart>', 'only those of this chart')
    .addOption(
      choiceOption('--target <target>', 'run in the cloud: by the deployed function, in its bucket', ['aws']),
    )
    .addHelpText(
      'after',
      examples(
        'reprocess --failed',
        'reprocess --source spotify',
        'reprocess simulator/brazil-top-50/2026-11-20',
        'reprocess --target aws --failed',
      ),
    )
    .action((objects, options, command) => reprocess({ objects, ...options }, command.optsWithGlobals()))
}

interface Selection {
  /** Raw keys, or their first segments. */
  objects: string[]
  failed?: true | undefined
  source?: string | undefined
  chart?: string | undefined
}

async function reprocess(
  { target, ...selection }: Selection & { target?: 'aws' | undefined },
  globals: GlobalOptions,
): Promise<void> {
  if (target === 'aws') return reprocessDeployed(selection, globals)
  const { withApp } = await import('./with-app.ts')
  const { transformAndLoad } = await import('../pipeline.ts')
  await withApp(globals, async (app) => {
    const objects = await listRawObjects(app.raw, selection)
    printNote(`transforming ${pluralize(objects.length, 'raw object')} again`)
    const report = await withProgress(({ watch }) => transformAndLoad(app, watch, objects))
    if (app.local === null && report.rewritten.length > 0) printNote(rewrittenForSnowflake)
    printReport(app, report)
  })
}

const rewrittenForSnowflake =
  'Snowflake never loads a path twice by itself: docs/deploy-snowflake.md describes how to load rewritten files'

async function reprocessDeployed(selection: Selection, globals: GlobalOptions): Promise<void> {
  const { loadCommandConfig } = await import('./with-app.ts')
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  const { leaveOutPurged } = await import('../transform/leave-out-purged.ts')
  const { queueReprocessing } = await import('../cloud/aws/operations/queue-reprocessing.ts')
  const config = loadCommandConfig(globals)
  const raw = await deployedStore(config, 'rawBucket')
  const curated = await deployedStore(config, 'curatedBucket')
  const listed = await withElapsedTime('listing raw objects', listRawObjects(raw, selection))
  const objects = await leaveOutPurged({ raw, curated }, listed)
  await withElapsedTime('sending requests', queueReprocessing(config.aws, objects))
  printNote(
    `requested the transform of ${pluralize(objects.length, 'raw object')} of ${raw.address} from the function`,
  )
}

/** Addresses `<prefix>/<raw key>`. An object that is moved in the meantime is found under its new prefix. */
async function listRawObjects(raw: ObjectStore, selection: Selection): Promise<string[]> {
  const { parseRawKey, rawPrefixes } = await import('../domain/keys.ts')
  const { findRawKeys } = await import('../transform/backlog.ts')
  const unmatched = new Set(selection.objects)
  const isNamed = (rawKey: string) => {
    const names = selection.objects.filter((name) => rawKey === name || rawKey.startsWith(`${name}/`))
    for (const name of names) unmatched.delete(name)
    return selection.objects.length === 0 || names.length > 0
  }
  const isWanted = (rawKey: string) => {
    const identity = parseRawKey(rawKey)
    if (identity === null || !isNamed(rawKey)) return false
    const { source, chart } = selection
    if (source !== undefined && identity.source !== source) return false
    return chart === undefined || ('chart' in identity && identity.chart === chart)
  }
  const prefixes: readonly RawPrefix[] = selection.failed ? ['failed'] : rawPrefixes
  const objects: string[] = []
  for (const prefix of prefixes) {
    for (const rawKey of await findRawKeys(raw, prefix))
      if (isWanted(rawKey)) objects.push(`${prefix}/${rawKey}`)
  }
  if (unmatched.size > 0) {
    throw new UsageError(`there is no raw object ${[...unmatched].join(', ')} in ${raw.address}`, {
      advice: 'expected keys without to_process/, processed/ or failed/, as `hitparade doctor` prints them',
    })
  }
  if (objects.length === 0 && !selection.failed) {
    const { source, chart } = selection
    const what = [source && ` of source ${source}`, chart && ` of chart ${chart}`].filter(Boolean).join('')
    throw new UsageError(`there is no raw object${what} in ${raw.address}`, {
      advice: 'see which charts are stored with `hitparade status`',
    })
  }
  return objects
}
