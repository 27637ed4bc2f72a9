import { type App, openApp } from '../app.ts'
import { type Config, loadConfig, presetForLibraries } from '../config/config.ts'
import type { GlobalOptions } from './options.ts'

/** Opens the configured stores and warehouse, runs the work and closes them again. */
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
