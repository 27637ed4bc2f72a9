import { renameSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DurableFolders } from './durable-folders.ts'
import type { FolderEffects } from './folder-effects.ts'
import { exists, hasCode, isFolder } from './folder-errors.ts'
import { withPathLock } from './path-lock.ts'

interface LinkerOptions {
  root: string
  folders: DurableFolders
  link: FolderEffects['link']
}

/**
 * Gives a complete file its name in the store: true if this call did so, false if the name is taken. The name survives
 * a crash of the machine. The file also keeps its old name, unless the file system has no links.
 */
export function createLinker({ root, folders, link }: LinkerOptions) {
  return async (file: string, path: string): Promise<boolean> => {
    const isLinked = await clearingEmptyFolder(path, () =>
      folders.persist(async () => {
        await folders.ensure(dirname(path))
        try {
          await link(file, path)
          return true
        } catch (error) {
          if (hasCode(error, 'EEXIST') && isFolder(path))
            throw Object.assign(error as Error, { code: 'EISDIR' })
          if (hasCode(error, 'EEXIST')) return false
          // ENOENT also means that the file itself is gone, not only that a folder is.
          if (hasCode(error, 'ENOENT') && !exists(file)) return false
          if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error
        }
        return await withPathLock(root, path, () => renameUnlessTaken(file, path))
      }),
    )
    await folders.sync(dirname(path))
    return isLinked
  }
}

/** Gives a complete file a name in the store, in place of the file that has it. The name survives a crash of the machine. */
export async function replaceFile(folders: DurableFolders, file: string, path: string): Promise<void> {
  await clearingEmptyFolder(path, () =>
    folders.persist(async () => {
      await folders.ensure(dirname(path))
      renameSync(file, path)
    }),
  )
  await folders.sync(dirname(path))
}

/** A rename replaces an existing file, so only one process at a time may check and rename. */
async function renameUnlessTaken(file: string, path: string): Promise<boolean> {
  if (exists(path) || !exists(file)) return false
  // Throws `EISDIR` if a folder has the name.
  renameSync(file, path)
  return true
}

/** Runs the action, and again if an empty folder had the name of the file: it contains no object. */
async function clearingEmptyFolder<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!hasCode(error, 'EISDIR') || !(await removeIfEmpty(path))) throw error
    return action()
  }
}

/** Whether the folder was empty and is removed. This waits while others sync names to the disk. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder)
    return true
  } catch {
    // It has other files, or belongs to another user.
    return false
  }
}
