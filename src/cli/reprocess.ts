import { UsageError } from '../errors.ts'
import type { Home } from '../home.ts'
import { settle } from '../pipeline.ts'
import { parseRawKey, type Stage } from '../store/keys.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { counted, say } from './print.ts'
import { patience, progress } from './progress.ts'
import { sayReport } from './report.ts'

interface Selection {
  source?: string
  chart?: string
}

/** `hitparade reprocess`: moves stored raw objects back to `to_process/` and goes the rest of the way. */
export async function reprocess(
  options: Selection & { failed?: boolean },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async (home) => {
    const stages: Stage[] = options.failed ? ['failed'] : ['failed', 'processed']
    const moved = await patience('moving raw objects', moveBack(home, stages, options))
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

async function moveBack({ raw }: Home, stages: Stage[], options: Selection): Promise<number> {
  let moved = 0
  for (const stage of stages) {
    const keys: string[] = []
    for await (const { key } of raw.list(`${stage}/`)) if (isWanted(key, options)) keys.push(key)
    for (const key of keys) {
      const outcome = await raw.move(key, key.replace(`${stage}/`, 'to_process/'))
      if (outcome === 'moved') moved += 1
    }
  }
  return moved
}

function isWanted(key: string, { source, chart }: Selection): boolean {
  const identity = parseRawKey(key)
  if (identity === null) return false
  if (source !== undefined && identity.source !== source) return false
  return chart === undefined || ('chart' in identity && identity.chart === chart)
}
