import { randomBytes } from 'node:crypto'
import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../../domain/keys.ts'
import type { DurableFolders } from './durable-folders.ts'
import type { FolderEffects } from './folder-effects.ts'
import { hasCode } from './folder-errors.ts'

/** Milliseconds; no write takes this long. */
const abandonedAfter = 3_600_000

/** Begins the names of this process's files; random because processes of several containers may have the same id. */
const ownName = `${process.pid}-${randomBytes(8).toString('hex')}`
let files = 0

/** Folders that this process has cleaned: once is enough. */
const cleaned = new Set<string>()

/** Writes bytes to a new temporary file, synced to the disk; returns its path. */
export function writeTemporary({ root, folders, bytes, syncBytes }: WriteRequest): Promise<string> {
  const folder = join(root, temporaryFolder)
  return folders.persist(async () => {
    await folders.ensure(folder)
    if (!cleaned.has(folder)) {
      cleaned.add(folder)
      await removeAbandoned(folder)
    }
    files += 1
    const path = join(folder, `${ownName}-${files}`)
    const file = openSync(path, 'wx')
    try {
      writeFileSync(file, bytes)
      await syncBytes(file, path)
    } catch (error) {
      removeTemporary(path)
      throw error
    } finally {
      closeSync(file)
    }
    return path
  })
}

/** Removes a temporary file, unless it was renamed to the object. */
export function removeTemporary(path: string) {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

interface WriteRequest {
  root: string
  folders: DurableFolders
  bytes: Uint8Array
  syncBytes: FolderEffects['syncBytes']
}

/** Whether the process that wrote a file at this time has ended. */
export function hasEnded(pid: number, written: Date): boolean {
  // In containers every process may have the same id, so a file with our id may be of an earlier process.
  if (pid === process.pid) return written.getTime() < Date.now() - process.uptime() * 1000
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM')
  }
}

/** Removes the files of killed processes. It waits an hour because other machines may share the folder. */
async function removeAbandoned(folder: string) {
  for (const name of await readdir(folder)) {
    const [, pid] = /^(\d+)-/.exec(name) ?? []
    const path = join(folder, name)
    const written = (await stat(path).catch(() => null))?.mtime
    if (pid === undefined || written === undefined || Date.now() - written.getTime() < abandonedAfter)
      continue
    if (hasEnded(Number(pid), written)) await rm(path, { recursive: true, force: true })
  }
}
