import { UsageError } from '../domain/errors.ts'
import { parseRawKey, type RawPrefix, rawPrefixes } from '../domain/keys.ts'
import { transformAndLoad } from '../pipeline.ts'
import type { ObjectStore } from '../storage/store.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { progress, withSpinner } from '../terminal/progress.ts'
import { findRawKeys } from '../transform/backlog.ts'
import type { GlobalOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { loadCommandConfig, withApp } from './with-app.ts'

interface Selection {
  source?: string
  chart?: string
}

interface Options extends Selection {
  failed?: boolean
  target?: 'aws'
}

/** `hitparade reprocess`: transforms stored raw objects again, wherever they lie, and goes the rest of the way. */
export async function reprocess(
  { failed, target, ...selection }: Options,
  globals: GlobalOptions,
): Promise<void> {
  const among: readonly RawPrefix[] = failed ? ['failed'] : rawPrefixes
  if (target === 'aws') return reprocessDeployed(among, selection, globals)
  await withApp(globals, async (app) => {
    const keys = await listRawKeys(app.raw, among, selection)
    printNote(`transforming ${pluralize(keys.length, 'raw object')} again`)
    const { watch, end } = progress()
    const report = await transformAndLoad(app, watch, keys)
    end()
    printReport(app, report)
  })
}

/** `hitparade rebuild`. */
export async function rebuild(globals: GlobalOptions): Promise<void> {
  await withApp(globals, async ({ local }) => {
    if (local === null) throw new UsageError(nothingToRebuild.problem, { advice: nothingToRebuild.advice })
    const { watch, end } = progress()
    const { files, charts } = await local.rebuild((step) => watch('load', 0, 0, step))
    end()
    printNote(`rebuilt ${pluralize(charts, 'chart')} from ${pluralize(files, 'curated file')}`)
  })
}

const nothingToRebuild = {
  problem: 'there is nothing to rebuild in Snowflake, which computes core from landing by itself',
  advice: 'load files that its pipes missed with `hitparade load --warehouse snowflake --from <date>`',
}

/** The same in the cloud: its transform function is asked for each. */
async function reprocessDeployed(
  among: readonly RawPrefix[],
  selection: Selection,
  globals: GlobalOptions,
): Promise<void> {
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  const { queueReprocessing } = await import('../cloud/aws/operations/queue-reprocessing.ts')
  const config = loadCommandConfig(globals)
  const raw = await deployedStore(config, 'rawBucket')
  const keys = await withSpinner('listing raw objects', listRawKeys(raw, among, selection))
  await withSpinner('asking for them', queueReprocessing(config.aws, keys))
  printNote(`asked the transform function for ${pluralize(keys.length, 'raw object')} of ${raw.address}`)
}

/** The keys of what is wanted; an object that is moved on meanwhile is found where it lies then. */
async function listRawKeys(
  raw: ObjectStore,
  among: readonly RawPrefix[],
  selection: Selection,
): Promise<string[]> {
  const keys: string[] = []
  for (const stage of among) {
    for (const rawKey of await findRawKeys(raw, stage)) {
      if (isWanted(rawKey, selection)) keys.push(`${stage}/${rawKey}`)
    }
  }
  return keys
}

function isWanted(key: string, { source, chart }: Selection): boolean {
  const identity = parseRawKey(key)
  if (identity === null) return false
  if (source !== undefined && identity.source !== source) return false
  return chart === undefined || ('chart' in identity && identity.chart === chart)
}
