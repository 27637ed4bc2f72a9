import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { withClaim } from './claim.ts'
import type { DurableFolders } from './durable-folders.ts'
import { exists, hasCode, isFolder } from './folder-errors.ts'

interface Publishing {
  root: string
  folders: DurableFolders
  link: (existing: string, path: string) => void | Promise<void>
}

/**
 * Gives a complete file its name in the store: true where this call has done it, false where the name is taken.
 * The name survives a crash of the machine. The file keeps its old name too, unless the file system has no links.
 */
export function createPublisher({ root, folders, link }: Publishing) {
  return async (file: string, path: string): Promise<boolean> => {
    const isMine = await folders.persist(async () => {
      await folders.ensure(dirname(path))
      try {
        await link(file, path)
        return true
      } catch (error) {
        if (hasCode(error, 'EEXIST') && isFolder(path))
          throw Object.assign(error as Error, { code: 'EISDIR' })
        if (hasCode(error, 'EEXIST')) return false
        // Both ends of a link may be missing: a source that is gone is no folder that went away.
        if (hasCode(error, 'ENOENT') && !exists(file)) return false
        if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error
      }
      return await withClaim(root, path, () => renameToFree(file, path))
    })
    await folders.sync(dirname(path))
    return isMine
  }
}

/** A rename would replace what is there, so only one process at a time may look and rename. */
async function renameToFree(file: string, path: string): Promise<boolean> {
  if (exists(path) || !exists(file)) return false
  // Throws `EISDIR` where a folder has the name.
  renameSync(file, path)
  return true
}
