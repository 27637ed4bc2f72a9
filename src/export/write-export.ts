import { mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { requireFree, requireNoFolder, requireOwnFolder, writeAtomically } from './atomic-write.ts'
import type { ExportPlace } from './connections/export-place.ts'
import { powerBiConnection } from './connections/power-bi.ts'
import { tableauDataSource } from './connections/tableau.ts'
import type { ExportTable, ExportView, OnRows } from './export-table.ts'
import { writeCsv } from './formats/csv-format.ts'
import { writeDuckdb } from './formats/duckdb-format.ts'
import { writeParquet } from './formats/parquet-format.ts'
import { requireSheets, writeXlsx } from './formats/xlsx-format.ts'

export const exportFormats = ['parquet', 'csv', 'xlsx', 'duckdb'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportJob {
  /** Those of a star, each after those that it refers to; else one, behind what is said about it if anything is. */
  tables: ExportTable[]
  views: ExportView[]
  isStar: boolean
  format: ExportFormat
  /** Absolute: a file, or the folder of a star in Parquet or CSV. */
  out: string
  /** What is there may be replaced. */
  force: boolean
  onRows: OnRows
}

export interface Exported {
  files: { file: string; rows: number | null; bytes: number }[]
  /** Texts in CSV that a spreadsheet would take for a formula. */
  formulas: number
}

/**
 * Writes an export, whole or not at all, and beside the tables of a star what opens them in Tableau and Power BI.
 * Throws a `UsageError` for a place that is taken and code `ExcelLimit` before anything is written.
 */
export async function writeExport(job: ExportJob): Promise<Exported> {
  const { format, out, tables, force, isStar } = job
  if (format === 'xlsx') await requireSheets(tables)
  if (isStar && (format === 'parquet' || format === 'csv')) return writeFolder({ ...job, format })
  const stem = join(dirname(out), basename(out).replace(/\.[^.]+$/, ''))
  const place: ExportPlace | null =
    isStar && (format === 'xlsx' || format === 'duckdb') ? { kind: format, file: out } : null
  const beside = connectionFiles(place, stem, tables, new Map())
  for (const { path } of [{ path: out }, ...beside]) {
    await requireNoFolder(path)
    await requireFree(path, { force })
  }
  const { counts, onRows } = counting(job)
  let formulas = 0
  await writeAtomically(out, async (temporary) => {
    formulas = await writeExportFile(job, temporary, onRows)
  })
  const connections = connectionFiles(place, stem, tables, counts)
  for (const { path, text } of connections)
    await writeAtomically(path, (temporary) => writeFile(temporary, text))
  const rows = isStar ? null : (counts.get(tables.at(-1)?.name ?? '') ?? 0)
  return { files: await described([{ path: out, rows }, ...connections]), formulas }
}

async function writeExportFile(
  { format, tables, views }: ExportJob,
  path: string,
  onRows: OnRows,
): Promise<number> {
  const table = tables.at(-1)
  // A workbook opens with what it is about and the entries; what they refer to comes behind.
  if (format === 'xlsx') await writeXlsx(path, [...tables].reverse(), onRows)
  else if (format === 'duckdb') await writeDuckdb(path, { tables, views }, onRows)
  else if (format === 'csv' && table !== undefined) return writeCsv(path, table, onRows)
  else if (table !== undefined) await writeParquet(path, table, onRows)
  return 0
}

async function writeFolder(job: ExportJob & { format: 'parquet' | 'csv' }): Promise<Exported> {
  const { format, out, tables, force } = job
  const place: ExportPlace = { kind: format, folder: out }
  const exportFileName = ({ name }: ExportTable) => `${name}.${format}`
  const { counts, onRows } = counting(job)
  const names = connectionFiles(place, 'hitparade', tables, counts).map(({ path }) => path)
  await requireFree(out, { force })
  await requireOwnFolder(out, [...tables.map(exportFileName), ...names])
  let formulas = 0
  await writeAtomically(out, async (temporary) => {
    await mkdir(temporary)
    for (const table of tables) {
      const path = join(temporary, exportFileName(table))
      if (format === 'csv') formulas += await writeCsv(path, table, onRows)
      else await writeParquet(path, table, onRows)
    }
    for (const { path, text } of connectionFiles(place, 'hitparade', tables, counts)) {
      await writeFile(join(temporary, path), text)
    }
  })
  const written = tables.map((table) => ({
    path: join(out, exportFileName(table)),
    rows: counts.get(table.name) ?? 0,
  }))
  return {
    files: await described([...written, ...names.map((name) => ({ path: join(out, name) }))]),
    formulas,
  }
}

function counting({ onRows }: ExportJob) {
  const counts = new Map<string, number>()
  return {
    counts,
    onRows: (table: string, rows: number) => {
      counts.set(table, rows)
      onRows(table, rows)
    },
  }
}

/** What opens a place in BI tools; none where they have no connection of their own for it. */
function connectionFiles(
  place: ExportPlace | null,
  stem: string,
  tables: ExportTable[],
  counts: Map<string, number>,
) {
  if (place === null) return []
  const star = tables.filter(({ key, name }) => key.length > 0 && name !== 'about')
  const known = star.map((table) => ({ ...table, rows: counts.get(table.name) ?? 0 }))
  return [
    { path: `${stem}.tds`, text: tableauDataSource(place, known) },
    { path: `${stem}.pbids`, text: powerBiConnection(place) },
  ].flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]))
}

async function described(files: { path: string; rows?: number | null }[]): Promise<Exported['files']> {
  return Promise.all(
    files.map(async ({ path, rows = null }) => ({ file: path, rows, bytes: (await stat(path)).size })),
  )
}
