import { curatedStem, rawPrefixes } from '../../domain/keys.ts'
import { readParquet } from '../../domain/tables/read-parquet.ts'
import { countColumns } from '../../domain/tables/tables.ts'
import { hasObject } from '../../storage/is-stored.ts'
import type { ObjectStore, Stores } from '../../storage/store.ts'
import { orNull } from '../../storage/store-errors.ts'

/**
 * Stores the raw object of a file in `to_process/`, unless it is pending there, or processed with all its curated files.
 * A copy in `failed/`, or without its files, is taken back from there; a copy with other bytes is deleted. Returns
 * whether there is something to transform that was not there before.
 */
export async function storeImport(
  { raw, curated }: Stores,
  rawKey: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const [pending, processed, failed] = rawPrefixes.map((prefix) => `${prefix}/${rawKey}`) as [
    string,
    string,
    string,
  ]
  const isPending = await hasObject(raw, pending)
  const isDone = !isPending && (await hasObject(raw, processed)) && (await isCurated(curated, rawKey))
  const isNew = !isPending && !isDone
  const copies: [key: string, bytes: Uint8Array][] = []
  let isTakenBack = false
  for (const key of isDone ? [failed] : [processed, failed]) {
    const stored = await orNull(() => raw.get(key))
    if (stored === null) continue
    const isSame = Buffer.compare(stored, bytes) === 0
    // A move, because another process may transform the object before a copy of it could be deleted.
    if (!isSame || !isNew) copies.push([key, stored])
    else if ((await raw.move(key, pending)) === 'moved') isTakenBack = true
  }
  const outcome = isNew ? await raw.put(pending, bytes) : 'exists'
  for (const [key, stored] of copies)
    if (isDone || (await hasOtherBytes(raw, pending, stored))) await raw.delete(key)
  return isTakenBack || outcome === 'stored'
}

/**
 * Whether there is an object with other bytes under a key. A pending object with the bytes of a copy may be on its way to
 * that copy: another process that transforms it would leave nothing else.
 */
async function hasOtherBytes(raw: ObjectStore, key: string, bytes: Uint8Array): Promise<boolean> {
  const stored = await orNull(() => raw.get(key))
  return stored !== null && Buffer.compare(stored, bytes) !== 0
}

/** Whether all curated files of a raw object are stored, in any version of the transform. */
async function isCurated(curated: ObjectStore, rawKey: string): Promise<boolean> {
  for await (const { key } of curated.list(`${curatedStem('chart_issues', rawKey)}.v`)) {
    if (await hasAllFiles(curated, key)) return true
  }
  return false
}

async function hasAllFiles(curated: ObjectStore, issuesKey: string): Promise<boolean> {
  const issues = await readParquet('chart_issues', await curated.get(issuesKey)).catch(() => [])
  for (const [table, column] of Object.entries(countColumns)) {
    const hasRows = issues.some((issue) => (issue[column] ?? 0) > 0)
    if (hasRows && !(await hasObject(curated, issuesKey.replace('chart_issues', table)))) return false
  }
  return issues.length > 0
}
