import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StoreError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'
import { temporaryFolder } from '../../domain/keys.ts'
import { hasCode } from './folder-errors.ts'
import { hasEnded } from './temporary-files.ts'

/** Milliseconds between two attempts to take a lock, and until this gives up. */
const PAUSE = 5
const TIMEOUT = 60_000

/**
 * Runs an action that only one process at a time may run on a path, for file systems without links. The lock is a file
 * with the id of its process; the lock of a process that has ended is removed. Throws `StoreError` after a minute.
 */
export async function withPathLock<T>(root: string, path: string, action: () => Promise<T>): Promise<T> {
  const folder = join(root, temporaryFolder)
  const lock = join(folder, `${sha256(path).slice(0, 32)}.claim`)
  await mkdir(folder, { recursive: true })
  const end = performance.now() + TIMEOUT
  while (!(await takeLock(lock))) {
    if (await isAbandoned(lock)) await rm(lock, { force: true })
    else if (performance.now() < end) await setTimeout(PAUSE)
    else
      throw new StoreError(
        'Store',
        `could not write ${path}: another process has held ${lock} for a minute`,
        {
          advice: 'end that process or delete the lock file',
          details: { path, lock },
        },
      )
  }
  try {
    return await action()
  } finally {
    await rm(lock, { force: true })
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(lock, 'utf8'))
    // An empty file: its process is about to write its id.
    return pid > 0 && hasEnded(pid, (await stat(lock)).mtime)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
