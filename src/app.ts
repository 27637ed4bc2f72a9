import type { ChartConfig, Config } from './config/config.ts'
import { isFetched } from './config/playlist.ts'
import { matchCharts, suggestCharts } from './domain/chart-name.ts'
import { UsageError, WarehouseError } from './domain/errors.ts'
import { biTables } from './models/bi-tables.ts'
import { coreModels, modelsFingerprint } from './models/core-models.ts'
import type { HttpSession } from './sources/http/http-session.ts'
import { authorisationFile } from './sources/oauth/authorisation-file.ts'
import { openSource } from './sources/registry.ts'
import type { ChartSource } from './sources/source.ts'
import { requireDataFolder } from './storage/folder/require-data-folder.ts'
import { openStore } from './storage/open-store.ts'
import type { Stores } from './storage/store.ts'
import { type DuckdbOptions, duckdbWarehouse } from './warehouse/duckdb/duckdb-warehouse.ts'
import { snowflakeLogin } from './warehouse/snowflake/role-login.ts'
import { snowflakeWarehouse } from './warehouse/snowflake/snowflake-warehouse.ts'
import type { LocalWarehouse, Warehouse } from './warehouse/warehouse.ts'

/** What a configuration names, opened: the stores, the warehouse and the sources in use. */
export interface App extends Stores {
  config: Config
  warehouse: Warehouse
  /** The same warehouse if it is a file on this machine; null for Snowflake, whose pipes load new files by themselves. */
  local: LocalWarehouse | null
  /** ISO instant of the clock. */
  now(): string
  /** Sends the requests of runs; left out: each run has a session of its own. */
  http?: HttpSession
  /** The source with this name, opened once. Throws `UsageError` for an unknown name. */
  source(name: string): Promise<ChartSource>
  /** Dates of a chart that were imported; an empty list if there is no warehouse that can be read. */
  importedDates(source: string, chart: string): Promise<string[]>
  close(): Promise<void>
}

export interface AppOptions {
  /** The Snowflake role, unless the configuration names one. A monitor can also read landing and the pipes. */
  role?: 'reader' | 'monitor'
  /** Seconds after which a query of the warehouse fails; left out: none. */
  querySeconds?: number | undefined
  /** Threads that a warehouse in a file uses for a query; left out: one for each core. */
  threads?: number | undefined
}

/**
 * Opens the stores and the warehouse of a configuration. Nothing is created before something is written. After an upgrade
 * of hitparade, queries throw a `WarehouseError` with code `Outdated` until `await app.local?.load()` has rebuilt the
 * warehouse; `app.local?.isOutdated()` says whether that is needed.
 */
export async function openApp(
  config: Config,
  now = () => new Date().toISOString(),
  { role = 'reader', ...limits }: AppOptions = {},
): Promise<App> {
  requireDataFolder(config.data_dir)
  const raw = await openStore(config.raw, config.s3)
  const curated = await openStore(config.curated, config.s3)
  const local = config.warehouse === 'snowflake' ? null : openDuckdb(config, { curated, now, ...limits })
  const warehouse =
    local ?? snowflakeWarehouse({ ...snowflakeLogin(config, role), querySeconds: limits.querySeconds })
  const sources = new Map<string, Promise<ChartSource>>()
  return {
    config,
    raw,
    curated,
    warehouse,
    local,
    now,
    source(name) {
      const authorisation = authorisationFile(config.data_dir, name)
      const open = sources.get(name) ?? openSource(name, { ...config, authorisation })
      sources.set(name, open)
      return open
    },
    importedDates: (source, chart) => importedDates(warehouse, source, chart),
    async close() {
      // A source that could not be opened has already thrown its error.
      for (const opened of await Promise.allSettled(sources.values())) {
        if (opened.status === 'fulfilled') await opened.value.close?.()
      }
      await warehouse.close()
    },
  }
}

function openDuckdb(
  config: Config,
  opened: Pick<DuckdbOptions, 'curated' | 'now' | 'querySeconds' | 'threads'>,
): LocalWarehouse {
  const models = coreModels()
  const views = biTables().map(({ name, sql }) => ({ name: `bi.${name}`, sql }))
  const fingerprint = modelsFingerprint([...models, ...views])
  return duckdbWarehouse({ ...opened, folder: config.data_dir, models, views, fingerprint })
}

/**
 * The charts that a command selects. The first of: those of the configuration; those of the named source; without a
 * configuration file those of the simulator. Throws `UsageError` if no chart is found.
 */
export async function selectCharts(
  app: App,
  { source, chart }: { source?: string | undefined; chart?: string | undefined },
): Promise<ChartConfig[]> {
  const { config } = app
  const configured = config.charts.filter(
    (each) => isFetched(each) && (source ?? each.source) === each.source,
  )
  const fallback = source ?? (config.file === null ? 'simulator' : null)
  if (configured.length === 0 && fallback === null) {
    throw new UsageError(`${config.file} configures no chart to fetch`, {
      advice: 'add one under "charts" or pass --source',
    })
  }
  const charts = configured.length > 0 ? configured : (await app.source(fallback ?? '')).charts()
  if (charts.length === 0) throw noCharts(fallback ?? '', config)
  if (chart === undefined) return charts
  const named = matchCharts(charts, chart)
  if (named.length > 0) return named
  throw new UsageError(`there is no chart ${chart}`, { advice: suggestCharts(charts, chart) })
}

function noCharts(source: string, { file }: Config): UsageError {
  return new UsageError(`${source} has no default charts`, {
    advice: `add yours under "charts" in ${file ?? 'hitparade.jsonc'}, as in hitparade.example.jsonc`,
  })
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
    if (error instanceof WarehouseError && ['Unavailable', 'Damaged'].includes(error.code)) return []
    throw error
  }
}
