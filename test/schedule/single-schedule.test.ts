import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WarehouseError } from '../../src/domain/errors.ts'
import { asSingleSchedule } from '../../src/schedule/single-schedule.ts'
import { holdLock } from '../warehouse/support/hold-lock.ts'

async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-single-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('a second schedule of a data directory is refused with the process that runs, until that ends', async () => {
  const folder = await createFolder()
  expect(await asSingleSchedule(folder, async () => 'first')).toBe('first')
  const holder = await holdLock(join(folder, 'schedule'))
  await expect(asSingleSchedule(folder, async () => 'second')).rejects.toMatchObject({
    code: 'Busy',
    exitCode: 1,
    problem: `another process (PID ${holder.pid}) runs a schedule of ${folder}`,
  })
  await holder.end()
  expect(await asSingleSchedule(folder, async () => 'second')).toBe('second')
})

test('another process that writes to the warehouse does not keep the schedule from starting', async () => {
  const folder = await createFolder()
  await asSingleSchedule(folder, async () => {})
  await holdLock(folder)
  expect(await asSingleSchedule(folder, async () => 'runs')).toBe('runs')
})

test('a failure of the schedule itself is not taken for a second schedule', async () => {
  const folder = await createFolder()
  const busy = new WarehouseError('Busy', 'another process is writing')
  await expect(
    asSingleSchedule(folder, async () => {
      throw busy
    }),
  ).rejects.toBe(busy)
})
