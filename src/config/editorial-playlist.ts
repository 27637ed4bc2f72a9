import { SourceError } from '../domain/errors.ts'
import type { ChartConfig, Config } from './config.ts'

/** How the ids of playlists begin that Spotify makes itself. */
const EDITORIAL = '37i9dQZ'

/** The chart of a playlist that a command would fetch. */
type FetchedChart = Pick<ChartConfig, 'source' | 'playlist'>

/**
 * Why a chart is never fetched: Spotify shows its own playlists only to apps with extended quota. Null: it may be
 * fetched. The error has code `EditorialPlaylist`.
 */
export function findRefusal(
  { source, playlist }: FetchedChart,
  { spotify }: { spotify: Pick<Config['sources']['spotify'], 'extended_quota'> },
): SourceError | null {
  const isRefused = source === 'spotify' && isEditorial(playlist) && !spotify.extended_quota
  return isRefused ? editorialPlaylist(source, playlist) : null
}

/** The charts of a configuration that are never fetched. `import` may still use their playlists to name a chart. */
export function listRefused<Chart extends FetchedChart>(
  charts: readonly Chart[],
  sources: Config['sources'],
): { chart: Chart; refusal: SourceError }[] {
  return charts.flatMap((chart) => {
    const refusal = findRefusal(chart, sources)
    return refusal === null ? [] : [{ chart, refusal }]
  })
}

/** Throws the refusal of the first chart that is never fetched. */
export function requireFetchable({ charts, sources }: Pick<Config, 'charts' | 'sources'>): void {
  const [first] = listRefused(charts, sources)
  if (first !== undefined) throw first.refusal
}

export function isEditorial(playlist: string): boolean {
  return playlist.startsWith(EDITORIAL)
}

/** Spotify closed its own playlists to every app that had no extended quota on that day. */
export function editorialPlaylist(source: string, playlist: string): SourceError {
  return new SourceError(
    'EditorialPlaylist',
    `${playlist} is a playlist of Spotify itself, which ${source} has not shown to new apps since 2024-11-27`,
    {
      advice:
        'copy its songs into a playlist of your own, import the chart CSV files with `hitparade import`, or use another source such as deezer; if your app has extended quota, set "extended_quota": true under "sources", "spotify"',
      details: { playlist },
    },
  )
}
