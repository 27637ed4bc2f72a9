import { closeSync, fdatasync, fsync, linkSync, mkdirSync, openSync, unlinkSync } from 'node:fs'
import { promisify } from 'node:util'
import { hasCode } from './folder-errors.ts'

/** System calls that tests replace: to fail, to crash between them, or to record their order. */
export interface FolderEffects {
  link(existing: string, path: string): void | Promise<void>
  unlink(path: string): void | Promise<void>
  /** Returns the topmost folder that it created. */
  mkdir(path: string, options?: { recursive: true }): string | undefined
  /** Writes the bytes of an open file to the disk. */
  syncBytes(file: number, path: string): Promise<void>
  /** Writes the names in a folder to the disk. */
  syncNames(folder: string): Promise<void>
}

const syncFile = promisify(fdatasync)
const syncFolder = promisify(fsync)

export const systemCalls: FolderEffects = {
  link: linkSync,
  unlink: unlinkSync,
  mkdir: mkdirSync as FolderEffects['mkdir'],
  syncBytes: (file) => syncFile(file),
  async syncNames(path) {
    try {
      const folder = openSync(path, 'r')
      try {
        await syncFolder(folder)
      } finally {
        closeSync(folder)
      }
    } catch (error) {
      // ENOENT: another process removed the empty folder. The others: this file system does not sync folders.
      if (!hasCode(error, 'ENOENT', 'EINVAL', 'ENOTSUP', 'EISDIR')) throw error
    }
  },
}
