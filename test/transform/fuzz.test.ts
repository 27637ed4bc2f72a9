import { expect, test } from 'vitest'
import { fuzz } from '../support/fuzz/fuzz-batch.ts'
import { fuzzRuns } from '../support/fuzz/fuzz-runs.ts'

test('1,500 mutated headers, answers and files are transformed, failed or refused, and none stops the others', async () => {
  const { cases, refused, transformed, failed, unexpected, items, entries, rejects } = await fuzz(2026, 1500)
  expect(cases).toBe(1500)
  expect(unexpected).toBe(0)
  expect(entries + rejects).toBe(items)
  // Each way is really taken.
  for (const count of [refused, transformed, failed, entries, rejects]) expect(count).toBeGreaterThan(150)
}, 120_000)

test('runs over 500 charts whose server sends mutated answers give each an outcome, and none stops the others', async () => {
  const { charts, stored, refused, incomplete, failed, known, entries, rejects } = await fuzzRuns(2026, 500)
  expect(charts).toBe(500)
  expect(stored + refused + incomplete + failed).toBe(charts)
  for (const count of [refused, incomplete, failed, rejects]) expect(count).toBeGreaterThan(25)
  for (const count of [stored, known, entries]) expect(count).toBeGreaterThan(200)
}, 120_000)
