import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { repairLockFile, withLock } from '../../src/warehouse/duckdb/writer-lock.ts'
import { holdLock } from './support/hold-lock.ts'

async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, lock: join(folder, 'lock.duckdb') }
}

describe('a lock file that is damaged', () => {
  test.each([
    ['empty', ''],
    ['not a database', 'no database'],
    ['longer than a lock file', 'x'.repeat(100_000)],
  ])('is repaired if it is %s', async (_, content) => {
    const { folder, lock } = await createFolder()
    await writeFile(lock, content)
    expect(await withLock(folder, 0, async () => 'done')).toBe('done')
    expect(await readdir(folder)).toEqual(['lock.duckdb'])
    expect((await stat(lock)).size).toBe(12_288)
  })

  test('is repaired if it is a folder, whose content is kept', async () => {
    const { folder, lock } = await createFolder()
    await mkdir(lock)
    expect(await withLock(folder, 0, async () => 'done')).toBe('done')
    expect(await readdir(folder)).toEqual(['lock.duckdb'])
    await rm(lock)
    await mkdir(lock)
    await writeFile(join(lock, 'mine'), '')
    expect(await withLock(folder, 0, async () => 'done')).toBe('done')
    const [, kept = ''] = (await readdir(folder)).sort()
    expect(await readdir(join(folder, kept))).toEqual(['mine'])
  })

  test('excludes others if a process repairs it late, while another holds it already', async () => {
    const { folder, lock } = await createFolder()
    await withLock(folder, 0, async () => {})
    const holder = await holdLock(folder)
    await repairLockFile(lock)
    await expect(withLock(folder, 0, async () => {})).rejects.toMatchObject({
      code: 'Busy',
      details: { holder_pid: holder.pid },
    })
  })

  test('never lets two processes write at once, whenever it is damaged', { timeout: 120_000 }, async () => {
    const { folder, lock } = await createFolder()
    await writeFile(lock, '')
    const children = Array.from({ length: 4 }, () => takeRepeatedly(folder, 12, () => writeFile(lock, '')))
    const ended = await Promise.all(children)
    expect(ended).toEqual(Array(4).fill({ code: 0, held: 12 }))
  })
})

test('a lock file that does not exist yet appears complete: two processes may start at once', async () => {
  // Several, because a file that grows is not seen each time.
  for (let round = 0; round < 12; round += 1) {
    const { folder, lock } = await createFolder()
    const sizes = new Set<number>()
    let isTaken = false
    const look = () => {
      const size = statSync(lock, { throwIfNoEntry: false })?.size
      if (size !== undefined) sizes.add(size)
      if (!isTaken) setImmediate(look)
    }
    look()
    await withLock(folder, 0, async () => {})
    isTaken = true
    look()
    expect([...sizes]).toEqual([12_288])
    expect(await readdir(folder)).toEqual(['lock.duckdb'])
  }
})

/** Runs a process that takes the lock many times, and damages the file each time that it has done so. */
async function takeRepeatedly(folder: string, rounds: number, damage: () => Promise<void>) {
  const script = fileURLToPath(new URL('./support/lock-repeatedly.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let held = 0
  child.stdout.setEncoding('utf8').on('data', async (text: string) => {
    held += text.split('\n').length - 1
    await damage()
  })
  const [code] = await once(child, 'close')
  return { code, held }
}
