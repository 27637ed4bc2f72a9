import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { curatedKey, parseRawKey } from '../../src/domain/keys.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { findOutdated } from '../../src/transform/find-outdated.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { countRequests } from '../support/fixtures/bucket-store.ts'

const rawKeyOf = (date: string) => `simulator/top/${date}/20260101t060000z-000000000000.json.gz`
const issuesOf = (date: string) =>
  curatedKey('chart_issues', parseRawKey(rawKeyOf(date))?.rawKey ?? '', TRANSFORM_VERSION)
const bytes = new Uint8Array([1])

async function openStores(wrap: (store: ObjectStore) => ObjectStore = (store) => store) {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-outdated-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [raw, curated] = [memoryStore(), memoryStore()]
  const add = async (date: string, isTransformed = true) => {
    await raw.put(`processed/${rawKeyOf(date)}`, bytes)
    if (isTransformed) await curated.put(issuesOf(date), bytes)
  }
  const find = async (now = '2026-03-01T08:00:00Z') => {
    const { rawKeys, remember } = await findOutdated(
      { raw: wrap(raw), curated: wrap(curated) },
      { folder, now: () => now },
    )
    return { rawKeys, remember }
  }
  return { raw, curated, add, find }
}

test('an object without curated files is found until it is remembered as transformed', async () => {
  const { curated, add, find } = await openStores()
  await add('2026-01-01')
  await add('2026-01-02', false)
  for (let time = 0; time < 2; time += 1) expect((await find()).rawKeys).toEqual([rawKeyOf('2026-01-02')])
  const { remember } = await find()
  await curated.put(issuesOf('2026-01-02'), bytes)
  await remember()
  expect((await find()).rawKeys).toEqual([])
})

test('an old object that is added, or loses its curated file, is found again', async () => {
  const { curated, add, find } = await openStores()
  for (const date of ['2026-01-01', '2026-01-02']) await add(date)
  await (await find()).remember()
  await add('2020-01-01', false)
  await curated.delete(issuesOf('2026-01-01'))
  expect((await find()).rawKeys.sort()).toEqual([rawKeyOf('2020-01-01'), rawKeyOf('2026-01-01')])
})

test('folders that did not change are not listed', async () => {
  const listed: string[] = []
  const { add, find } = await openStores((store) => ({
    ...store,
    list(prefix) {
      listed.push(prefix)
      return store.list(prefix)
    },
  }))
  for (const date of ['2026-01-01', '2026-01-02']) await add(date)
  await (await find()).remember()
  await add('2026-01-03', false)
  listed.length = 0
  expect((await find()).rawKeys).toEqual([rawKeyOf('2026-01-03')])
  expect(listed).toEqual(['processed/simulator/top/2026-01-03/', 'chart_issues/simulator/top/2026-01-03/'])
})

test('in buckets, old dates are compared once a week', async () => {
  const { add, find } = await openStores((store) => countRequests(store).bucket)
  await add('2026-02-28')
  await (await find()).remember()
  await add('2026-02-27', false)
  await add('2020-01-01', false)
  expect((await find()).rawKeys).toEqual([rawKeyOf('2026-02-27')])
  expect((await find('2026-03-08T08:00:00Z')).rawKeys).toEqual([
    rawKeyOf('2020-01-01'),
    rawKeyOf('2026-02-27'),
  ])
})
