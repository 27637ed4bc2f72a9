import { lstatSync, readlinkSync, statSync } from 'node:fs'
import { ConfigError } from '../../domain/errors.ts'

/** Throws where the data directory is a file, or a link to a folder that is not there, such as one of a disk that is not mounted. */
export function requireDataFolder(data_dir: string): void {
  const found = statSync(data_dir, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  if (found !== undefined) {
    throw new ConfigError(`the data directory ${data_dir} is not a folder`, {
      advice: 'name another with "data_dir" or --data-dir',
    })
  }
  if (lstatSync(data_dir, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new ConfigError(
      `the data directory ${data_dir} is a link to ${readlinkSync(data_dir)}, which is not there`,
      {
        advice: 'mount its disk, or correct the link',
      },
    )
  }
}
