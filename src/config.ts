/** One chart as the configuration describes it; sources give their own defaults in the same shape. */
export interface ChartConfig {
  /** Slug, stable for ever: `[a-z0-9-]`, not `import`. */
  chart: string
  source: string
  /** The source's id of the playlist. */
  playlist: string
  name: string
  expected_size: number | null
  scope: 'global' | 'market' | 'other'
  /** ISO 3166 country, lower case; null unless the scope is `market`. */
  market: string | null
  cadence: 'daily' | 'weekly'
  /** ISO weekdays on which it appears, e.g. `5` or `12345`; null: every day (daily) or every 7 days (weekly). */
  weekdays: string | null
  /** IANA name. */
  time_zone: string
  /** Days that the chart lies behind the day of the run. */
  lag_days: number
}
