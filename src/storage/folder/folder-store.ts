import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { checkFolder, checkKey, checkPrefix } from '../../domain/keys.ts'
import type { ObjectStore } from '../store.ts'
import { conflictingObject, missingMove, missingObject } from '../store-errors.ts'
import { durableFolders } from './durable-folders.ts'
import { type FolderEffects, systemCalls } from './folder-effects.ts'
import { exists, hasCode, isFolder, toStoreError } from './folder-errors.ts'
import { readFolderTimes, readSubfolders } from './folder-times.ts'
import { createLinker, removeIfEmpty, replaceFile } from './link-file.ts'
import { listFolder } from './list-folder.ts'
import { removeTemporary, writeTemporary } from './temporary-files.ts'

/**
 * A store whose keys are the paths of files under a folder, all on one volume. An object is written to a temporary
 * file, synced to the disk and then given its name, so it exists completely or not at all whenever the process dies.
 * Only calls that wait for the disk are asynchronous: for the others a thread would cost many times their work.
 */
export function folderStore(folder: string, replaced: Partial<FolderEffects> = {}): ObjectStore {
  const effects = { ...systemCalls, ...replaced }
  const root = resolve(folder)
  const folders = durableFolders(root, effects)
  const linkFile = createLinker({ root, folders, link: effects.link })
  const toPath = (key: string) => {
    checkKey(key)
    return join(root, key)
  }

  return {
    address: root,
    localPath: toPath,

    async get(key) {
      const path = toPath(key)
      try {
        return readFileSync(path)
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) throw missingObject(key, root, error)
        throw toStoreError(error, 'read', path, root)
      }
    },

    async put(key, bytes) {
      const path = toPath(key)
      try {
        const temporary = await writeTemporary({ root, folders, bytes, syncBytes: effects.syncBytes })
        try {
          return (await linkFile(temporary, path)) ? 'stored' : 'exists'
        } finally {
          removeTemporary(temporary)
        }
      } catch (error) {
        throw toStoreError(error, 'write', path, root)
      }
    },

    async replace(key, bytes) {
      const path = toPath(key)
      try {
        const temporary = await writeTemporary({ root, folders, bytes, syncBytes: effects.syncBytes })
        try {
          await replaceFile(folders, temporary, path)
        } finally {
          removeTemporary(temporary)
        }
      } catch (error) {
        throw toStoreError(error, 'write', path, root)
      }
    },

    async *list(prefix, { after = '' } = {}) {
      checkPrefix(prefix)
      try {
        yield* listFolder(root, prefix, after)
      } catch (error) {
        throw toStoreError(error, 'list', root, root)
      }
    },

    async listFolders(folder) {
      checkFolder(folder)
      try {
        return readSubfolders(root, folder)
      } catch (error) {
        throw toStoreError(error, 'list', root, root)
      }
    },

    async listTimes(folder) {
      checkFolder(folder)
      try {
        return readFolderTimes(root, folder)
      } catch (error) {
        throw toStoreError(error, 'list', root, root)
      }
    },

    async move(from, to) {
      const [source, target] = [toPath(from), toPath(to)]
      try {
        const isMoved = from !== to && exists(source) && (await linkFile(source, target))
        if (!isMoved && !isSame(source, target)) throw conflictingObject(from, to, root)
        if (from !== to) await remove(source)
        return isMoved ? 'moved' : 'done'
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw missingMove(from, to, root, error)
        throw toStoreError(error, 'move', source, root)
      }
    },

    async delete(key) {
      const path = toPath(key)
      try {
        await remove(path)
      } catch (error) {
        throw toStoreError(error, 'delete', path, root)
      }
    },
  }

  /** Removes a file, and its folder if that is empty then: empty folders would make listing slower every day. */
  async function remove(path: string) {
    try {
      await effects.unlink(path)
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR') || isFolder(path)) return
      throw error
    }
    const parent = dirname(path)
    if (parent === root) return
    if (await removeIfEmpty(parent)) folders.forget(parent)
  }
}

/** Whether the source is gone or has the bytes of the target. Throws `ENOENT` if the target does not exist. */
function isSame(source: string, target: string): boolean {
  const expected = readFileSync(target)
  try {
    return expected.equals(readFileSync(source))
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return true
    throw error
  }
}
