import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isKey } from '../../domain/keys.ts'
import type { StoredObject } from '../store.ts'
import { hasCode } from './folder-errors.ts'

/** Folders that are read in advance. */
const READ_AHEAD = 32

/** An entry of a folder with its whole key; the key of a folder ends in `/`. */
type Entry = StoredObject | { key: string; isFolder: true }

/** The objects under a prefix whose key is greater than `after`, ordered by key. Only a few folders are in memory at the same time. */
export async function* listFolder(root: string, prefix: string, after: string): AsyncIterable<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const read = (each: string) => readEntries(root, each, after)
  const entries = await read(folder)
  yield* walk(
    read,
    entries.filter(({ key }) => key.startsWith(prefix)),
  )
}

async function* walk(
  read: (folder: string) => Promise<Entry[]>,
  entries: Entry[],
): AsyncIterable<StoredObject> {
  const reads: Promise<Entry[]>[] = []
  const folders = entries.filter((entry) => 'isFolder' in entry)
  let next = 0
  const readAhead = () => {
    for (; next < folders.length && reads.length < READ_AHEAD; next += 1) {
      const entries = read(folders[next]?.key ?? '')
      // If the listing stops early, no one awaits this read. Otherwise `await` throws its error.
      entries.catch(() => {})
      reads.push(entries)
    }
  }
  for (const entry of entries) {
    if ('isFolder' in entry) {
      readAhead()
      yield* walk(read, (await reads.shift()) ?? [])
    } else yield entry
  }
}

/** The entries of one folder that are, or may contain, keys greater than `after`, ordered by key; none if it does not exist. */
async function readEntries(root: string, folder: string, after: string): Promise<Entry[]> {
  const names = await readdir(join(root, folder), { withFileTypes: true }).catch(nullIfGone)
  const entries = await Promise.all(
    (names ?? [])
      .filter(({ name }) => isKey(`${folder}${name}`) && isAfter(`${folder}${name}`, after))
      .map((each) => {
        const key = `${folder}${each.name}`
        return each.isDirectory() ? { key: `${key}/`, isFolder: true as const } : readEntry(root, key)
      }),
  )
  // Keys are ASCII, so sorting by character sorts by byte. A folder sorts with its `/`, as the keys in it do.
  return entries
    .filter((entry) => entry !== null)
    .filter((entry) => 'isFolder' in entry || entry.key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Whether a file under this name has a greater key, or a folder under it may contain one. */
function isAfter(key: string, after: string): boolean {
  return key > after || after.startsWith(`${key}/`) || `${key}/` > after
}

async function readEntry(root: string, key: string): Promise<Entry | null> {
  const stats = await stat(join(root, key)).catch(nullIfGone)
  if (stats === null) return null
  if (stats.isDirectory()) return { key: `${key}/`, isFolder: true }
  return { key, size: stats.size, last_modified: stats.mtime }
}

/** Another process may move a file after its folder was read. */
function nullIfGone(error: unknown): null {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
  throw error
}
