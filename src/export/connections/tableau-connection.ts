import { basename } from 'node:path'
import type { KnownTable } from '../export-table.ts'
import { columnLetters } from '../formats/xlsx-sheet.ts'
import type { ExportPlace } from './export-place.ts'

/** How Tableau reaches a place, and what tables and columns are called there. */
export interface TableauConnection {
  class: 'snowflake' | 'textscan' | 'excel-direct'
  caption: string
  attributes: Record<string, string>
  /** How the place spells a name of ours. */
  spelled(name: string): string
  /** What Tableau calls a table there, and how it finds it. */
  relation(table: string): { name: string; table: string }
  /** Attributes of a list of columns that the file itself does not type; null where the place knows its types. */
  columns: ((table: KnownTable) => Record<string, string>) | null
}

/** Null where Tableau has no connection of its own, as for Parquet and DuckDB files. */
export function tableauConnection(place: ExportPlace): TableauConnection | null {
  const same = (name: string) => name
  const slashed = (path: string) => path.replaceAll('\\', '/')
  switch (place.kind) {
    case 'csv':
      return {
        class: 'textscan',
        caption: basename(place.folder),
        attributes: {
          directory: slashed(place.folder),
          filename: 'chart_entries.csv',
          password: '',
          server: '',
        },
        spelled: same,
        relation: (table) => ({ name: `${table}.csv`, table: `[${table}#csv]` }),
        columns: () => ({ 'character-set': 'UTF-8', header: 'yes', locale: 'en_US', separator: ',' }),
      }
    case 'xlsx':
      return {
        class: 'excel-direct',
        caption: basename(place.file),
        attributes: {
          cleaning: 'no',
          compat: 'no',
          dataRefreshTime: '',
          filename: slashed(place.file),
          interpretationMode: '0',
          password: '',
          server: '',
          validate: 'no',
        },
        spelled: same,
        relation: (table) => ({ name: table, table: `[${table}$]` }),
        columns: ({ columns, rows }) => {
          const grid = `A1:${columnLetters(columns.length - 1)}${rows + 1}`
          return { gridOrigin: `${grid}:no:${grid}:0`, header: 'yes', outcome: '6' }
        },
      }
    case 'snowflake': {
      // Names that were not quoted when they were made are kept in upper case.
      const spelled = (name: string) => name.toUpperCase()
      const { server, database, schema, warehouse, role } = place
      return {
        class: 'snowflake',
        caption: server,
        attributes: {
          dbname: spelled(database),
          'odbc-connect-string-extras': '',
          'one-time-sql': '',
          schema: spelled(schema),
          server,
          service: spelled(role),
          username: '',
          warehouse: spelled(warehouse),
        },
        spelled,
        relation: (table) => ({
          name: spelled(table),
          table: `[${spelled(database)}].[${spelled(schema)}].[${spelled(table)}]`,
        }),
        columns: null,
      }
    }
    default:
      return null
  }
}
