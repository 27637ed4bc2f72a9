import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../../domain/hash.ts'
import { encodeSegment } from '../../../domain/keys.ts'
import type { SnapshotTable } from '../../../domain/tables/tables.ts'
import { hasCode } from '../../../storage/folder/folder-errors.ts'

/**
 * The packs of a month: for each table one file with the rows of its single curated files. They are a cache, so that a
 * rebuild need not open the single files, and have the folder `packs/<source>/<yyyy-mm>.v<transform version>`.
 */
export interface PackedMonth {
  /** The path of the folder below `packs`. */
  id: string
  /** The folder. */
  path: string
}

/** What the list of a month says of one pack. */
export interface Pack {
  /** Hash of the bytes of the pack, hex. */
  sha256: string
  /** The curated files whose rows it contains. */
  files: PackedFile[]
}

/** A curated file as it was when its rows were read. */
export interface PackedFile {
  key: string
  /** Bytes. */
  size: number
  /** When it was written, in milliseconds. */
  modified: number
}

/** The packs of a month by table. It is written last, so a folder without it is not complete. */
export type PackList = Partial<Record<SnapshotTable, Pack>>

const listName = 'packs.json'

/** The folder of all packs, and the one in which packs are written before they get their name. */
export function packFolders(folder: string) {
  return { packs: join(folder, 'packs'), next: join(folder, 'packs.next') }
}

export const packPath = (month: string, table: SnapshotTable) => join(month, `${table}.parquet`)

export function packId(source: string, month: string, transform_version: number): string {
  return `${encodeSegment(source)}/${month}.v${transform_version}`
}

/** The id of the month that has the pack of a curated file; null for files of imports and any others. */
export function findPackId(key: string): string | null {
  const match = /^[^/]+\/([^/]+)\/[^/]+\/(\d{4}-\d{2})-\d{2}\/[^/]+\.v(\d+)\.parquet$/.exec(key)
  return match === null ? null : `${match[1]}/${match[2]}.v${match[3]}`
}

/** All months that have packs. */
export async function listPackedMonths(folder: string): Promise<PackedMonth[]> {
  const { packs } = packFolders(folder)
  const months: PackedMonth[] = []
  for (const source of await readNames(packs))
    for (const name of await readNames(join(packs, source)))
      months.push({ id: `${source}/${name}`, path: join(packs, source, name) })
  return months
}

/** The list of a month; null if it is missing or not as it was written. */
export async function readPackList({ path }: PackedMonth): Promise<PackList | null> {
  const text = await readFile(join(path, listName), 'utf8').catch(() => '')
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  return end > 0 && text.slice(0, end) === sha256(body) ? (JSON.parse(body) as PackList) : null
}

/** Its first line is the hash of the rest. */
export async function writePackList(month: string, list: PackList): Promise<void> {
  const body = JSON.stringify(list)
  await writeFile(join(month, listName), `${sha256(body)}\n${body}`)
}

export async function dropMonth({ path }: PackedMonth): Promise<void> {
  await rm(path, { recursive: true, force: true })
}

/** Deletes all packs. */
export async function dropPacks(folder: string): Promise<void> {
  await rm(packFolders(folder).packs, { recursive: true, force: true })
}

/** In order; none if the folder does not exist. */
async function readNames(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort()
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}
