import { relative } from 'node:path'
import type { App } from '../app.ts'
import type { ChartConfig } from '../config/config.ts'
import { loadDemoConfig } from '../config/demo-config.ts'
import { isAttended } from '../config/environment.ts'
import { addDays } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import type { ObjectStore } from '../storage/store.ts'
import { formatInvocation } from '../terminal/invocation.ts'
import { printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--no-serve', 'exit after the chart; without a terminal that is the default')
    .option('--no-open', 'do not open a browser')
    .addHelpText('after', examples('demo', 'demo --no-serve'))
    .action((options, command) => demo(options, command.optsWithGlobals()))
}

/** Days to load, including the newest. */
const DAYS = 90

async function demo(
  { serve, open }: { serve: boolean; open: boolean },
  globals: GlobalOptions,
): Promise<void> {
  const { openApp } = await import('../app.ts')
  const { querySeconds, serveApp } = await import('./serve.ts')
  const config = loadDemoConfig({ flags: { data_dir: globals.dataDir, config: globals.config } })
  const app = await openApp(config, undefined, { querySeconds })
  try {
    await requireOwnFolder(app)
    printNote(`the charts of the demo are invented, with planted defects: ${await listDefects()}`)
    if (!serve || !isAttended()) return await loadAndShow(app)
    await serveApp(app, { port: null, open, prepare: () => loadAndShow(app) })
  } finally {
    await app.close()
  }
}

/** Throws a `UsageError` if the folder contains other charts. */
async function requireOwnFolder({ raw, curated, config }: App): Promise<void> {
  const { parseCuratedKey, parseRawKey, rawPrefixes } = await import('../domain/keys.ts')
  const requireInvented = (rawKey: string) => {
    const source = parseRawKey(rawKey)?.source ?? 'simulator'
    if (source === 'simulator') return
    throw new UsageError(`${config.data_dir} contains charts of ${source}`, {
      advice: 'the demo needs a folder of its own: leave --data-dir out, or name an empty folder',
    })
  }
  for (const prefix of rawPrefixes) for await (const key of listOthers(raw, prefix)) requireInvented(key)
  for await (const key of listOthers(curated, 'chart_issues'))
    requireInvented(parseCuratedKey(key)?.rawKey ?? '')
}

/** The objects that are not the simulator's: of its own there are thousands, and the pages wait for the end of this list. */
async function* listOthers(store: ObjectStore, folder: string): AsyncGenerator<string> {
  for (const source of await store.listFolders(`${folder}/`))
    if (source !== `${folder}/simulator/`) for await (const { key } of store.list(source)) yield key
}

async function listDefects(): Promise<string> {
  const { defectKinds } = await import('../simulator/world/defects.ts')
  return Object.values(defectKinds)
    .map((meaning) => meaning.replace(/:.*/, ''))
    .join(', ')
}

/**
 * Loads the days that are missing, prints a chart, and names what to try next. The chart that it prints is loaded first, so
 * that there is something to see after a few seconds.
 */
async function loadAndShow(app: App): Promise<void> {
  const { prepareLoading } = await import('./with-app.ts')
  await prepareLoading(app)
  const { showInsight } = await import('./show-insight.ts')
  const [first, ...others] = (await app.source('simulator')).charts()
  if (first === undefined) return
  await load(app, [first])
  await showInsight(app, 'chart', { chart: `simulator/${first.chart}`, limit: '20' }, {})
  await load(app, others)
  const folder = relative(process.cwd(), app.config.data_dir)
  printNote(`\nall data is in ${app.config.data_dir}; delete that folder to forget it; try next:`)
  for (const line of ['insights climbers', 'insights top_artists --credit fractional', 'status']) {
    printNote(`  ${formatInvocation()} ${line} --data-dir ${folder}`)
  }
}

async function load(app: App, charts: ChartConfig[]): Promise<void> {
  const { planBackfill } = await import('../extract/plan-run.ts')
  const { runPipeline, transformAndLoad } = await import('../pipeline.ts')
  const to = app.now().slice(0, 10)
  const wanted = await planBackfill(app, { charts, from: addDays(to, 1 - DAYS), to })
  if (wanted.length > 0) {
    const what =
      charts.length === 1 ? `the invented chart ${charts[0]?.name}` : `${charts.length} more charts`
    printNote(`loading ${DAYS} days of ${what} from the simulator`)
    printReport(app, await withProgress(({ watch }) => runPipeline(app, wanted, watch)))
  } else await withProgress(({ watch }) => transformAndLoad(app, watch))
}
