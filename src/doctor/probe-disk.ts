import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Finding } from '../domain/finding.ts'

const GIB = 2 ** 30

/** Bytes that must be free in any case. */
const LEAST = GIB / 2

/** Whether the volume of the data directory has room for a load, which copies the warehouse. */
export async function probeDisk(data_dir: string): Promise<{ findings: Finding[]; fine: string }> {
  const warehouse = (await stat(join(data_dir, 'warehouse.duckdb')).catch(() => null))?.size ?? 0
  const { bavail, bsize } = await statfs(findExisting(data_dir))
  const free = bavail * bsize
  const needed = Math.max(LEAST, 2 * warehouse)
  const shown = `${(free / GIB).toFixed(1)} GiB free on the volume of ${data_dir}`
  if (free >= needed) return { findings: [], fine: shown }
  const next = `free some space: a load needs ${(needed / GIB).toFixed(1)} GiB, because it copies the warehouse`
  return { findings: [{ finding: shown, next }], fine: '' }
}

/** The folder, or the nearest one above it that exists. */
function findExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : findExisting(dirname(folder))
}
