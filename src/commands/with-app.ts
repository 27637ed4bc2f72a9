import { type App, openApp } from '../app.ts'
import { type Config, loadConfig } from '../config/config.ts'
import { printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'

/** Opens what the flags, the environment and the configuration name, does the work and closes it again. */
export async function withApp<T>(
  globals: GlobalOptions,
  work: (app: App) => Promise<T>,
  role?: Parameters<typeof openApp>[2],
): Promise<T> {
  const app = await openApp(loadCommandConfig(globals), undefined, role)
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** Does the same for a command that queries the warehouse. If another version of hitparade built it, it is rebuilt first. */
export async function withWarehouse<T>(
  globals: GlobalOptions,
  work: (app: App) => Promise<T>,
  role?: Parameters<typeof openApp>[2],
): Promise<T> {
  return withApp(
    globals,
    async (app) => {
      await rebuildIfOutdated(app)
      return work(app)
    },
    role,
  )
}

/** Rebuilds a local warehouse that another version of hitparade built, and says so. */
export async function rebuildIfOutdated({ local }: App): Promise<void> {
  if (local === null || !(await local.isOutdated())) return
  printNote('another version of hitparade built the warehouse; rebuilding it from the curated files')
  const { watch, end } = progress()
  try {
    // Not `rebuild`: another process may have rebuilt it meanwhile.
    await local.load((step) => watch('load', 0, 0, step))
  } finally {
    end()
  }
}

/** What the flags, the environment and the file say. */
export function loadCommandConfig({ dataDir, config, warehouse }: GlobalOptions): Config {
  const flags = {
    ...(dataDir === undefined ? {} : { data_dir: dataDir }),
    ...(config === undefined ? {} : { config }),
    ...(warehouse === undefined ? {} : { warehouse }),
  }
  return loadConfig({ flags })
}
