import { mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../storage/folder/folder-errors.ts'
import type { DiskEffects } from './disk-effects.ts'
import { packFolders } from './packs/pack-folder.ts'

/** The files of a warehouse in a folder. A load writes `next` and renames it to `current`. */
export function warehouseFiles(folder: string) {
  const current = join(folder, 'warehouse.duckdb')
  const next = join(folder, 'warehouse.next.duckdb')
  /** Copies of curated files, if their store is not on this machine. */
  const inbox = join(folder, 'inbox')
  /** Where DuckDB writes what exceeds the memory. */
  const spill = `${next}.tmp`
  return { current, next, inbox, spill }
}

/** Removes what a load that failed or was killed leaves. */
export async function removeLeftovers(folder: string): Promise<void> {
  const { next, inbox, spill } = warehouseFiles(folder)
  for (const path of [next, `${next}.wal`, spill, inbox, packFolders(folder).next])
    await rm(path, { recursive: true, force: true })
}

/** Makes `next` the warehouse. After a crash of the machine there is the old or the new one, whole. */
export async function publish(folder: string, disk: DiskEffects): Promise<void> {
  const { current, next } = warehouseFiles(folder)
  await disk.sync(next)
  try {
    await disk.rename(next, current)
  } catch (error) {
    if (!hasCode(error, 'EISDIR')) throw error
    await moveFolderAway(current)
    await disk.rename(next, current)
  }
  await disk.sync(folder)
}

/** Removes a folder that has the name of a file. If it contains something, it gets another name. */
export async function moveFolderAway(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (error) {
    // Another process was first.
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return
    await rename(path, await mkdtemp(`${path}.moved-`))
  }
}
