import { atOnce } from '../at-once.ts'
import { UsageError } from '../errors.ts'
import { settle } from '../pipeline.ts'
import { parseRawKey, type Stage } from '../store/keys.ts'
import { unlessMissing } from '../store/refusals.ts'
import type { ObjectStore } from '../store/store.ts'
import { isStored } from '../store/stored.ts'
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

/** Objects on their way at once. */
const AT_ONCE = 8

const bringing = 'bringing raw objects back'

/** `hitparade reprocess`: brings stored raw objects back to `to_process/` and goes the rest of the way. */
export async function reprocess(options: Options, globals: GlobalOptions): Promise<void> {
  const stages: Stage[] = options.failed ? ['failed'] : ['failed', 'processed']
  if (options.target === 'aws') return reprocessDeployed(stages, options, globals)
  await withHome(globals, async (home) => {
    const brought = await patience(bringing, bringBack(home.raw, stages, options))
    say(`brought ${counted(brought, 'raw object')} back to to_process/`)
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
  const brought = await patience(bringing, bringBack(raw, stages, selection))
  say(
    `brought ${counted(brought, 'raw object')} back to ${raw.address}/to_process/; the transform function does the rest`,
  )
}

/**
 * Copies them: each stays where it is, as somebody else's transform may be quick, and a deletion that comes late would
 * delete what that has just put there again. What failed and was read since goes.
 */
async function bringBack(raw: ObjectStore, stages: Stage[], selection: Selection): Promise<number> {
  let brought = 0
  for (const stage of stages) {
    const wanted = (await rawKeysIn(raw, stage)).filter((rawKey) => isWanted(rawKey, selection))
    await atOnce(wanted, AT_ONCE, async (rawKey) => {
      const key = `${stage}/${rawKey}`
      if (stage === 'failed' && (await isStored(raw, rawKey, ['processed']))) return raw.delete(key)
      const bytes = await unlessMissing(() => raw.get(key))
      // Another command has swept it away since it was listed.
      if (bytes === null) return
      if ((await raw.put(`to_process/${rawKey}`, bytes)) === 'stored') brought += 1
    })
  }
  return brought
}

function isWanted(key: string, { source, chart }: Selection): boolean {
  const identity = parseRawKey(key)
  if (identity === null) return false
  if (source !== undefined && identity.source !== source) return false
  return chart === undefined || ('chart' in identity && identity.chart === chart)
}
