import { type Config, loadConfig } from '../config.ts'
import { type Home, openHome } from '../home.ts'
import type { GlobalOptions } from './commands/words.ts'

/** Opens what the flags, the environment and the configuration name, does the work and closes it again. */
export async function withHome<T>(
  globals: GlobalOptions,
  work: (home: Home) => Promise<T>,
  role?: Parameters<typeof openHome>[2],
): Promise<T> {
  const home = await openHome(configOf(globals), undefined, role)
  try {
    return await work(home)
  } finally {
    await home.close()
  }
}

/** What the flags, the environment and the file say. */
export function configOf({ dataDir, config, warehouse }: GlobalOptions): Config {
  const flags = {
    ...(dataDir === undefined ? {} : { data_dir: dataDir }),
    ...(config === undefined ? {} : { config }),
    ...(warehouse === undefined ? {} : { warehouse }),
  }
  return loadConfig({ flags })
}
