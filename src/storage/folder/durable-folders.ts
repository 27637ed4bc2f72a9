import { closeSync, fsync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { hasCode } from './folder-errors.ts'

/** Makes folders, and brings what was named in them to the disk. */
export interface DurableFolders {
  /** Makes a folder of the store, with those above it, once. */
  ensure(path: string): Promise<void>
  /** The names that a folder holds now survive a crash of the machine once this answers. */
  sync(path: string): Promise<void>
  /** To be called when a folder was removed: the next `ensure` makes it again. */
  forget(path: string): void
  /** Does it, and again where a folder went away under it: another process removes those that it leaves empty. */
  persist<T>(action: () => Promise<T>): Promise<T>
}

export function durableFolders(root: string): DurableFolders {
  const made = new Map<string, Promise<void>>()
  /** The syncs that bring a folder's own name, and those above it, to the disk. */
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
    // Not waited for before somebody needs it: it runs while the file is written.
    const naming = Promise.all([named.get(parent), syncNames(parent)])
    naming.catch(() => made.delete(path))
    named.set(path, naming)
  }

  async function sync(path: string) {
    await Promise.all([named.get(path), syncNames(path)])
  }

  /** Who asks while a sync of the same folder has not begun shares it: many files cost few syncs. */
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
    // Gone: emptied by another process, so nothing of ours is in it. The rest: file systems that sync no folders.
    if (!hasCode(error, 'ENOENT', 'EINVAL', 'ENOTSUP', 'EISDIR')) throw error
  }
}
