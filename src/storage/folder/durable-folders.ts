import { basename, dirname } from 'node:path'
import { temporaryFolder } from '../../domain/keys.ts'
import type { FolderEffects } from './folder-effects.ts'
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
export function durableFolders(root: string, effects: FolderEffects): DurableFolders {
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
      const topmost = effects.mkdir(root, { recursive: true })
      if (topmost !== undefined) keepNaming(path, listParents(root, topmost).map(syncNames))
      return
    }
    const parent = dirname(path)
    await ensure(parent)
    try {
      effects.mkdir(path)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    // Nothing in the temporary folder has to survive a crash.
    if (basename(path) !== temporaryFolder) keepNaming(path, [named.get(parent), syncNames(parent)])
  }

  /** Not awaited here: it runs while the file is written, and `sync` awaits it. */
  function keepNaming(path: string, syncs: (Promise<unknown> | undefined)[]) {
    const naming = Promise.all(syncs)
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
        return effects.syncNames(path)
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

/** The parents of a folder and of those above it, up to the parent of `topmost`. */
function listParents(folder: string, topmost: string): string[] {
  const parent = dirname(folder)
  return folder === topmost ? [parent] : [parent, ...listParents(parent, topmost)]
}
