import { readFileSync, rmdirSync, linkSync as systemLink, unlinkSync as systemUnlink } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { exists, hasCode, inWords, isFolder } from './folder/errors.ts'
import { durableFolders } from './folder/folders.ts'
import { listFolder } from './folder/list.ts'
import { publisher } from './folder/publish.ts'
import { removeTemporary, writeTemporary } from './folder/temporary.ts'
import { checkKey, checkPrefix } from './keys.ts'
import { missing, otherBytes } from './refusals.ts'
import type { ObjectStore } from './store.ts'

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
  const publish = publisher({ root, folders, link })
  const pathOf = (key: string) => {
    checkKey(key)
    return join(root, key)
  }

  return {
    address: root,
    localPath: pathOf,

    async get(key) {
      const path = pathOf(key)
      try {
        return readFileSync(path)
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) throw missing(key, root, error)
        throw inWords(error, 'read', path, root)
      }
    },

    async put(key, bytes) {
      const path = pathOf(key)
      try {
        const temporary = await writeTemporary({ root, folders, bytes })
        try {
          return (await publish(temporary, path)) ? 'stored' : 'exists'
        } finally {
          removeTemporary(temporary)
        }
      } catch (error) {
        throw inWords(error, 'write', path, root)
      }
    },

    async *list(prefix) {
      checkPrefix(prefix)
      try {
        yield* listFolder(root, prefix)
      } catch (error) {
        throw inWords(error, 'list', root, root)
      }
    },

    async move(from, to) {
      const [source, target] = [pathOf(from), pathOf(to)]
      try {
        const isMine = from !== to && exists(source) && (await publish(source, target))
        if (!isMine && !isSame(source, target)) throw otherBytes(from, to, root)
        if (from !== to) await remove(source)
        return isMine ? 'moved' : 'done'
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw missing(`${from}, nor ${to},`, root, error)
        throw inWords(error, 'move', source, root)
      }
    },

    async delete(key) {
      const path = pathOf(key)
      try {
        await remove(path)
      } catch (error) {
        throw inWords(error, 'delete', path, root)
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
