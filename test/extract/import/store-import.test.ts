import { expect, test } from 'vitest'
import { storeImport } from '../../../src/extract/import/store-import.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { listKeys } from '../../support/fixtures/snapshots.ts'

const rawKey = 'import/top-50/2026-01-02/20260102t000000z-0123456789ab.gz'
const [pending, processed, failed] = ['to_process', 'processed', 'failed'].map(
  (prefix) => `${prefix}/${rawKey}`,
) as [string, string, string]
const [own, other] = [Buffer.from('named top.json'), Buffer.from('named top-50.json')]

/** A store in which another process ends its transform just before the first read of a key. */
function endingBefore(key: string, raw: ObjectStore, end: () => Promise<unknown>): ObjectStore {
  let isEnded = false
  return {
    ...raw,
    async get(each) {
      if (each === key && !isEnded) {
        isEnded = true
        await end()
      }
      return raw.get(each)
    },
  }
}

test.for([
  ['processed', processed],
  ['failed', failed],
] as const)(
  'a pending object that becomes %s meanwhile is kept, whatever the name of its file',
  async ([, target]) => {
    const raw = memoryStore()
    await raw.put(pending, other)
    const store = endingBefore(target, raw, () => raw.move(pending, target))

    expect(await storeImport({ raw: store, curated: memoryStore() }, rawKey, own)).toBe(false)

    expect(await listKeys(raw)).toEqual([target])
    expect(Buffer.from(await raw.get(target))).toEqual(other)
  },
)

test('a failed copy of the same file is kept while the pending object may become it', async () => {
  const raw = memoryStore()
  await raw.put(pending, own)
  const store = endingBefore(failed, raw, () => raw.move(pending, failed))

  await storeImport({ raw: store, curated: memoryStore() }, rawKey, own)

  expect(await listKeys(raw)).toEqual([failed])
})

test('a copy with other bytes is deleted once the new object is pending', async () => {
  const raw = memoryStore()
  await raw.put(processed, other)

  expect(await storeImport({ raw, curated: memoryStore() }, rawKey, own)).toBe(true)

  expect(await listKeys(raw)).toEqual([pending])
  expect(Buffer.from(await raw.get(pending))).toEqual(own)
})

test('an object that is taken back from two places is to be transformed', async () => {
  const raw = memoryStore()
  await raw.put(processed, own)
  await raw.put(failed, own)

  expect(await storeImport({ raw, curated: memoryStore() }, rawKey, own)).toBe(true)

  expect(await listKeys(raw)).toEqual([pending])
})
