import { closeSync, fsync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { hasCode } from './folder-errors.ts'

/** Creates folders and syncs the names in them to the disk. */
export interface DurableFolders {
  /** Creates a folder of the store and its parents, once. */
  ensure(path: string): Promise<void>
  /** Once this has returned, the names that the folder had at the call survive a crash of the machine. */
  sync(path: string): Promise<void>
  /** Call this after removing a folder: the next `ensure` creates it again. */
  forget(path: string): void
  /** Runs an action, and again if a folder disappeared meanwhile: other processes remove empty folders. */
  persist<T>(action: () => Promise<T>): Promise<T>
}

/** The folders of the store at `root`. */
export function durableFolders(root: string): DurableFolders {
  const made = new Map<string, Promise<void>>()
  /** The syncs of the folder's own name and of those above it. */
  const named = new Map<string, Promise<unknown>>()
  const waiting = new Map<string, Promise<void>>()
  const last = new Map<string, Promise<void>>()
  return { ensure, sync, forget: (path) => made.delete(path), persist }

  function ensure(path: string): Promise<void> {
    const known = made.get(path)
    if (known !== undefined) return known
    const making = make(path)
    made.set(path, making)
    making.catch(() => made.get(path) === making && made.delete(path))
    return making
  }

  async function make(path: string) {
    if (path === root) {
      mkdirSync(root, { recursive: true })
      return
    }
    const parent = dirname(path)
    await ensure(parent)
    try {
      mkdirSync(path)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    // Not awaited here: it runs while the file is written, and `sync` awaits it.
    const naming = Promise.all([named.get(parent), syncNames(parent)])
    naming.catch(() => made.delete(path))
    named.set(path, naming)
  }

  async function sync(path: string) {
    await Promise.all([named.get(path), syncNames(path)])
  }

  /** Calls share a sync of the same folder that has not begun yet, so many files need few syncs. */
  function syncNames(path: string): Promise<void> {
    const joined = waiting.get(path)
    if (joined !== undefined) return joined
    const before = last.get(path) ?? Promise.resolve()
    const turn = before
      .catch(() => {})
      .then(() => {
        waiting.delete(path)
        return syncFolder(path)
      })
    waiting.set(path, turn)
    last.set(path, turn)
    const clear = () => last.get(path) === turn && last.delete(path)
    turn.then(clear, clear)
    return turn
  }

  async function persist<T>(action: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await action()
      } catch (error) {
        if (!hasCode(error, 'ENOENT') || attempt === 20) throw error
        made.clear()
      }
    }
  }
}

const toDisk = promisify(fsync)

async function syncFolder(path: string) {
  try {
    const folder = openSync(path, 'r')
    try {
      await toDisk(folder)
    } finally {
      closeSync(folder)
    }
  } catch (error) {
    // ENOENT: another process removed the empty folder. The others: this file system does not sync folders.
    if (!hasCode(error, 'ENOENT', 'EINVAL', 'ENOTSUP', 'EISDIR')) throw error
  }
}
