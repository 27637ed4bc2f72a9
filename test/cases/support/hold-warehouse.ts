import { spawn } from 'node:child_process'
import { once } from 'node:events'

const script = `
const { DuckDBInstance } = require('@duckdb/node-api')
DuckDBInstance.create(process.argv[1], { access_mode: process.argv[2] })
  .then((instance) => instance.connect())
  .then(() => { console.log('open'); setInterval(() => {}, 1000) })`

/** Another process that has a warehouse open until `release`. */
export async function holdWarehouse(path: string, mode: 'reading' | 'writing') {
  const access = mode === 'reading' ? 'READ_ONLY' : 'READ_WRITE'
  const child = spawn(process.execPath, ['-e', script, path, access], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    pid: child.pid ?? 0,
    async release() {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}
