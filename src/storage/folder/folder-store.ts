import { readFileSync, rmdirSync, linkSync as systemLink, unlinkSync as systemUnlink } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { checkKey, checkPrefix } from '../../domain/keys.ts'
import type { ObjectStore } from '../store.ts'
import { conflictingObject, missingObject } from '../store-errors.ts'
import { durableFolders } from './durable-folders.ts'
import { exists, hasCode, isFolder, toStoreError } from './folder-errors.ts'
import { listFolder } from './list-folder.ts'
import { createPublisher } from './publish-file.ts'
import { removeTemporary, writeTemporary } from './temporary-files.ts'

/** The system calls between which a crash matters; tests replace them. */
export interface FolderEffects {
  link?: (existing: string, path: string) => void | Promise<void>
  unlink?: (path: string) => void | Promise<void>
}

/**
 * A store whose keys are the paths of files under a folder, all on one volume. An object is written aside, brought
 * to the disk and only then given its name, so it is seen whole or not at all, whenever the process dies. Only what
 * waits for the disk is waited for: what the system answers from memory costs many times more by way of a thread.
 */
export function folderStore(
  folder: string,
  { link = systemLink, unlink = systemUnlink }: FolderEffects = {},
): ObjectStore {
  const root = resolve(folder)
  const folders = durableFolders(root)
  const publish = createPublisher({ root, folders, link })
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
        const temporary = await writeTemporary({ root, folders, bytes })
        try {
          return (await publish(temporary, path)) ? 'stored' : 'exists'
        } finally {
          removeTemporary(temporary)
        }
      } catch (error) {
        throw toStoreError(error, 'write', path, root)
      }
    },

    async *list(prefix) {
      checkPrefix(prefix)
      try {
        yield* listFolder(root, prefix)
      } catch (error) {
        throw toStoreError(error, 'list', root, root)
      }
    },

    async move(from, to) {
      const [source, target] = [toPath(from), toPath(to)]
      try {
        const isMine = from !== to && exists(source) && (await publish(source, target))
        if (!isMine && !isSame(source, target)) throw conflictingObject(from, to, root)
        if (from !== to) await remove(source)
        return isMine ? 'moved' : 'done'
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw missingObject(`${from}, nor ${to},`, root, error)
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

  /** Removes a file and the folder that it leaves empty: else listing would slow down with every day that passed. */
  async function remove(path: string) {
    try {
      await unlink(path)
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR') || isFolder(path)) return
      throw error
    }
    const parent = dirname(path)
    if (parent === root) return
    const isGone = removesEmpty(parent)
    if (isGone) folders.forget(parent)
  }
}

function removesEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    // Others lie in it, or it is somebody else's: it may stay.
    return false
  }
}

/** Whether the source is gone or holds the target's bytes. Throws `ENOENT` where there is no target. */
function isSame(source: string, target: string): boolean {
  const expected = readFileSync(target)
  try {
    return expected.equals(readFileSync(source))
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return true
    throw error
  }
}
