import type { ChartConfig } from '../../config/config.ts'

const daily = {
  source: 'deezer',
  expected_size: 100,
  cadence: 'daily' as const,
  weekdays: null,
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['12:00'],
} satisfies Partial<ChartConfig>

export const topWorldwide: ChartConfig = {
  ...daily,
  chart: 'top-worldwide',
  playlist: '3155776842',
  name: 'Top Worldwide',
  scope: 'global',
  market: null,
}

/** The charts of single countries that Deezer itself keeps as playlists. */
export const countryCharts: readonly ChartConfig[] = [
  country('br', 'Brazil', '1111141961'),
  country('fr', 'France', '1109890291'),
  country('de', 'Germany', '1111143121'),
  country('gb', 'UK', '1111142221'),
  country('us', 'USA', '1313621735'),
]

function country(market: string, name: string, playlist: string): ChartConfig {
  const chart = `top-${name.toLowerCase()}`
  return { ...daily, chart, playlist, name: `Top ${name}`, scope: 'market', market }
}
