import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readRemembered, writeRemembered } from './remembered-file.ts'

/** Days after which a bucket is compared whole again, not only its last chart dates. */
const DAYS_BETWEEN = 7

/**
 * What an earlier command has compared whole, kept in the data directory. Without it, or if it cannot be read, everything is
 * compared again.
 */
export interface Comparison {
  /** ISO instant at which the last whole comparison began. */
  at: string
  /** What it compared: addresses, versions. Of anything else it says nothing. */
  of: string
}

/** The last comparison of this name; null if it compared something else. */
export async function readComparison<T extends Comparison>(
  folder: string,
  name: string,
  of: string,
): Promise<T | null> {
  const found = (await readRemembered(findPath(folder, name))) as T | null
  return found?.of === of && !Number.isNaN(Date.parse(found.at)) ? found : null
}

/** Whether a comparison was written whose name begins like this. */
export async function hasComparison(folder: string, prefix: string): Promise<boolean> {
  const names = await readdir(join(folder, 'compared')).catch(() => [])
  return names.some((name) => name.startsWith(prefix) && name.endsWith('.json'))
}

/** If the data directory cannot be written, nothing is remembered: the next command compares everything again. */
export async function writeComparison<T extends Comparison>(
  folder: string,
  name: string,
  comparison: T,
): Promise<void> {
  await writeRemembered(findPath(folder, name), comparison)
}

/** Whether the last comparison is too old to look for new objects only. */
export function isComparisonDue(last: Comparison | null, now: string): boolean {
  const age = last === null ? null : Date.parse(now) - Date.parse(last.at)
  return age === null || age < 0 || age >= DAYS_BETWEEN * 86_400_000
}

function findPath(folder: string, name: string): string {
  return join(folder, 'compared', `${name}.json`)
}
