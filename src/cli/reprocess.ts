import { UsageError } from '../errors.ts'
import { settle } from '../pipeline.ts'
import { parseRawKey, type Stage, stages } from '../store/keys.ts'
import type { ObjectStore } from '../store/store.ts'
import { rawKeysIn } from '../transform/backlog.ts'
import type { GlobalOptions } from './commands/words.ts'
import { configOf, withHome } from './home.ts'
import { counted, say } from './print.ts'
import { patience, progress } from './progress.ts'
import { sayReport } from './report.ts'

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
  const among: readonly Stage[] = failed ? ['failed'] : stages
  if (target === 'aws') return reprocessDeployed(among, selection, globals)
  await withHome(globals, async (home) => {
    const keys = await keysOf(home.raw, among, selection)
    say(`transforming ${counted(keys.length, 'raw object')} again`)
    const { watch, end } = progress()
    const report = await settle(home, watch, keys)
    end()
    sayReport(report)
  })
}

/** `hitparade rebuild`. */
export async function rebuild(globals: GlobalOptions): Promise<void> {
  await withHome(globals, async ({ warehouse }) => {
    if (warehouse.loads === 'by itself') throw new UsageError(nothingToRebuild)
    const { watch, end } = progress()
    const { files, charts } = await warehouse.rebuild((step) => watch('load', 0, 0, step))
    end()
    say(`rebuilt ${counted(charts, 'chart')} from ${counted(files, 'curated file')}`)
  })
}

const nothingToRebuild =
  'there is nothing to rebuild in Snowflake: core is computed from landing by itself; ' +
  '`hitparade load --warehouse snowflake --from <date>` brings in files that its pipes have missed'

/** The same in the cloud: its transform function is asked for each. */
async function reprocessDeployed(
  among: readonly Stage[],
  selection: Selection,
  globals: GlobalOptions,
): Promise<void> {
  const { deployedStore } = await import('../aws/account.ts')
  const { askTransform } = await import('../aws/ask-transform.ts')
  const config = configOf(globals)
  const raw = await deployedStore(config, 'rawBucket')
  const keys = await patience('listing raw objects', keysOf(raw, among, selection))
  await patience('asking for them', askTransform(config.aws, keys))
  say(`asked the transform function for ${counted(keys.length, 'raw object')} of ${raw.address}`)
}

/** The keys of what is wanted; an object that is moved on meanwhile is found where it lies then. */
async function keysOf(raw: ObjectStore, among: readonly Stage[], selection: Selection): Promise<string[]> {
  const keys: string[] = []
  for (const stage of among) {
    for (const rawKey of await rawKeysIn(raw, stage)) {
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
