import { constants } from 'node:fs'
import { copyFile, open, rename } from 'node:fs/promises'

/** Calls of a load that change files or wait for the disk. Tests replace them, to fail or to record their order. */
export interface DiskEffects {
  copy(from: string, to: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Writes a file or the names in a folder to the disk. */
  sync(path: string): Promise<void>
}

export const disk: DiskEffects = {
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE),
  rename,
  async sync(path) {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}
