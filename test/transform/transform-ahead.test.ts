import { expect, test } from 'vitest'
import { StoreError } from '../../src/domain/errors.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { transformAhead } from '../../src/transform/transform-ahead.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { createSnapshot, listKeys, toRawObject } from '../support/fixtures/snapshots.ts'

function createObjects(count: number) {
  return Array.from({ length: count }, (_, day) => {
    const chart_date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
    return toRawObject(createSnapshot({ chart_date, songs: ['a', null] }))
  })
}

test('many objects are transformed while others are being stored, and their sums are those of one transform', async () => {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const ahead = transformAhead(stores)
  const [last, ...objects] = createObjects(40)
  for (const { key, bytes } of objects) {
    await stores.raw.put(key, bytes)
    ahead.add(key)
  }
  while ((await listKeys(stores.raw, 'processed/')).length < objects.length) await new Promise(setImmediate)
  if (last !== undefined) {
    await stores.raw.put(last.key, last.bytes)
    ahead.add(last.key)
  }
  const report = { transformed: 40, failed: [], pending: [], entries: 40, rejects: 40 }
  expect(await ahead.finish()).toEqual(report)
  expect(await ahead.finish()).toEqual(report)
  expect(await listKeys(stores.raw, 'to_process/')).toEqual([])
})

test('a few objects stay pending: they need no thread', async () => {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const ahead = transformAhead(stores)
  for (const { key, bytes } of createObjects(31)) {
    await stores.raw.put(key, bytes)
    ahead.add(key)
  }
  expect(await ahead.finish()).toMatchObject({ transformed: 0 })
  expect(await transformPending(stores)).toMatchObject({ transformed: 31 })
})

test('an object that a store fails on stays pending, and one that another process has transformed counts there', async () => {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const [failing, done, ...objects] = createObjects(40)
  const get = async (key: string) => {
    if (key === failing?.key) throw new StoreError('Store', 'out of order')
    return stores.raw.get(key)
  }
  const ahead = transformAhead({ ...stores, raw: { ...stores.raw, get } })
  for (const { key, bytes } of [failing, done, ...objects].filter((object) => object !== undefined)) {
    await stores.raw.put(key === done?.key ? key.replace('to_process', 'processed') : key, bytes)
    ahead.add(key)
  }
  expect(await ahead.finish()).toMatchObject({ transformed: 38, failed: [], pending: [] })
  expect(await listKeys(stores.raw, 'to_process/')).toEqual([failing?.key])
})
