import { sqlTypes } from '../../../domain/tables/ddl.ts'
import { type Column, type ColumnType, type TableName, tables } from '../../../domain/tables/tables.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'

export interface ObjectColumn {
  name: string
  /** As a statement spells it, e.g. `varchar`. */
  type: string
  required: boolean
  /** What the column means; its comment in Snowflake. */
  about: string
}

/** The types of `tables.ts` in Snowflake, where `timestamp` depends on a session setting. */
export const landingTypes: Record<ColumnType, string> = { ...sqlTypes, timestamp: 'timestamp_ntz' }

/** Column → metadata with which a COPY fills it. */
export const metadata = {
  loaded_at: 'metadata$start_scan_time',
  file_name: 'metadata$filename',
} as const

const metadataColumns: ObjectColumn[] = [
  {
    name: 'loaded_at',
    type: 'timestamp_ltz',
    required: false,
    about: 'when Snowflake read the file that the row is from',
  },
  { name: 'file_name', type: 'varchar', required: false, about: 'curated file that the row is from' },
]

/** The columns of a landing table in Snowflake: those of `tables.ts` and the metadata. */
export function landingColumns(table: TableName): ObjectColumn[] {
  const columns = Object.entries<Column>(tables[table].columns).map(([name, { type, required, about }]) => ({
    name,
    type: landingTypes[type],
    required,
    about,
  }))
  return [...columns, ...metadataColumns]
}

/** The statement that creates a landing table. `plan-table.ts` adds the columns of later versions. */
export function createLandingTable(table: TableName): string {
  const columns = landingColumns(table).map(
    ({ name, type, required, about }) =>
      `    ${name} ${type}${required ? ' not null' : ''} comment ${quoteSnowflakeLiteral(about)}`,
  )
  const { grain } = tables[table]
  return `create table if not exists landing.${table} (\n${columns.join(',\n')}\n)\ncomment = ${quoteSnowflakeLiteral(grain)}`
}

/**
 * The clauses of a COPY into a landing table, after its files. Columns are matched by name, so a new column needs no new
 * pipe. A column that the table lacks is not loaded, and a file that cannot be read is skipped whole.
 */
export function copyOptions(fileFormat: string): string {
  const included = Object.entries(metadata).map(([column, source]) => `${column} = ${source}`)
  return [
    `file_format = (format_name = landing.${fileFormat})`,
    'match_by_column_name = case_insensitive',
    `include_metadata = (${included.join(', ')})`,
  ].join('\n')
}

/** The statement that loads a table's curated files from its folder in the stage: all, or only these paths in the folder. */
export function copyStatement(
  table: TableName,
  { stage, fileFormat }: { stage: string; fileFormat: string },
  paths: string[] | null = null,
): string {
  const files = paths === null ? '' : `files = (${paths.map(quoteSnowflakeLiteral).join(', ')})\n`
  return `copy into landing.${table}\nfrom @landing.${stage}/${table}/\n${files}${copyOptions(fileFormat)}`
}
