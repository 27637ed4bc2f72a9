import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HitparadeError, WarehouseError } from '../domain/errors.ts'
import { withLock } from '../warehouse/duckdb/writer-lock.ts'

/**
 * Runs `work` as the only schedule of a data directory. The lock ends with the process, even after a crash. It is another
 * lock than that of the warehouse, so that other commands can write meanwhile. Throws code `Busy` if there is another.
 */
export async function asSingleSchedule<T>(data_dir: string, work: () => Promise<T>): Promise<T> {
  const folder = join(data_dir, 'schedule')
  await mkdir(folder, { recursive: true })
  let isAlone = false
  const run = () => {
    isAlone = true
    return work()
  }
  return withLock(folder, 0, run).catch((error: unknown) => {
    if (isAlone || !(error instanceof WarehouseError && error.code === 'Busy')) throw error
    const { holder_pid = null } = error.details
    const holder = holder_pid === null ? 'another process' : `another process (PID ${holder_pid})`
    throw new HitparadeError('Busy', `${holder} runs a schedule of ${data_dir}`, {
      advice: 'stop it first, or use another data directory',
      details: { holder_pid, path: data_dir },
      retryable: true,
      cause: error,
    })
  })
}
