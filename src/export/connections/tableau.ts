import { sha256 } from '../../domain/hash.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import type { ExportColumn, KnownTable } from '../export-table.ts'
import { element, escaped, type Xml } from '../formats/xml.ts'
import type { ExportPlace } from './export-place.ts'
import { type TableauConnection, tableauConnection } from './tableau-connection.ts'

/**
 * A Tableau data source (`.tds`): the connection, every table and column with its meaning, and the relationships of
 * the star. Null where Tableau has no connection of its own, as for Parquet and DuckDB files.
 */
export function tableauDataSource(place: ExportPlace, known: KnownTable[]): string | null {
  // The widest first: its columns get the names that have no table behind them.
  const tables = [...known].sort((a, b) => b.columns.length - a.columns.length)
  const connection = tableauConnection(place)
  if (connection === null) return null
  const name = `${connection.class}.${sha256(JSON.stringify(place)).slice(0, 28)}`
  const fields = listFields(tables, connection)
  const relations = tables.map((table) => relationXml(table, connection, name))
  const xml = element('datasource', { 'formatted-name': 'hitparade', inline: 'true', version: '18.1' }, [
    element('document-format-change-manifest', {}, [
      element('ObjectModelEncapsulateLegacy'),
      element('ObjectModelTableType'),
      element('SchemaViewerObjectModel'),
    ]),
    element('connection', { class: 'federated' }, [
      element('named-connections', {}, [
        element('named-connection', { caption: connection.caption, name }, [
          element('connection', { class: connection.class, ...connection.attributes }),
        ]),
      ]),
      element('relation', { type: 'collection' }, relations),
      element(
        'cols',
        {},
        fields.map(({ local, parent, column }) =>
          element('map', { key: local, value: `[${parent}].[${connection.spelled(column.name)}]` }),
        ),
      ),
      element(
        'metadata-records',
        {},
        fields.map((field) => metadataXml(field, connection)),
      ),
    ]),
    element('aliases', { enabled: 'yes' }),
    ...fields.map(columnXml),
    ...tables.map(({ name: table }) =>
      element('column', {
        caption: table,
        datatype: 'table',
        name: `[__tableau_internal_object_id__].[${objectId(table)}]`,
        role: 'measure',
        type: 'quantitative',
      }),
    ),
    element('object-graph', {}, [
      element(
        'objects',
        {},
        tables.map((table, index) =>
          element('object', { caption: table.name, id: objectId(table.name) }, [
            element('properties', { context: '' }, [relations[index] ?? '']),
          ]),
        ),
      ),
      element('relationships', {}, relationshipXml(tables, fields)),
    ]),
  ])
  return `<?xml version='1.0' encoding='utf-8' ?>\n${xml}\n`
}

interface Field {
  table: string
  /** The table as Tableau calls it. */
  parent: string
  column: ExportColumn
  ordinal: number
  /** Unique in the data source, in brackets. */
  local: string
  /** Without them. */
  caption: string
}

/** Every column of every table; a name that was there before is told apart by its table, as Tableau does. */
function listFields(tables: KnownTable[], connection: TableauConnection): Field[] {
  const taken = new Set<string>()
  return tables.flatMap(({ name: table, columns }) =>
    columns.map((column, ordinal) => {
      const name = connection.spelled(column.name)
      const parent = connection.relation(table).name
      const local = taken.has(name) ? `[${name} (${parent})]` : `[${name}]`
      const caption = taken.has(name) ? `${column.name} (${table})` : column.name
      taken.add(name)
      return { table, parent, column, ordinal, local, caption }
    }),
  )
}

function relationXml(table: KnownTable, connection: TableauConnection, connectionName: string): Xml {
  const { columns } = connection
  const list = table.columns.map(({ name, type }, ordinal) =>
    element('column', { datatype: tableauTypes[type].local, name, ordinal: String(ordinal) }),
  )
  return element(
    'relation',
    { connection: connectionName, ...connection.relation(table.name), type: 'table' },
    columns === null ? [] : [element('columns', columns(table), list)],
  )
}

function metadataXml({ table, parent, column, ordinal, local }: Field, connection: TableauConnection): Xml {
  const name = connection.spelled(column.name)
  const { remote, local: type } = tableauTypes[column.type]
  return element('metadata-record', { class: 'column' }, [
    element('remote-name', {}, [escaped(name)]),
    element('remote-type', {}, [String(remote)]),
    element('local-name', {}, [escaped(local)]),
    element('parent-name', {}, [escaped(`[${parent}]`)]),
    element('remote-alias', {}, [escaped(name)]),
    element('ordinal', {}, [String(ordinal)]),
    element('local-type', {}, [type]),
    element('aggregation', {}, [defaultAggregation(column)]),
    element('contains-null', {}, ['true']),
    element('object-id', {}, [escaped(`[${objectId(table)}]`)]),
  ])
}

function columnXml({ column, local, caption }: Field): Xml {
  const isNumber = ['integer', 'bigint', 'double'].includes(column.type)
  const isTime = column.type === 'date' || column.type === 'timestamp'
  const words = column.unit === null ? column.meaning : `${column.meaning} [${column.unit}]`
  return element(
    'column',
    {
      ...(isNumber ? { aggregation: defaultAggregation(column) } : {}),
      caption,
      datatype: tableauTypes[column.type].local,
      name: local,
      role: isNumber ? 'measure' : 'dimension',
      type: isNumber ? 'quantitative' : isTime ? 'ordinal' : 'nominal',
    },
    [element('desc', {}, [element('formatted-text', {}, [element('run', {}, [escaped(words)])])])],
  )
}

/** Only what adds up is summed: the best position, the newest count otherwise. */
const summed = ['points', 'points_share', 'metric', 'entry_count', 'reject_count', 'credit_share']

function defaultAggregation({ name, type }: ExportColumn): string {
  if (type === 'date' || type === 'timestamp') return 'Year'
  if (type === 'text' || type === 'boolean') return 'Count'
  if (summed.includes(name)) return 'Sum'
  return name.endsWith('position') ? 'Min' : 'Max'
}

function relationshipXml(tables: KnownTable[], fields: Field[]): Xml[] {
  const findLocalName = (table: string, column: string | undefined) =>
    fields.find((field) => field.table === table && field.column.name === column)?.local ?? ''
  return tables.flatMap(({ name, refers }) =>
    refers.map(({ column, table: other }) => {
      const key = tables.find((table) => table.name === other)?.key[0]
      return element('relationship', {}, [
        element('expression', { op: '=' }, [
          element('expression', { op: findLocalName(name, column) }),
          element('expression', { op: findLocalName(other, key) }),
        ]),
        element('first-end-point', { 'object-id': objectId(name) }),
        element('second-end-point', { 'object-id': objectId(other), 'unique-key': 'true' }),
      ])
    }),
  )
}

function objectId(table: string): string {
  return `${table}_${sha256(table).slice(0, 32).toUpperCase()}`
}

/** What Tableau calls the types, and their numbers in OLE DB. */
const tableauTypes: Record<ColumnType, { local: string; remote: number }> = {
  text: { local: 'string', remote: 129 },
  integer: { local: 'integer', remote: 20 },
  bigint: { local: 'integer', remote: 20 },
  double: { local: 'real', remote: 5 },
  boolean: { local: 'boolean', remote: 11 },
  date: { local: 'date', remote: 133 },
  timestamp: { local: 'datetime', remote: 135 },
}
