/** Where a BI tool finds the tables. Paths are absolute. */
export type ExportPlace =
  | { kind: 'csv' | 'parquet'; folder: string }
  | { kind: 'xlsx' | 'duckdb'; file: string }
  | SnowflakeExportPlace

export interface SnowflakeExportPlace {
  kind: 'snowflake'
  /** Host, e.g. `myorg-myaccount.snowflakecomputing.com`. */
  server: string
  database: string
  schema: string
  warehouse: string
  role: string
}
