import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isKey } from '../../domain/keys.ts'
import type { StoredObject } from '../store.ts'
import { hasCode } from './folder-errors.ts'

/** Folders that are read ahead of their turn. */
const ahead = 32

/** What a folder holds, by the whole key: of a folder within it, the key's beginning with its `/`. */
type Entry = StoredObject | { key: string; isFolder: true }

/** The objects under a prefix, in the order of their keys; no more than a few folders stand in memory. */
export async function* listFolder(root: string, prefix: string): AsyncIterable<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const entries = await readEntries(root, folder)
  yield* walk(
    root,
    entries.filter(({ key }) => key.startsWith(prefix)),
  )
}

async function* walk(root: string, entries: Entry[]): AsyncIterable<StoredObject> {
  const reads: Promise<Entry[]>[] = []
  const folders = entries.filter((entry) => 'isFolder' in entry)
  let next = 0
  const readAhead = () => {
    for (; next < folders.length && reads.length < ahead; next += 1) {
      const read = readEntries(root, folders[next]?.key ?? '')
      // Who stops listing leaves reads behind; their errors are nobody's. Others are thrown at their turn.
      read.catch(() => {})
      reads.push(read)
    }
  }
  for (const entry of entries) {
    if ('isFolder' in entry) {
      readAhead()
      yield* walk(root, (await reads.shift()) ?? [])
    } else yield entry
  }
}

/** The entries of one folder, in the order of their keys; none where it does not exist. */
async function readEntries(root: string, folder: string): Promise<Entry[]> {
  const names = await readdir(join(root, folder), { withFileTypes: true }).catch(noneIfGone)
  const entries = await Promise.all(
    (names ?? [])
      .filter(({ name }) => isKey(`${folder}${name}`))
      .map((each) => {
        const key = `${folder}${each.name}`
        return each.isDirectory() ? { key: `${key}/`, isFolder: true as const } : readEntry(root, key)
      }),
  )
  // Keys are ASCII: the order of their characters is that of their bytes. A folder sorts as its keys do, with `/`.
  return entries.filter((entry) => entry !== null).sort((a, b) => (a.key < b.key ? -1 : 1))
}

async function readEntry(root: string, key: string): Promise<Entry | null> {
  const stats = await stat(join(root, key)).catch(noneIfGone)
  if (stats === null) return null
  if (stats.isDirectory()) return { key: `${key}/`, isFolder: true }
  return { key, size: stats.size, last_modified: stats.mtime }
}

/** Moved away between two looks, by somebody else. */
function noneIfGone(error: unknown): null {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
  throw error
}
