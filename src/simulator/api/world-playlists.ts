import { type SimulatedChart, simulatedCharts } from '../world/simulated-charts.ts'
import { type FaultKind, faultKinds, faultPlaylist } from './faults.ts'

/**
 * The variants of the Spotify API: `extended` for apps with extended quota (`track`, every field), `development` for new
 * apps since 2026 (`item`, fewer fields, no `/tracks`), `both` for both shapes at once.
 */
const apiWorlds = ['extended', 'development', 'both'] as const
export type ApiWorld = (typeof apiWorlds)[number]

/** A playlist and the chart that it contains. */
export interface SimulatedPlaylist {
  playlist: string
  chart: SimulatedChart
  /** The index of its chart in `simulatedCharts`. */
  number: number
  /** Null: the world of the requesting app. */
  world: ApiWorld | null
}

/** Playlists with the global chart, each always in one world, whatever the app. */
export const worldPlaylists = apiWorlds.map((world) => ({ world, playlist: `sim-world-${world}` }))

const playlists = new Map<string, SimulatedPlaylist>()
for (const [number, chart] of simulatedCharts.entries()) {
  playlists.set(chart.playlist, { playlist: chart.playlist, chart, number, world: null })
}
for (const { playlist, world } of worldPlaylists)
  playlists.set(playlist, createGlobalPlaylist(playlist, world))
for (const kind of Object.keys(faultKinds) as FaultKind[]) {
  const playlist = faultPlaylist(kind)
  playlists.set(playlist, createGlobalPlaylist(playlist, null))
}

/** The playlist with an id; null for an unknown id. */
export function findPlaylist(id: string): SimulatedPlaylist | null {
  return playlists.get(id) ?? null
}

function createGlobalPlaylist(playlist: string, world: ApiWorld | null): SimulatedPlaylist {
  return { playlist, chart: simulatedCharts[0] as SimulatedChart, number: 0, world }
}
