import { readFile } from 'node:fs/promises'
import { sha256 } from '../../../domain/hash.ts'
import type { SnapshotTable } from '../../../domain/tables/tables.ts'
import type { CuratedFile } from '../land-files.ts'
import {
  dropMonth,
  findPackId,
  listPackedMonths,
  type PackedMonth,
  type PackList,
  packPath,
  readPackList,
} from './pack-folder.ts'

/** A pack that is read in place of its curated files. */
export interface ChosenPack {
  table: SnapshotTable
  path: string
  files: CuratedFile[]
}

export interface PackChoice {
  packs: ChosenPack[]
  /** The files that no pack contains. */
  single: CuratedFile[]
}

/**
 * Finds the packs that contain exactly what the curated files contain now. A month that disagrees with one of its files,
 * because that is gone or was written again, or whose bytes have changed, is deleted.
 */
export async function choosePacks(folder: string, files: CuratedFile[]): Promise<PackChoice> {
  const single = new Map(files.map((file) => [file.key, file]))
  const packs: ChosenPack[] = []
  for (const month of await listPackedMonths(folder)) {
    const chosen = await readMonth(month, single)
    if (chosen === null) await dropMonth(month)
    for (const pack of chosen ?? []) {
      packs.push(pack)
      for (const { key } of pack.files) single.delete(key)
    }
  }
  return { packs, single: [...single.values()] }
}

/** The packs of a month; null if one of them is not as it must be. */
async function readMonth(
  month: PackedMonth,
  single: ReadonlyMap<string, CuratedFile>,
): Promise<ChosenPack[] | null> {
  const list = await readPackList(month)
  if (list === null) return null
  const chosen: ChosenPack[] = []
  for (const [table, { sha256: expected, files }] of listEntries(list)) {
    const found = files.flatMap(({ key, size, modified }) => {
      const file = single.get(key)
      const isSame = file?.table === table && file.size === size && file.modified === modified
      return isSame && findPackId(key) === month.id ? [file] : []
    })
    if (found.length < files.length) return null
    const path = packPath(month.path, table)
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null || sha256(bytes) !== expected) return null
    chosen.push({ table, path, files: found })
  }
  return chosen
}

const listEntries = (list: PackList) =>
  Object.entries(list) as [SnapshotTable, Required<PackList>[SnapshotTable]][]
