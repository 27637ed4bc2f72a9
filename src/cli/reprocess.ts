import { UsageError } from '../errors.ts'
import { settle } from '../pipeline.ts'
import { parseRawKey, type Stage } from '../store/keys.ts'
import type { ObjectStore } from '../store/store.ts'
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

/** `hitparade reprocess`: moves stored raw objects back to `to_process/` and goes the rest of the way. */
export async function reprocess(options: Options, globals: GlobalOptions): Promise<void> {
  const stages: Stage[] = options.failed ? ['failed'] : ['failed', 'processed']
  if (options.target === 'aws') return reprocessDeployed(stages, options, globals)
  await withHome(globals, async (home) => {
    const moved = await patience('moving raw objects', bringBack(home.raw, stages, options, moveBack))
    say(`moved ${counted(moved, 'raw object')} back to to_process/`)
    const { watch, end } = progress()
    const report = await settle(home, watch)
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

/** The same in the bucket that was deployed: what comes to `to_process/` there is the transform function's. */
async function reprocessDeployed(
  stages: Stage[],
  selection: Selection,
  globals: GlobalOptions,
): Promise<void> {
  const { deployedStore } = await import('../aws/account.ts')
  const raw = await deployedStore(configOf(globals), 'rawBucket')
  const brought = await patience('bringing raw objects back', bringBack(raw, stages, selection, copyBack))
  say(
    `brought ${counted(brought, 'raw object')} back to ${raw.address}/to_process/; the transform function does the rest`,
  )
}

/** Whether there is something to transform that was not before. */
type Way = (raw: ObjectStore, from: string, to: string) => Promise<boolean>

async function moveBack(raw: ObjectStore, from: string, to: string): Promise<boolean> {
  return (await raw.move(from, to)) === 'moved'
}

/**
 * What is processed stays there as well: the function is quick, and a deletion that comes late would delete what it has
 * just moved there again.
 */
async function copyBack(raw: ObjectStore, from: string, to: string): Promise<boolean> {
  if (from.startsWith('failed/')) return moveBack(raw, from, to)
  return (await raw.put(to, await raw.get(from))) === 'stored'
}

async function bringBack(raw: ObjectStore, stages: Stage[], selection: Selection, way: Way): Promise<number> {
  let brought = 0
  for (const stage of stages) {
    const keys: string[] = []
    for await (const { key } of raw.list(`${stage}/`)) if (isWanted(key, selection)) keys.push(key)
    for (const key of keys) {
      if (await way(raw, key, key.replace(`${stage}/`, 'to_process/'))) brought += 1
    }
  }
  return brought
}

function isWanted(key: string, { source, chart }: Selection): boolean {
  const identity = parseRawKey(key)
  if (identity === null) return false
  if (source !== undefined && identity.source !== source) return false
  return chart === undefined || ('chart' in identity && identity.chart === chart)
}
