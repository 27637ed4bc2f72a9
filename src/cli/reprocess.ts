import type { GlobalOptions } from '../cli.ts'
import { settle } from '../pipeline.ts'
import { parseRawKey, type Stage } from '../store/keys.ts'
import { withHome } from './home.ts'
import { say } from './print.ts'
import { progress } from './progress.ts'
import { sayReport } from './run.ts'

/** `hitparade reprocess`: moves stored raw objects back to `to_process/` and goes the rest of the way. */
export async function reprocess(
  options: { failed?: boolean; source?: string; chart?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async (home) => {
    const stages: Stage[] = options.failed ? ['failed'] : ['failed', 'processed']
    let moved = 0
    for (const stage of stages) {
      const keys: string[] = []
      for await (const { key } of home.raw.list(`${stage}/`)) if (isWanted(key, options)) keys.push(key)
      for (const key of keys) {
        const outcome = await home.raw.move(key, key.replace(`${stage}/`, 'to_process/'))
        if (outcome === 'moved') moved += 1
      }
    }
    say(`moved ${moved} raw objects back to to_process/`)
    const { watch, end } = progress()
    const report = await settle(home, watch)
    end()
    sayReport({ attempts: [], ...report })
  })
}

/** `hitparade rebuild`. */
export async function rebuild(globals: GlobalOptions): Promise<void> {
  await withHome(globals, async ({ warehouse }) => {
    const { watch, end } = progress()
    const { files, charts } = await warehouse.rebuild((step) => watch('load', 0, 0, step))
    end()
    say(`rebuilt ${charts} charts from ${files} curated files`)
  })
}

function isWanted(key: string, { source, chart }: { source?: string; chart?: string }): boolean {
  const identity = parseRawKey(key)
  if (identity === null) return false
  if (source !== undefined && identity.source !== source) return false
  return chart === undefined || ('chart' in identity && identity.chart === chart)
}
