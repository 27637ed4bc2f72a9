import { mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { requireFree, requireNoFolder, requireOwnFolder, writeAtomically } from './atomic-write.ts'
import type { ExportDestination } from './connections/export-destination.ts'
import { powerBiConnection } from './connections/power-bi.ts'
import { tableauDataSource } from './connections/tableau.ts'
import type { ExportTable, ExportView, OnRows } from './export-table.ts'
import { writeCsv } from './formats/csv-format.ts'
import { writeDuckdb } from './formats/duckdb-format.ts'
import { writeParquet } from './formats/parquet-format.ts'
import { requireExcelRows, writeXlsx } from './formats/xlsx-format.ts'

export const exportFormats = ['parquet', 'csv', 'xlsx', 'duckdb'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportJob {
  /** BI tables, each after the tables that it refers to; or one insight, with its `about` table before it, if any. */
  tables: ExportTable[]
  views: ExportView[]
  /** True for the BI tables, false for one insight. */
  isBiExport: boolean
  format: ExportFormat
  /** Absolute path of a file; of a folder for BI tables as Parquet or CSV. */
  out: string
  /** Whether existing files may be replaced. */
  force: boolean
  onRows: OnRows
}

export interface Exported {
  files: { file: string; rows: number | null; bytes: number }[]
  /** Number of texts in CSV that a spreadsheet would run as formulas. */
  formulas: number
}

/**
 * Writes an export atomically, and for BI tables also the files that open them in Tableau and Power BI. Throws a
 * `UsageError` if the output exists, and code `ExcelLimit` for too many rows, before it writes anything.
 */
export async function writeExport(job: ExportJob): Promise<Exported> {
  const { format, out, tables, force, isBiExport } = job
  if (format === 'xlsx') await requireExcelRows(tables)
  if (isBiExport && (format === 'parquet' || format === 'csv')) return writeFolder({ ...job, format })
  const stem = join(dirname(out), basename(out).replace(/\.[^.]+$/, ''))
  const destination: ExportDestination | null =
    isBiExport && (format === 'xlsx' || format === 'duckdb') ? { kind: format, file: out } : null
  const planned = connectionFiles(destination, stem, tables, new Map())
  for (const { path } of [{ path: out }, ...planned]) {
    await requireNoFolder(path)
    await requireFree(path, { force })
  }
  const { counts, onRows } = countRows(job)
  let formulas = 0
  await writeAtomically(out, async (temporary) => {
    formulas = await writeExportFile(job, temporary, onRows)
  })
  const connections = connectionFiles(destination, stem, tables, counts)
  for (const { path, text } of connections)
    await writeAtomically(path, (temporary) => writeFile(temporary, text))
  const rows = isBiExport ? null : (counts.get(tables.at(-1)?.name ?? '') ?? 0)
  return { files: await measureFiles([{ path: out, rows }, ...connections]), formulas }
}

async function writeExportFile(
  { format, tables, views }: ExportJob,
  path: string,
  onRows: OnRows,
): Promise<number> {
  const table = tables.at(-1)
  // The last table becomes the first sheet: BI tables open with `about` and the entries, insights with their rows.
  if (format === 'xlsx') await writeXlsx(path, [...tables].reverse(), onRows)
  else if (format === 'duckdb') await writeDuckdb(path, { tables, views }, onRows)
  else if (format === 'csv' && table !== undefined) return writeCsv(path, table, onRows)
  else if (table !== undefined) await writeParquet(path, table, onRows)
  return 0
}

async function writeFolder(job: ExportJob & { format: 'parquet' | 'csv' }): Promise<Exported> {
  const { format, out, tables, force } = job
  const destination: ExportDestination = { kind: format, folder: out }
  const fileName = ({ name }: ExportTable) => `${name}.${format}`
  const { counts, onRows } = countRows(job)
  const names = connectionFiles(destination, 'hitparade', tables, counts).map(({ path }) => path)
  await requireFree(out, { force })
  await requireOwnFolder(out, [...tables.map(fileName), ...names])
  let formulas = 0
  await writeAtomically(out, async (temporary) => {
    await mkdir(temporary)
    for (const table of tables) {
      const path = join(temporary, fileName(table))
      if (format === 'csv') formulas += await writeCsv(path, table, onRows)
      else await writeParquet(path, table, onRows)
    }
    for (const { path, text } of connectionFiles(destination, 'hitparade', tables, counts)) {
      await writeFile(join(temporary, path), text)
    }
  })
  const written = tables.map((table) => ({
    path: join(out, fileName(table)),
    rows: counts.get(table.name) ?? 0,
  }))
  return {
    files: await measureFiles([...written, ...names.map((name) => ({ path: join(out, name) }))]),
    formulas,
  }
}

function countRows({ onRows }: ExportJob) {
  const counts = new Map<string, number>()
  return {
    counts,
    onRows: (table: string, rows: number) => {
      counts.set(table, rows)
      onRows(table, rows)
    },
  }
}

/** The files that open a destination in Tableau and Power BI, as far as the tools can connect to it. */
function connectionFiles(
  destination: ExportDestination | null,
  stem: string,
  tables: ExportTable[],
  counts: Map<string, number>,
) {
  if (destination === null) return []
  const related = tables.filter(({ key, name }) => key.length > 0 && name !== 'about')
  const known = related.map((table) => ({ ...table, rows: counts.get(table.name) ?? 0 }))
  return [
    { path: `${stem}.tds`, text: tableauDataSource(destination, known) },
    { path: `${stem}.pbids`, text: powerBiConnection(destination) },
  ].flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]))
}

async function measureFiles(files: { path: string; rows?: number | null }[]): Promise<Exported['files']> {
  return Promise.all(
    files.map(async ({ path, rows = null }) => ({ file: path, rows, bytes: (await stat(path)).size })),
  )
}
