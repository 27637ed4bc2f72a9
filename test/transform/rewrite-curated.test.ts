import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { verifyCurated } from '../../src/doctor/verify-curated.ts'
import { curatedKey, parseRawKey } from '../../src/domain/keys.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Stores } from '../../src/storage/store.ts'
import { rewriteCurated } from '../../src/transform/rewrite-curated.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { createSnapshot, toRawObject } from '../support/fixtures/snapshots.ts'

let stores: Stores
let rawKey: string
let whole: Map<string, Uint8Array>

/** A processed object with two songs and no reject. */
beforeEach(async () => {
  stores = { raw: memoryStore(), curated: memoryStore() }
  const { key, bytes } = toRawObject(createSnapshot({ songs: ['a', 'b'] }))
  rawKey = parseRawKey(key)?.rawKey ?? ''
  await stores.raw.put(key, bytes)
  await transformPending(stores)
  whole = await readAll()
})

async function readAll(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for await (const { key } of stores.curated.list('')) files.set(key, await stores.curated.get(key))
  return files
}

/** Transforms again with corrections; returns the steps in order. */
async function rewrite(): Promise<string[]> {
  const steps: string[] = []
  const { curated } = stores
  const watched: typeof curated = {
    ...curated,
    replace(key, bytes) {
      steps.push(`replace ${key}`)
      return curated.replace(key, bytes)
    },
    delete(key) {
      steps.push(`delete ${key}`)
      return curated.delete(key)
    },
  }
  const rewriter = rewriteCurated(watched, async () => void steps.push('mark'))
  await transformPending({ raw: stores.raw, curated: watched, rewriter }, undefined, [`processed/${rawKey}`])
  expect(rewriter.rewritten).toHaveLength(steps.filter((step) => step === 'mark').length)
  return steps
}

test('whole files are not rewritten', async () => {
  expect(await rewrite()).toEqual([])
})

test('a file with other bytes is replaced, and the change is marked first', async () => {
  const key = curatedKey('songs', rawKey, TRANSFORM_VERSION)
  await stores.curated.replace(key, Buffer.from('garbage'))
  expect(await rewrite()).toEqual(['mark', `replace ${key}`])
  expect(await readAll()).toEqual(whole)
})

test('a file of a table without rows is deleted', async () => {
  const key = curatedKey('rejects', rawKey, TRANSFORM_VERSION)
  await stores.curated.put(key, Buffer.from('garbage'))
  expect(await rewrite()).toEqual(['mark', `delete ${key}`])
  expect(await readAll()).toEqual(whole)
})

test('without corrections existing bytes stay as they are', async () => {
  const key = curatedKey('songs', rawKey, TRANSFORM_VERSION)
  await stores.curated.replace(key, Buffer.from('garbage'))
  await transformPending(stores, undefined, [`processed/${rawKey}`])
  expect(Buffer.from(await stores.curated.get(key)).toString()).toBe('garbage')
})

test('a damaged raw object changes no file that it became when it was whole', async () => {
  await stores.raw.replace(`processed/${rawKey}`, Buffer.from('garbage'))
  expect(await rewrite()).toEqual([])
  for (const [key, bytes] of whole) expect(await stores.curated.get(key), key).toEqual(bytes)
})

test('any changed bit of a curated file is found by verification, and corrected', async () => {
  const keys = [...whole.keys()]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), fc.nat(7), async (key, position, bit) => {
      const bytes = Uint8Array.from(whole.get(key) ?? [])
      const index = position % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
      await stores.curated.replace(key, bytes)
      expect((await verifyCurated(stores)).files).toMatchObject([{ key, kind: 'different', rawKey }])
      await rewrite()
      expect((await verifyCurated(stores)).files).toEqual([])
    }),
    { numRuns: 40 },
  )
})
