import { mkdir } from 'node:fs/promises'
import { HitparadeError, WarehouseError } from '../domain/errors.ts'
import { describeHolder, withLock } from './duckdb/writer-lock.ts'

export interface SinglePlace {
  /** Folder of the lock; it is created. */
  folder: string
  /** What another process does, as in `runs a schedule of charts`. */
  what: string
  /** Folder or place in the details of the error. */
  path: string
  advice: string
}

/**
 * Runs `work` as the only process that does this. The lock ends with the process, even after a crash. Throws code `Busy`
 * with the process if there is another.
 */
export async function asSingleProcess<T>(
  { folder, what, path, advice }: SinglePlace,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true })
  let isAlone = false
  const run = () => {
    isAlone = true
    return work()
  }
  return withLock(folder, 0, run).catch((error: unknown) => {
    if (isAlone || !(error instanceof WarehouseError && error.code === 'Busy')) throw error
    const { holder_pid = null } = error.details
    throw new HitparadeError('Busy', `${describeHolder(holder_pid)} ${what}`, {
      advice,
      details: { holder_pid, path },
      retryable: true,
      cause: error,
    })
  })
}
