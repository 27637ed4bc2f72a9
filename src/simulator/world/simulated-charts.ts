import { homes } from './homes.ts'
import { drawId } from './random.ts'

/** A chart of the invented world. */
export interface SimulatedChart {
  /** Slug. */
  chart: string
  playlist: string
  name: string
  expected_size: 50 | 100
  scope: 'global' | 'market'
  /** ISO 3166, lower case; null for the global chart. */
  market: string | null
  cadence: 'daily'
}

const country = (market: string, name: string): SimulatedChart => ({
  chart: `${name.toLowerCase().replaceAll(' ', '-')}-top-50`,
  playlist: drawId('playlist', market),
  name: `${name} Top 50`,
  expected_size: 50,
  scope: 'market',
  market,
  cadence: 'daily',
})

/** The charts of the invented world: playlists with an issue every day since 2017-01-01. The global chart is first. */
export const simulatedCharts: readonly SimulatedChart[] = [
  {
    chart: 'global-top-100',
    playlist: drawId('playlist', 'global'),
    name: 'Global Top 100',
    expected_size: 100,
    scope: 'global',
    market: null,
    cadence: 'daily',
  },
  country('us', 'United States'),
  country('br', 'Brazil'),
  country('de', 'Germany'),
  country('ua', 'Ukraine'),
  country('eg', 'Egypt'),
  country('in', 'India'),
  country('jp', 'Japan'),
  country('kr', 'South Korea'),
]

export const firstChartDate = '2017-01-01'

/** The home of a chart; undefined for the global chart. */
export function findHome(chart: SimulatedChart) {
  return homes.find((home) => home.market === chart.market)
}
