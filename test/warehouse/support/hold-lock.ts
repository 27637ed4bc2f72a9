import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A process that holds the lock until it is killed. */
export async function holdLock(folder: string) {
  const duckdb = createRequire(import.meta.url).resolve('@duckdb/node-api')
  const script = `
    const { DuckDBInstance } = require(${JSON.stringify(duckdb)})
    DuckDBInstance.create(${JSON.stringify(join(folder, 'lock.duckdb'))}).then(async (instance) => {
      globalThis.connection = await instance.connect()
      setInterval(() => {}, 1000)
      console.log('held')
    })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  return {
    pid: child.pid,
    async end() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}
