import { copyFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DiskEffects } from '../../src/warehouse/duckdb/disk-effects.ts'
import { toOpenError, toQueryError } from '../../src/warehouse/duckdb/duckdb-errors.ts'
import { takeSome } from '../support/samples.ts'
import { openForTest } from './support/open-warehouse.ts'

const count = 'select count(*) as n from core.chart_history'

/** Effects of which one fails, once it is armed. */
function failing(call: keyof DiskEffects, errno: string) {
  let isArmed = false
  const guard =
    <A extends string[]>(name: keyof DiskEffects, work: (...paths: A) => Promise<void>) =>
    async (...paths: A) => {
      if (isArmed && name === call) throw Object.assign(new Error(`${errno}: ${call}`), { code: errno })
      await work(...paths)
    }
  const effects: DiskEffects = {
    copy: guard('copy', (from: string, to: string) => copyFile(from, to)),
    rename: guard('rename', (from: string, to: string) => rename(from, to)),
    sync: guard('sync', async () => {}),
  }
  return {
    effects,
    arm: (value: boolean) => {
      isArmed = value
    },
  }
}

describe('a load that the machine stops', () => {
  const stops = [
    ['copy', 'ENOSPC', 'System', /no space is left.*free some space/],
    ['rename', 'EDQUOT', 'System', /no space is left/],
    ['sync', 'EIO', 'System', /the disk failed/],
    ['copy', 'EROFS', 'Denied', /read-only; .*mount it writable/],
    ['rename', 'EACCES', 'Denied', /permission denied/],
    ['copy', 'EMFILE', 'System', /too many files are open/],
    ['copy', 'EFBIG', 'System', /larger than the system allows/],
  ] as const
  test.each(takeSome(stops, 2))(
    'in %s by %s is one sentence, keeps the warehouse and leaves no file',
    async (call, errno, code, words) => {
      const { effects, arm } = failing(call, errno)
      const { warehouse, tell, folder } = await openForTest({ effects })
      await tell({})
      await warehouse.load()
      await tell({ chart_date: '2026-01-06' })
      arm(true)
      const load = warehouse.load()
      await expect(load).rejects.toMatchObject({ name: 'WarehouseError', code, details: { errno } })
      await expect(load).rejects.toThrow(words)
      await expect(load).rejects.toThrow(
        /^[^\n]*the warehouse stays as it was, and all curated files are stored; [^\n]*then load them with `hitparade load`$/,
      )
      expect((await readdir(folder)).sort()).toEqual(['lock.duckdb', 'warehouse.duckdb'])
      expect((await warehouse.query(count)).rows).toEqual([{ n: 2 }])
      arm(false)
      await warehouse.load()
      expect((await warehouse.query(count)).rows).toEqual([{ n: 4 }])
    },
  )

  test('also removes the log and the temporary files of the engine', async () => {
    const { effects, arm } = failing('sync', 'ENOSPC')
    const { warehouse, tell, folder } = await openForTest({ effects })
    await tell({})
    arm(true)
    const load = warehouse.load((step) => {
      if (step === 'publish') void writeFile(join(folder, 'warehouse.next.duckdb.wal'), '')
    })
    await expect(load).rejects.toMatchObject({ code: 'System' })
    expect(await readdir(folder)).toEqual(['lock.duckdb'])
  })
})

describe("the engine's errors of a full disk", () => {
  const path = '/data/warehouse.next.duckdb'
  test.each([
    [`IO Error: Could not write file "${path}.wal": No space left on device`, 'ENOSPC'],
    [
      `TransactionContext Error: Failed to commit: Could not write all bytes to file "${path}": No space left on device`,
      'ENOSPC',
    ],
    [
      'FATAL Error: Failed to create checkpoint because of error: Could not write file: Disk quota exceeded',
      'EDQUOT',
    ],
    [`IO Error: Could not write file "${path}": File too large`, 'EFBIG'],
    [`IO Error: Cannot open file "${path}": Read-only file system`, 'EROFS'],
    [`IO Error: Cannot open file "${path}": Permission denied`, 'EACCES'],
    [`IO Error: Cannot open file "${path}": Too many open files`, 'EMFILE'],
    ['Out of Memory Error: could not allocate block of size 256.0 KiB (2.0 GiB/2.0 GiB used)', 'ENOMEM'],
  ])('%s is %s', (text, errno) => {
    for (const error of [toQueryError(path, new Error(text)), toOpenError(path, new Error(text))]) {
      expect(error.details.errno).toBe(errno)
      expect(error.message).toMatch(/^could not use \/data\/[^\n]*; [^\n]*, then run again$/)
    }
  })

  test('in the text of a query are only text', () => {
    const error = toQueryError(path, new Error('Binder Error: column "No space left on device" not found'))
    expect(error.code).toBe('Query')
  })
})
