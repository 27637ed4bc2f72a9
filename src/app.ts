import { type ChartConfig, type Config, findNearest } from './config/config.ts'
import { UsageError, WarehouseError } from './domain/errors.ts'
import { biTables } from './models/bi-tables.ts'
import { coreModels, modelsFingerprint } from './models/core-models.ts'
import { openSource } from './sources/registry.ts'
import type { ChartSource } from './sources/source.ts'
import { openStore } from './storage/open-store.ts'
import type { ObjectStore } from './storage/store.ts'
import type { Stores } from './transform/transform-object.ts'
import { duckdbWarehouse } from './warehouse/duckdb/duckdb-warehouse.ts'
import { snowflakeLogin } from './warehouse/snowflake/role-login.ts'
import { snowflakeWarehouse } from './warehouse/snowflake/snowflake-warehouse.ts'
import type { Warehouse } from './warehouse/warehouse.ts'

/** Everything of one configuration, opened: the stores, the warehouse and the sources that are asked for. */
export interface App extends Stores {
  config: Config
  warehouse: Warehouse
  /** ISO instant of the clock. */
  now(): string
  /** The source of that name, opened once. Throws `UsageError` for an unknown name. */
  source(name: string): Promise<ChartSource>
  /** Days of a chart that an import brought; none where there is no warehouse yet. */
  importedDates(source: string, chart: string): Promise<string[]>
  close(): Promise<void>
}

/** As whom Snowflake is asked, unless the configuration names a role: a monitor also sees landing and the pipes. */
type Role = 'reader' | 'monitor'

/** Opens what the configuration names. Nothing is created before something is written. */
export async function openApp(
  config: Config,
  now = () => new Date().toISOString(),
  role: Role = 'reader',
): Promise<App> {
  const raw = await openStore(config.raw, config.s3)
  const curated = await openStore(config.curated, config.s3)
  const warehouse = openWarehouse(config, curated, role)
  const sources = new Map<string, Promise<ChartSource>>()
  return {
    config,
    raw,
    curated,
    warehouse,
    now,
    source(name) {
      const open = sources.get(name) ?? openSource(name, config)
      sources.set(name, open)
      return open
    },
    importedDates: (source, chart) => importedDates(warehouse, source, chart),
    async close() {
      // One that could not be opened has said so already.
      for (const opened of await Promise.allSettled(sources.values())) {
        if (opened.status === 'fulfilled') await opened.value.close?.()
      }
      await warehouse.close()
    },
  }
}

function openWarehouse(config: Config, curated: ObjectStore, role: Role): Warehouse {
  if (config.warehouse === 'snowflake')
    return snowflakeWarehouse({ login: snowflakeLogin(config, role), curated: curated.address })
  const models = coreModels()
  const views = biTables().map(({ name, sql }) => ({ name: `bi.${name}`, sql }))
  const fingerprint = modelsFingerprint([...models, ...views])
  return duckdbWarehouse({ folder: config.data_dir, curated, models, views, fingerprint })
}

/**
 * The charts that a command is about: those of the configuration, else the named source's own, else (without
 * any configuration file) the simulator's. Throws `UsageError` for a chart that is not among them.
 */
export async function selectCharts(
  app: App,
  { source, chart }: { source?: string | undefined; chart?: string | undefined },
): Promise<ChartConfig[]> {
  const { config } = app
  // Charts without a playlist come from files only: they are imported, never fetched.
  const configured = config.charts.filter(
    (each) => each.playlist !== '' && (source ?? each.source) === each.source,
  )
  const fallback = source ?? (config.file === null ? 'simulator' : null)
  if (configured.length === 0 && fallback === null) {
    throw new UsageError(`${config.file} configures no chart to fetch`, {
      advice: 'add one under "charts", or name a --source',
    })
  }
  const charts = configured.length > 0 ? configured : (await app.source(fallback ?? '')).charts()
  if (charts.length === 0) throw new UsageError(noCharts(fallback ?? '', config))
  if (chart === undefined) return charts
  const named = charts.filter((each) => each.chart === chart || `${each.source}/${each.chart}` === chart)
  if (named.length > 0) return named
  const known = charts.map((each) => each.chart)
  const near = findNearest(chart, known)
  const hint = near === null ? `known are ${known.join(', ') || 'none'}` : `did you mean ${near}?`
  throw new UsageError(`there is no chart ${chart}`, { advice: hint })
}

function noCharts(source: string, { file }: Config): string {
  const place = file ?? 'hitparade.jsonc'
  return `${source} has no chart of its own; add yours under "charts" in ${place}, as hitparade.example.jsonc shows`
}

async function importedDates(warehouse: Warehouse, source: string, chart: string): Promise<string[]> {
  try {
    const { rows } = await warehouse.query(
      `select distinct chart_date from core.snapshots
       where source = :source and chart = :chart and snapshot_id like 'import-%'`,
      { source, chart },
    )
    return rows.map((row) => String(row.chart_date))
  } catch (error) {
    if (error instanceof WarehouseError && error.code === 'Unavailable') return []
    throw error
  }
}
