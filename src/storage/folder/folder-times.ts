import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isKey } from '../../domain/keys.ts'
import type { FolderTimes } from '../store.ts'
import { hasCode } from './folder-errors.ts'

/** Levels of folders from a table or a raw prefix to a chart date: source, chart, date. */
const DATE_LEVEL = 3

/** Levels above the charts. A folder that is moved there changes the time of its new parent, not those of the folders in it. */
const SOURCE_LEVEL = 1

/** Milliseconds that the time of a folder may lag: file systems store it in steps of up to two seconds. */
const MARGIN = 5_000

/**
 * When the names in the folders below a folder changed, in milliseconds: `ctime`, which no program can set. The calls are
 * synchronous, because a thread would cost ten times their work.
 */
export function readFolderTimes(root: string, folder: string): FolderTimes {
  const began = Date.now()
  const times = new Map<string, number>()
  let newest = 0
  const visit = (key: string, level: number, above: number) => {
    // Not `join`: it would take a third of the time.
    const path = `${root}/${key}`
    const own = readTime(path)
    if (own === null) return
    const time = Math.max(own, above)
    newest = Math.max(newest, time)
    if (level === DATE_LEVEL) {
      times.set(key, time)
      return
    }
    const entries = readNames(path)
    const folders = entries.filter((entry) => isKey(entry.name) && isFolder(path, entry))
    if (folders.length < entries.length) times.set(key, time)
    for (const { name } of folders) visit(`${key}${name}/`, level + 1, level <= SOURCE_LEVEL ? time : above)
  }
  visit(folder, 0, readTime(root) ?? 0)
  // Only times of the file system are compared with each other: its clock may differ from ours. A change during the walk
  // may be older than the newest time that the walk saw.
  const ended = Date.now()
  return { times, now: Math.min(newest, ended) - (ended - began) - MARGIN }
}

/** The folders directly in a folder, in byte order. */
export function readSubfolders(root: string, folder: string): string[] {
  return readNames(join(root, folder))
    .filter((entry) => isKey(entry.name) && isFolder(join(root, folder), entry))
    .map(({ name }) => `${folder}${name}/`)
    .sort()
}

function isFolder(folder: string, entry: Dirent): boolean {
  if (entry.isDirectory() || entry.isFile()) return entry.isDirectory()
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Null if the folder does not exist. */
function readTime(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isDirectory() ? stats.ctimeMs : null
}

/** None if the folder does not exist. */
function readNames(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}
