import { expect, test } from 'vitest'
import { fuzz } from '../support/fuzz/fuzz-batch.ts'

test('2,000 mutated headers, answers and files are transformed, failed or refused, and none stops the others', async () => {
  const { cases, refused, transformed, failed, unexpected, items, entries, rejects } = await fuzz(2026, 2000)
  expect(cases).toBe(2000)
  expect(unexpected).toBe(0)
  expect(entries + rejects).toBe(items)
  // Each way is really taken.
  for (const count of [refused, transformed, failed, entries, rejects]) expect(count).toBeGreaterThan(200)
}, 120_000)
