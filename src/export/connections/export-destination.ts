/** Where a BI tool finds the exported tables. Paths are absolute. */
export type ExportDestination =
  | { kind: 'csv' | 'parquet'; folder: string }
  | { kind: 'xlsx' | 'duckdb'; file: string }
  | SnowflakeDestination

export interface SnowflakeDestination {
  kind: 'snowflake'
  /** Host, e.g. `myorg-myaccount.snowflakecomputing.com`. */
  server: string
  database: string
  schema: string
  warehouse: string
  role: string
}
