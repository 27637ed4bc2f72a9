import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { curatedKey, rawKey } from '../../src/domain/keys.ts'
import { copyCurated } from '../../src/storage/copy-curated.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { countRequests } from '../support/fixtures/bucket-store.ts'
import { createSnapshot, curatedFiles, listKeys, putAll } from '../support/fixtures/snapshots.ts'

const charts = ['one', 'two', 'three']
const newDay = '2026-03-01'
const dayBefore = (days: number) =>
  new Date(Date.parse(newDay) - days * 86_400_000).toISOString().slice(0, 10)

/** A bucket with days of three charts before the new one: only what names say of them counts. */
async function fillBucket(days: number) {
  const cloud = memoryStore()
  for (const chart of charts) {
    for (let day = 1; day <= days; day += 1) {
      const raw_key = rawKey({ source: 'simulator', chart, chart_date: dayBefore(day), snapshot_id: 'x' })
      for (const table of ['songs', 'chart_entries', 'chart_issues'] as const)
        await cloud.put(curatedKey(table, raw_key, TRANSFORM_VERSION), new Uint8Array([1]))
    }
  }
  return cloud
}

async function tellDay(cloud: ObjectStore, chart_date = newDay, tellOf = charts) {
  for (const chart of tellOf)
    await putAll(cloud, curatedFiles(createSnapshot({ chart, chart_date, songs: ['a', 'b'] })))
}

async function openPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-copy-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const to = memoryStore()
  const pull = (from: ObjectStore, { now = `${newDay}T08:00:00Z`, all = false } = {}) =>
    copyCurated({ from, to, folder, now, all, on: () => {} })
  return { to, pull }
}

test('pulling one day takes as many requests after 600 days as after 60, few more than new files and charts', async () => {
  const counts: number[] = []
  let files = 0
  for (const days of [60, 600]) {
    const cloud = await fillBucket(days)
    const { bucket, countSoFar } = countRequests(cloud)
    const { pull, to } = await openPlace()
    await pull(bucket, { now: `${dayBefore(1)}T08:00:00Z` })
    await tellDay(cloud)
    const before = countSoFar()
    const report = await pull(bucket)
    files = report.copied
    counts.push(countSoFar() - before)
    expect(report).toMatchObject({ is_whole: false, collisions: [] })
    expect(await listKeys(to)).toEqual(await listKeys(cloud))
  }
  expect(files).toBe(18)
  expect(counts[1]).toBe(counts[0])
  expect(counts[0]).toBeLessThanOrEqual(1.2 * (files + charts.length) + 10)
})

test('a late file of an old date is pulled by a whole comparison, at the latest after a week', async () => {
  for (const later of [{ all: true }, { now: `${dayBefore(-7)}T08:00:00Z` }]) {
    const cloud = await fillBucket(60)
    const { bucket } = countRequests(cloud)
    const { pull } = await openPlace()
    await pull(bucket)
    await tellDay(cloud, '2025-06-01', ['one'])
    expect(await pull(bucket)).toMatchObject({ copied: 0, is_whole: false })
    expect(await pull(bucket, later)).toMatchObject({ copied: 6, is_whole: true })
  }
})

test('a first pull that is interrupted is continued, however old the rest is', async () => {
  const cloud = memoryStore()
  await tellDay(cloud, '2025-01-01')
  await tellDay(cloud)
  const { bucket } = countRequests(cloud)
  const { pull, to } = await openPlace()
  const broken = {
    ...bucket,
    get: (key: string) => (key.includes('2025-01-01') ? Promise.reject(new Error('gone')) : bucket.get(key)),
  }
  await expect(pull(broken)).rejects.toThrow('gone')
  await pull(bucket)
  expect(await listKeys(to)).toEqual(await listKeys(cloud))
})

test('files with other bytes are named again by the next pull', async () => {
  const cloud = memoryStore()
  await tellDay(cloud, '2025-01-01', ['one'])
  const { bucket } = countRequests(cloud)
  const { pull, to } = await openPlace()
  const [key = ''] = await listKeys(cloud)
  await to.put(key, new Uint8Array([1]))
  for (let time = 0; time < 2; time += 1) expect(await pull(bucket)).toMatchObject({ collisions: [key] })
})
