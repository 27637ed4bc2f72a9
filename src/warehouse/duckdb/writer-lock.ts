import { existsSync } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { WarehouseError } from '../../domain/errors.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'

/** Writers of this process that hold or wait for a folder's lock; the file's own lock is per process. */
const queues = new Map<string, Promise<void>>()

/**
 * Runs `work` as the only writer of a folder. The lock is DuckDB's own on `lock.duckdb`: it dies with the
 * process, so a crash leaves none. Throws code `Busy`, naming the holder, after `waitSeconds`.
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
  for (;;) {
    try {
      await createWhole(path)
      return await openEngine(path, 'read_write')
    } catch (error) {
      if (!(error instanceof WarehouseError) || !/could not set lock/i.test(error.message)) throw error
      if (performance.now() >= deadline) {
        const holder = /PID \d+/.exec(error.message)?.[0] ?? 'another process'
        const advice = 'wait for it to end, or end it, and run the command again'
        throw new WarehouseError('Busy', `${holder} is writing to the warehouse`, {
          advice,
          retryable: true,
          cause: error,
        })
      }
      await new Promise((wake) => setTimeout(wake, 100))
    }
  }
}

/**
 * Makes the file aside and gives it its name when it is whole: two processes that begin at once, or one that dies
 * in between, would leave a file that DuckDB never opens again.
 */
async function createWhole(path: string) {
  if (existsSync(path)) return
  const aside = `${path}.${process.pid}`
  await rm(aside, { force: true })
  const engine = await openEngine(aside, 'read_write')
  engine.close()
  try {
    await link(aside, path)
  } catch (error) {
    // Another process was first, or the file system has no links and DuckDB makes the file in place.
    const { code } = error as NodeJS.ErrnoException
    if (!['EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code ?? '')) throw error
  } finally {
    await rm(aside, { force: true })
  }
}

function withResolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
