import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { UsageError } from '../domain/errors.ts'
import type { ObjectStore } from '../storage/store.ts'
import { type Exported, type ExportJob, writeExport } from './write-export.ts'

/** As `ExportJob`. `out` is the key of a file; empty for BI tables as Parquet or CSV, which get a key each. */
export interface StoreExportJob extends ExportJob {
  store: ObjectStore
}

/**
 * Writes an export into a store, when all of its files are complete on this machine. The files that open it in Tableau and
 * Power BI are left out, because they name local paths. Throws a `UsageError` if an object exists and `force` is false.
 */
export async function writeExportToStore({ store, ...job }: StoreExportJob): Promise<Exported> {
  const { tables, format, force } = job
  const keys = job.out === '' ? tables.map(({ name }) => `${name}.${format}`) : [job.out]
  if (!force) await requireNoObject(store, keys)
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-export-'))
  try {
    const { files, formulas } = await writeExport({ ...job, out: join(folder, job.out || 'tables') })
    const exported = files.filter(({ file }) => keys.includes(basename(file)))
    for (const { file } of exported) await store.replace(basename(file), await readFile(file))
    return {
      files: exported.map((each) => ({ ...each, file: `${store.address}/${basename(each.file)}` })),
      formulas,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function requireNoObject(store: ObjectStore, keys: string[]): Promise<void> {
  for await (const { key } of store.list('')) {
    if (!keys.includes(key)) continue
    throw new UsageError(`${store.address}/${key} already exists`, {
      advice: 'choose another address with --out, or pass --force to replace it',
      details: { path: `${store.address}/${key}` },
    })
  }
}
