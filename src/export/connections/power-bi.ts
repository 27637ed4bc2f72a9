import type { ExportDestination } from './export-destination.ts'

/**
 * Text of a Power BI data source file (`.pbids`) for an export. It contains only the address, neither a login nor
 * tables. Null for a DuckDB file, for which Power BI has no built-in connector. Microsoft documents `folder` and
 * `file`, but publishes no example for Snowflake.
 */
export function powerBiConnection(destination: ExportDestination): string | null {
  const details = connectionDetails(destination)
  if (details === null) return null
  const mode = destination.kind === 'snowflake' ? 'DirectQuery' : 'Import'
  return `${JSON.stringify({ version: '0.1', connections: [{ details, options: {}, mode }] }, null, 2)}\n`
}

function connectionDetails(destination: ExportDestination) {
  switch (destination.kind) {
    case 'csv':
    case 'parquet':
      return { protocol: 'folder', address: { path: destination.folder } }
    case 'xlsx':
      return { protocol: 'file', address: { path: destination.file } }
    case 'snowflake':
      return {
        protocol: 'snowflake',
        address: { server: destination.server, warehouse: destination.warehouse },
      }
    case 'duckdb':
      return null
  }
}
