import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../domain/errors.ts'
import { temporaryFolder } from '../domain/keys.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { openEngine } from '../warehouse/duckdb/duckdb-engine.ts'

/** Milliseconds after which no running process uses a temporary file. */
const ABANDONED = 3_600_000

/** Paths in the data directory that a killed load has left, and that the next load removes. */
export async function listLoadLeftovers(folder: string, now: string): Promise<string[]> {
  const isLeftover = (name: string) => /^(warehouse\.next\.duckdb(\.wal)?|inbox|packs\.next)$/.test(name)
  return listOld(folder, isLeftover, now)
}

/** Temporary files of killed processes in the data directory and in stores that are folders. */
export async function listTemporaryFiles(
  folder: string,
  { raw, curated }: Stores,
  now: string,
): Promise<string[]> {
  const folders = [raw, curated].flatMap(({ localPath, address }: ObjectStore) =>
    localPath === undefined ? [] : [join(address, temporaryFolder)],
  )
  const lists = [listOld(folder, (name) => /^lock\.duckdb\.\d+$/.test(name), now)]
  for (const each of folders) lists.push(listOld(each, () => true, now))
  return (await Promise.all(lists)).flat()
}

async function listOld(folder: string, isWanted: (name: string) => boolean, now: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const old: string[] = []
  for (const name of names.filter(isWanted).sort()) {
    const path = join(folder, name)
    const written = (await stat(path).catch(() => null))?.mtime
    if (written !== undefined && Date.parse(now) - written.getTime() > ABANDONED) old.push(path)
  }
  return old
}

/** Whether a DuckDB file exists and cannot be opened, although no other process has locked it. */
export async function isDamaged(path: string): Promise<boolean> {
  const failure = await findOpenFailure(path)
  return failure !== null && !isLocked(failure)
}

/** Why a DuckDB file cannot be opened; null if it can, or does not exist. */
export async function findOpenFailure(path: string): Promise<WarehouseError | null> {
  if ((await stat(path).catch(() => null)) === null) return null
  try {
    ;(await openEngine(path, 'read_only')).close()
    return null
  } catch (error) {
    if (error instanceof WarehouseError) return error
    throw error
  }
}

/** Whether a file cannot be opened because another process writes it. */
export function isLocked({ details }: WarehouseError): boolean {
  return details.holder_pid !== undefined
}
