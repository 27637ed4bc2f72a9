import type { ChartConfig } from '../../config/config.ts'
import { formatStamp } from '../../domain/time.ts'
import { simulatedCredentials } from '../../simulator/api/simulated-apps.ts'
import type { Simulator } from '../../simulator/simulator-server.ts'
import { type SimulatedChart, simulatedCharts } from '../../simulator/world/simulated-charts.ts'
import type { Tokens } from '../oauth/access-tokens.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { ChartSource, SourceConfig } from '../source.ts'
import { sourceHistories } from '../source-histories.ts'
import { fetchPlaylist } from '../spotify/fetch-spotify.ts'
import { clientCredentials } from '../spotify/spotify-token.ts'
import { simulatorTerms } from './simulator-terms.ts'

export interface SimulatorOptions {
  /** URL of a simulator; null: the first request starts one in this process. */
  url?: string | null
  /** Seed of the simulator in this process; null: its default. */
  seed?: number | null
  /** Milliseconds since 1970. */
  now?(): number
}

/** Stored in place of the address of a simulator in this process, whose port is another one in each run. */
const storedAddress = 'http://simulator.invalid'

export function openSimulator({ sources }: SourceConfig): ChartSource {
  return simulatorSource(sources.simulator)
}

/** The simulated Spotify Web API. The simulated instant is part of its URL. */
export function simulatorSource({
  url = null,
  seed = null,
  now = Date.now,
}: SimulatorOptions = {}): ChartSource {
  let started: Promise<Simulator> | null = null
  let open: Promise<{ url: string; tokens: Tokens }> | null = null

  async function start() {
    if (url === undefined || url === null) started = startSimulator(seed)
    const address = url ?? (await started)?.url ?? ''
    const credentials = simulatedCredentials
    // A token from a URL without an instant is valid at all instants.
    const token_url = `${address}/api/token`
    return { url: address, tokens: clientCredentials({ source: 'simulator', token_url, credentials, now }) }
  }
  return {
    name: 'simulator',
    terms: simulatorTerms,
    history: sourceHistories.simulator,
    address: url,
    charts: () => simulatedCharts.map(toChartConfig),
    async fetch(request) {
      open ??= start()
      const simulator = await open
      const instant = request.at ?? `${request.chart_date}T06:00:00Z`
      const base = `${simulator.url}/${formatStamp(new Date(instant).toISOString())}/v1`
      const { tokens } = simulator
      const playlist = { source: 'simulator', url: base, tokens, request, now, isBelieved: true }
      const raw = await fetchPlaylist(playlist)
      return started === null ? raw : withAddress(raw, simulator.url, storedAddress)
    },
    async close() {
      await (await started)?.close()
      started = null
      open = null
    },
  }
}

/** Loaded when used: a simulator in another process needs no server here. */
async function startSimulator(seed: number | null): Promise<Simulator> {
  const simulator = await import('../../simulator/simulator-server.ts')
  return simulator.startSimulator({ relativeLinks: true, ...(seed === null ? {} : { seed }) })
}

function withAddress({ header, bodies }: RawSnapshot, from: string, to: string): RawSnapshot {
  const pages = header.pages.map((page) => ({ ...page, url: page.url?.replace(from, to) ?? null }))
  return { header: { ...header, pages }, bodies }
}

function toChartConfig(chart: SimulatedChart): ChartConfig {
  return { ...chart, source: 'simulator', weekdays: null, time_zone: 'UTC', lag_days: 0, run_at: ['12:00'] }
}
