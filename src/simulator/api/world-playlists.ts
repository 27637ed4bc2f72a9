import { type SimulatedChart, simulatedCharts } from '../world/simulated-charts.ts'
import { type FaultKind, faultKinds, faultPlaylist } from './faults.ts'

/**
 * Which Spotify answers: `extended` as apps with extended quota have it (`track`, every field), `development` as
 * new apps have had it since 2026 (`item`, fewer fields, no `/tracks`), `both` with both shapes at once.
 */
const apiWorlds = ['extended', 'development', 'both'] as const
export type ApiWorld = (typeof apiWorlds)[number]

export interface SimulatedPlaylist {
  playlist: string
  chart: SimulatedChart
  /** The place of its chart in `simulatedCharts`. */
  number: number
  /** Null: that of the app which asks. */
  world: ApiWorld | null
}

/** Playlists that always answer as one world does, whoever asks: the global chart. */
export const worldPlaylists = apiWorlds.map((world) => ({ world, playlist: `sim-world-${world}` }))

const all = new Map<string, SimulatedPlaylist>()
for (const [number, chart] of simulatedCharts.entries()) {
  all.set(chart.playlist, { playlist: chart.playlist, chart, number, world: null })
}
for (const { playlist, world } of worldPlaylists) all.set(playlist, ofGlobalChart(playlist, world))
for (const kind of Object.keys(faultKinds) as FaultKind[]) {
  const playlist = faultPlaylist(kind)
  all.set(playlist, ofGlobalChart(playlist, null))
}

export function findPlaylist(id: string): SimulatedPlaylist | null {
  return all.get(id) ?? null
}

function ofGlobalChart(playlist: string, world: ApiWorld | null): SimulatedPlaylist {
  return { playlist, chart: simulatedCharts[0] as SimulatedChart, number: 0, world }
}
