import type { GlobalOptions } from '../cli.ts'
import { loadConfig } from '../config.ts'
import { type Home, openHome } from '../home.ts'

/** Opens what the flags, the environment and the configuration name, does the work and closes it again. */
export async function withHome<T>(globals: GlobalOptions, work: (home: Home) => Promise<T>): Promise<T> {
  const { dataDir, config, warehouse } = globals
  const flags = {
    ...(dataDir === undefined ? {} : { data_dir: dataDir }),
    ...(config === undefined ? {} : { config }),
    ...(warehouse === undefined ? {} : { warehouse }),
  }
  const home = await openHome(loadConfig({ flags }))
  try {
    return await work(home)
  } finally {
    await home.close()
  }
}
