import type { ChartConfig } from './config.ts'

/** What `init` writes into a configuration file. */
export interface Setup {
  /** Address of the JSON schema, relative to the file. */
  schema: string
  /** A folder relative to the file, or `s3://<bucket>/<prefix>`. */
  store: string
  charts: SetupChart[]
  time_zone: string
  run_at: string
}

/** A chart with the fields that the file states; null and empty ones are left out. */
export type SetupChart = Pick<ChartConfig, 'chart' | 'source' | 'playlist' | 'name'> &
  Partial<Pick<ChartConfig, 'expected_size' | 'scope' | 'market' | 'cadence' | 'weekdays' | 'lag_days'>>

/** The text of a configuration file, with a comment for each setting. */
export function formatConfigFile(setup: Setup): string {
  const { schema, charts } = setup
  return `// The configuration of hitparade. Comments and trailing commas are allowed, and paths are relative to this file.
// hitparade.example.jsonc of the package shows every setting. Do not put secrets here.
{
  // Editors complete and check this file with it.
  "$schema": ${JSON.stringify(schema)},

${formatStore(setup.store)}

  // The first run of a chart begins its history. "chart" is its permanent key: change the name instead.
  "charts": [
${charts.map((chart) => formatChart(chart, setup)).join(',\n')}
  ]
}
`
}

function formatStore(store: string): string {
  if (!store.startsWith('s3://')) {
    return `  // Everything is stored here: the responses as received, the tables made from them, and the warehouse.
  "data_dir": ${JSON.stringify(store)},`
  }
  const address = store.replace(/\/+$/, '')
  return `  // The responses as received, and the tables made from them.
  "raw": ${JSON.stringify(`${address}/raw`)},
  "curated": ${JSON.stringify(`${address}/curated`)},
  // The warehouse, which is made from the tables.
  "data_dir": "./hitparade-data",`
}

function formatChart(chart: SetupChart, { time_zone, run_at }: Setup): string {
  const {
    chart: key,
    source,
    playlist,
    name,
    expected_size,
    scope,
    market,
    cadence,
    weekdays,
    lag_days,
  } = chart
  const state = (field: string, value: unknown) => [
    `      ${JSON.stringify(field)}: ${JSON.stringify(value)},`,
  ]
  const stateIf = (field: string, value: unknown) =>
    value === undefined || value === null || value === '' ? [] : state(field, value)
  const comment = (text: string, lines: string[]) => (lines.length > 0 ? [`      // ${text}`, ...lines] : [])
  return [
    '    {',
    ...state('chart', key),
    ...state('source', source),
    ...stateIf('playlist', playlist),
    ...state('name', name),
    ...comment(
      '`hitparade status` reports a chart of another size.',
      stateIf('expected_size', expected_size),
    ),
    ...stateIf('scope', scope),
    ...stateIf('market', market),
    ...(cadence === 'weekly' ? state('cadence', cadence) : []),
    ...stateIf('weekdays', weekdays),
    ...(lag_days ? state('lag_days', lag_days) : []),
    '      // `hitparade schedule` fetches it at this time, in this time zone. It also determines the date of each issue.',
    ...state('run_at', run_at),
    ...state('time_zone', time_zone),
    '    }',
  ].join('\n')
}
