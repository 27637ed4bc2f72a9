// Takes the writer's lock of a folder again and again. Fails if another process holds it at the same time.
// usage: lock-repeatedly.ts <folder> <rounds>
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../../src/warehouse/duckdb/writer-lock.ts'

const [folder = '', rounds = '1'] = process.argv.slice(2)
const marker = join(folder, 'held')
for (let round = 1; round <= Number(rounds); round += 1) {
  await withLock(folder, 60, async () => {
    writeFileSync(marker, String(process.pid), { flag: 'wx' })
    await new Promise((wake) => process.stdout.write('held\n', () => setImmediate(wake)))
    rmSync(marker)
  })
}
