import type { Config } from '../config/config.ts'
import { UsageError } from '../domain/errors.ts'
import type { ChartSource } from './source.ts'

/** What sources need of the configuration. */
export type SourceConfig = Pick<Config, 'sources'> & { credentials: Omit<Config['credentials'], 'snowflake'> }

/** Each loads its code when it is opened. */
const sources: Record<string, (config: SourceConfig) => Promise<ChartSource>> = {
  async deezer({ sources }) {
    const { deezerSource } = await import('./deezer/fetch-deezer.ts')
    return deezerSource({ url: sources.deezer.url ?? undefined })
  },
  async simulator({ sources }) {
    const { simulatorSource } = await import('./simulator/fetch-simulator.ts')
    return simulatorSource(sources.simulator)
  },
  async spotify({ sources, credentials }) {
    const { spotifySource } = await import('./spotify/fetch-spotify.ts')
    const { url, token_url } = sources.spotify
    return spotifySource({
      credentials: credentials.spotify,
      url: url ?? undefined,
      token_url: token_url ?? undefined,
    })
  },
}

/** Names of the sources that can be asked. */
export const sourceNames = Object.keys(sources)

/** Opens a source by its name. Throws `UsageError` for an unknown one. */
export async function openSource(name: string, config: SourceConfig): Promise<ChartSource> {
  const open = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (open === undefined) {
    throw new UsageError(`there is no source ${name} to ask`, {
      advice: `known are ${sourceNames.join(', ')}`,
    })
  }
  return open(config)
}
