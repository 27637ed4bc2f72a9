import type { ExportPlace } from './export-place.ts'

/**
 * A Power BI data source file (`.pbids`) that opens the place of an export: it holds where to look and nothing else,
 * neither a login nor tables. Null where Power BI has no connection of its own, as for a DuckDB file. Microsoft
 * describes `folder` and `file`; for Snowflake it publishes no example.
 */
export function powerBiConnection(place: ExportPlace): string | null {
  const details = connectionDetails(place)
  if (details === null) return null
  const mode = place.kind === 'snowflake' ? 'DirectQuery' : 'Import'
  return `${JSON.stringify({ version: '0.1', connections: [{ details, options: {}, mode }] }, null, 2)}\n`
}

function connectionDetails(place: ExportPlace) {
  switch (place.kind) {
    case 'csv':
    case 'parquet':
      return { protocol: 'folder', address: { path: place.folder } }
    case 'xlsx':
      return { protocol: 'file', address: { path: place.file } }
    case 'snowflake':
      return { protocol: 'snowflake', address: { server: place.server, warehouse: place.warehouse } }
    case 'duckdb':
      return null
  }
}
