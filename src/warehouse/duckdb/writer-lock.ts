import { existsSync } from 'node:fs'
import { link, open, readFile, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type ErrorDetail, WarehouseError } from '../../domain/errors.ts'
import { hasCode } from '../../storage/folder/folder-errors.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { moveFolderAway } from './warehouse-files.ts'

/** How often a writer repairs the lock file, which several processes may do at once. */
const MAX_REPAIRS = 20

/** The last writer of this process in the queue for each folder. DuckDB's lock only separates processes. */
const queues = new Map<string, Promise<void>>()

/**
 * Runs `work` as the only writer of a folder. The lock is DuckDB's own on `lock.duckdb`: it ends with the process, even
 * after a crash. Throws code `Busy` with `details.holder_pid` if another process still holds it after `waitSeconds`.
 */
export async function withLock<T>(folder: string, waitSeconds: number, work: () => Promise<T>): Promise<T> {
  const name = resolve(folder)
  const before = queues.get(name) ?? Promise.resolve()
  const { promise: after, resolve: release } = withResolvers()
  queues.set(
    name,
    before.then(() => after),
  )
  await before
  try {
    const lock = await takeLock(join(name, 'lock.duckdb'), waitSeconds)
    try {
      return await work()
    } finally {
      lock.close()
    }
  } finally {
    release()
  }
}

async function takeLock(path: string, waitSeconds: number): Promise<Engine> {
  const deadline = performance.now() + waitSeconds * 1000
  for (let repairs = 0; ; ) {
    try {
      await createLockFile(path)
      return await openEngine(path, 'read_write')
    } catch (error) {
      if (!(error instanceof WarehouseError)) throw error
      if (error.code === 'Damaged' && repairs < MAX_REPAIRS) {
        repairs += 1
        await repairLockFile(path)
        continue
      }
      if (error.details.holder_pid === undefined) throw error
      if (performance.now() >= deadline) throw busyError(path, error.details.holder_pid, error)
      await new Promise((wake) => setTimeout(wake, 100))
    }
  }
}

/** The process that holds a lock, by `details.holder_pid` of its error. */
export function describeHolder(holder_pid: ErrorDetail): string {
  return holder_pid === null ? 'another process' : `another process (PID ${holder_pid})`
}

function busyError(path: string, holder_pid: ErrorDetail, cause: unknown): WarehouseError {
  return new WarehouseError(
    'Busy',
    `${describeHolder(holder_pid)} is writing to the warehouse in ${dirname(path)}`,
    {
      advice: 'wait for it to end, or stop it, and run the command again',
      details: { path, holder_pid },
      retryable: true,
      cause,
    },
  )
}

/**
 * Creates the lock file under another name and links it when it is complete: two processes that start at once, or one
 * that crashes meanwhile, would leave a damaged file.
 */
async function createLockFile(path: string) {
  if (existsSync(path)) return
  await withNewLockFile(path, async (temporary) => {
    try {
      await link(temporary, path)
    } catch (error) {
      // Another process was first, or the file system has no links: then DuckDB creates the file in place.
      if (!hasCode(error, 'EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error
    }
  })
}

/**
 * Writes the bytes of a new lock file over a damaged one. The file is never replaced: a process holds its lock on the
 * file and not on its name, so that one that repairs late, while another holds the lock already, changes nothing.
 */
export async function repairLockFile(path: string): Promise<void> {
  await withNewLockFile(path, async (temporary) => {
    try {
      const bytes = await readFile(temporary)
      const file = await open(path, 'r+')
      try {
        await file.write(bytes, 0, bytes.length, 0)
        await file.truncate(bytes.length)
        await file.sync()
      } finally {
        await file.close()
      }
    } catch (error) {
      if (!hasCode(error, 'EISDIR')) throw error
      await moveFolderAway(path)
    }
  })
}

/** Runs `work` on a complete lock file under a name of its own. */
async function withNewLockFile(path: string, work: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}`
  await rm(temporary, { force: true })
  try {
    const engine = await openEngine(temporary, 'read_write')
    engine.close()
    await work(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
}

function withResolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
