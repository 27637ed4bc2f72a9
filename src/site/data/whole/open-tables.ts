import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeColumns, type ExportTable, queryTable } from '../../../export/export-table.ts'
import { writeParquet } from '../../../export/formats/parquet-format.ts'
import { type BiTable, biTables, inlineBiTables, readColumnTypes } from '../../../models/bi-tables.ts'
import { listSources, type Site } from '../../site.ts'
import { bindList } from '../song-entries.ts'

/** Rows of the largest table that a site offers as a file: a file is made in memory. */
const mostRows = 5_000_000

export interface OpenTable {
  table: ExportTable
  rows: number
  /** False if it has too many rows. */
  isOffered: boolean
}

/** The tables for BI tools, with the rows of the sources that the site shows. */
export async function listOpenTables(site: Site): Promise<OpenTable[]> {
  const tables: OpenTable[] = []
  for (const each of biTables()) {
    if (each.isView) continue
    const table = await selectTable(site, each)
    const rows = await table.count()
    tables.push({ table, rows, isOffered: rows <= mostRows })
  }
  return tables
}

async function selectTable(site: Site, table: BiTable): Promise<ExportTable> {
  const { warehouse } = site
  const { list, parameters } = bindList('source', listSources(site))
  const inlined = inlineBiTables(table.sql)
  const order =
    table.name === 'chart_entries' ? ['source', 'chart', 'chart_date', 'position', 'song_key'] : table.key
  return {
    name: table.name,
    about: table.grain,
    key: table.key,
    refers: table.refers,
    columns: describeColumns(await readColumnTypes(warehouse, inlined), table.columns),
    ...queryTable({
      warehouse,
      sql: `select selected.* from (\n${inlined}\n) as selected where selected.source in (${list === '' ? 'null' : list})`,
      orderBy: order.map((column) => `selected.${column} asc nulls last`).join(', '),
      parameters,
    }),
  }
}

/** The bytes of a table as Parquet. */
export async function encodeOpenTable(table: ExportTable): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-table-'))
  try {
    const path = join(folder, `${table.name}.parquet`)
    await writeParquet(path, table, () => {})
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
