import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Stores } from '../../src/storage/store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { createSnapshot, listKeys, toRawObject } from '../support/fixtures/snapshots.ts'

/** Two pairs of stores with the same objects waiting, one of which is no answer; more than one thread would do. */
async function twice(): Promise<[Stores, Stores]> {
  const pairs: [Stores, Stores] = [
    { raw: memoryStore(), curated: memoryStore() },
    { raw: memoryStore(), curated: memoryStore() },
  ]
  for (let day = 1; day <= 40; day += 1) {
    const chart_date = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10)
    const { key, bytes } = toRawObject(createSnapshot({ chart_date, songs: ['a', null, `b${day}`] }))
    for (const { raw } of pairs) await raw.put(key, day === 7 ? Buffer.from('no answer') : bytes)
  }
  return pairs
}

async function contents({ raw, curated }: Stores): Promise<string[]> {
  const found: string[] = []
  for (const store of [raw, curated]) {
    for (const key of await listKeys(store)) found.push(`${key} ${sha256(await store.get(key))}`)
  }
  return found
}

test('many objects, transformed by threads of the built package, become the same bytes', async () => {
  const [alone, together] = await twice()
  const built = await import(pathToFileURL(resolve('dist/transform/transform-pending.js')).href)
  const report = await transformPending(alone)
  expect(report).toMatchObject({ transformed: 39, entries: 78, rejects: 40 })
  expect(report.failed).toHaveLength(1)
  expect(await built.transformPending(together)).toEqual(report)
  expect(await contents(together)).toEqual(await contents(alone))
})
