import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StoreError } from '../../domain/errors.ts'
import { temporaryFolder } from '../../domain/keys.ts'
import { hasCode } from './folder-errors.ts'
import { hasEnded } from './temporary-files.ts'

/** Milliseconds between two looks at somebody else's claim, and until this gives up. */
const pause = 5
const patience = 60_000

/**
 * Does something that only one process at a time may do to a path: for file systems without links. A claim is a
 * file that says who made it; that of a process that has ended counts for nothing.
 */
export async function withClaim<T>(root: string, path: string, action: () => Promise<T>): Promise<T> {
  const folder = join(root, temporaryFolder)
  const claim = join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.claim`)
  await mkdir(folder, { recursive: true })
  const end = performance.now() + patience
  while (!(await take(claim))) {
    if (await isAbandoned(claim)) await rm(claim, { force: true })
    else if (performance.now() < end) await setTimeout(pause)
    else
      throw new StoreError('Store', `${claim} is held by another process`, {
        advice: 'end that or delete the file',
      })
  }
  try {
    return await action()
  } finally {
    await rm(claim, { force: true })
  }
}

async function take(claim: string): Promise<boolean> {
  try {
    await writeFile(claim, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

async function isAbandoned(claim: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(claim, 'utf8'))
    // Nothing in it yet: its maker is about to write.
    return pid > 0 && hasEnded(pid, (await stat(claim)).mtime)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
