import { expect, test } from 'vitest'
import { StoreError } from '../../../src/domain/errors.ts'
import { listBucketFiles } from '../../../src/extract/import/bucket-files.ts'
import type { Bucket } from '../../../src/storage/s3/foreign-bucket.ts'

/** A bucket of five answers, some of which are denied. */
function bucketWithout(denied: number[]): Bucket {
  const keys = [1, 2, 3, 4, 5].map((number) => `raw_data/to_processed/${number}.json`)
  return {
    bucket: 'charts',
    prefix: '',
    async *list() {
      for (const key of keys) yield { key, size: 1 }
    },
    async get(key) {
      if (denied.includes(keys.indexOf(key) + 1)) throw new StoreError('Denied', `could not read ${key}`)
      return Buffer.from(key)
    },
  }
}

async function read(denied: number[]): Promise<string[]> {
  const outcomes: string[] = []
  for (const file of await listBucketFiles(bucketWithout(denied))) {
    const ended = await file.read().then(
      () => 'read',
      (error: Error) => error.name,
    )
    outcomes.push(ended)
  }
  return outcomes
}

test('an object that is denied for itself costs no other', async () => {
  const refused = 'UnreadableError'
  expect(await read([1, 4])).toEqual([refused, 'read', 'read', refused, 'read'])
  expect(await read([2, 3, 4, 5])).toEqual(['read', refused, refused, refused, refused])
})

test('where the first are all denied, no other object is read', async () => {
  expect(await read([1, 2, 3])).toEqual(['UnreadableError', 'UnreadableError', 'StoreError', 'read', 'read'])
})
