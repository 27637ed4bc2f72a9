import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  describeColumns,
  type ExportTable,
  queryTable,
  type TableQuery,
} from '../../../export/export-table.ts'
import { writeParquet } from '../../../export/formats/parquet-format.ts'
import { type BiTable, biTables, inlineBiTables, readColumnTypes } from '../../../models/bi-tables.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import { listSources, type Site } from '../../site.ts'
import { bindList } from '../song-entries.ts'

/** Rows of the largest table that a site offers as a file: a file is made in memory. */
const mostRows = 5_000_000

export interface OpenTable {
  table: ExportTable
  rows: number
  /** False if it has too many rows. */
  isOffered: boolean
  /** The bytes of its file. */
  encode(): Promise<Uint8Array>
}

/** The tables for BI tools, with the rows of the sources that the site shows. */
export async function listOpenTables(site: Site): Promise<OpenTable[]> {
  const tables: OpenTable[] = []
  for (const each of biTables()) {
    if (each.isView) continue
    const { table, query } = await selectTable(site, each)
    const rows = await table.count()
    const encode = () => encodeTable(site.warehouse, table, query)
    tables.push({ table, rows, isOffered: rows <= mostRows, encode })
  }
  return tables
}

async function selectTable(site: Site, table: BiTable) {
  const { warehouse } = site
  const { list, parameters } = bindList('source', listSources(site))
  const inlined = inlineBiTables(table.sql)
  const order =
    table.name === 'chart_entries' ? ['source', 'chart', 'chart_date', 'position', 'song_key'] : table.key
  const query = {
    sql: `select selected.* from (\n${inlined}\n) as selected where selected.source in (${list === '' ? 'null' : list})`,
    orderBy: order.map((column) => `selected.${column} asc nulls last`).join(', '),
    parameters,
  }
  const selected: ExportTable = {
    name: table.name,
    about: table.grain,
    key: table.key,
    refers: table.refers,
    columns: describeColumns(await readColumnTypes(warehouse, inlined), table.columns),
    ...queryTable({ warehouse, ...query }),
  }
  return { table: selected, query }
}

/** The bytes of a table as Parquet, written by the engine of the warehouse if it can. */
async function encodeTable(
  warehouse: Warehouse,
  table: ExportTable,
  { sql, orderBy, parameters }: Omit<TableQuery, 'warehouse'>,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-table-'))
  try {
    const path = join(folder, `${table.name}.parquet`)
    const columns = table.columns.map(
      ({ name, type }) => `cast(selected.${name} as ${type === 'text' ? 'varchar' : type}) as ${name}`,
    )
    const ordered = `select ${columns.join(', ')} from (${sql}) as selected order by ${orderBy}`
    if (warehouse.writeParquet === undefined) await writeParquet(path, table, () => {})
    else await warehouse.writeParquet(path, ordered, parameters)
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
