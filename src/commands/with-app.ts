import { type App, type AppOptions, openApp } from '../app.ts'
import { type Config, loadConfig } from '../config/config.ts'
import { presetForLibraries } from '../config/environment.ts'
import { StoreError, WarehouseError } from '../domain/errors.ts'
import { printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { findRawKeys } from '../transform/backlog.ts'
import type { LoadReport, LocalWarehouse } from '../warehouse/warehouse.ts'
import { printLoad } from './print-load.ts'
import type { GlobalOptions } from './shared-options.ts'
import { describeUnfinished } from './targets/here/format-unfinished.ts'

/** Opens the configured stores and warehouse, runs the work and closes them again. */
export async function withApp<T>(
  globals: GlobalOptions,
  work: (app: App) => Promise<T>,
  { now, ...options }: AppOptions & { now?: () => string } = {},
): Promise<T> {
  const app = await openApp(loadCommandConfig(globals), now, options)
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/**
 * The same for a command that queries the warehouse. A warehouse of another version of hitparade is rebuilt first, and
 * work that an earlier command has left is mentioned.
 */
export async function withWarehouse<T>(
  globals: GlobalOptions,
  work: (app: App) => Promise<T>,
  options?: AppOptions,
): Promise<T> {
  return withApp(
    globals,
    async (app) => {
      await noteUnfinished(app)
      await rebuildIfOutdated(app)
      return work(app)
    },
    options,
  )
}

/** The same for a command that also loads: it rebuilds a damaged warehouse as well, which others report. */
export async function withLoadingWarehouse<T>(
  globals: GlobalOptions,
  work: (app: App) => Promise<T>,
  options?: AppOptions,
): Promise<T> {
  const repairAndWork = async (app: App) => {
    await prepareLoading(app)
    return work(app)
  }
  return withApp(globals, repairAndWork, options)
}

/** Mentions work that an earlier command has left, and rebuilds a warehouse of another version, or a damaged one. */
export async function prepareLoading(app: App): Promise<void> {
  await noteUnfinished(app)
  await rebuildIfOutdated(app).catch(async (error: unknown) => {
    if (!(error instanceof WarehouseError && error.code === 'Damaged') || app.local === null) throw error
    printLoad(await loadWithProgress(app.local))
  })
}

/** Counts pending raw objects in a folder only: listing a bucket would take longer than most queries. */
async function noteUnfinished({ raw }: App): Promise<void> {
  if (raw.localPath === undefined) return
  try {
    const waiting = (await findRawKeys(raw, 'to_process')).length
    if (waiting > 0) printNote(describeUnfinished(waiting))
  } catch (error) {
    // The command itself reports a store that it needs.
    if (!(error instanceof StoreError)) throw error
  }
}

/** Rebuilds a local warehouse that another version of hitparade built, and says so. */
export async function rebuildIfOutdated({ local }: App): Promise<void> {
  if (local === null || !(await local.isOutdated())) return
  printNote('another version of hitparade built the warehouse; rebuilding it from the curated files')
  // `load` and not `rebuild`: another process may have rebuilt it meanwhile.
  printLoad(await loadWithProgress(local))
}

function loadWithProgress(local: LocalWarehouse): Promise<LoadReport> {
  return withProgress(({ watch }) => local.load((step) => watch('load', 0, 0, step)))
}

/** The configuration from the flags, the environment and the file. */
export function loadCommandConfig({ dataDir, config, warehouse }: GlobalOptions): Config {
  const flags = {
    ...(dataDir === undefined ? {} : { data_dir: dataDir }),
    ...(config === undefined ? {} : { config }),
    ...(warehouse === undefined ? {} : { warehouse }),
  }
  // The AWS SDK would warn on every run that its later versions will not support Node 20.
  presetForLibraries({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' })
  return loadConfig({ flags })
}
