import { expect, test } from 'vitest'
import { fuzz } from './fuzz-batch.ts'
import { fuzzRuns } from './fuzz-runs.ts'

/** Declares the tests of mutated input: `batch` inputs, and runs over `charts` charts. */
export function describeFuzz({ batch, charts: wanted }: { batch: number; charts: number }): void {
  test(`${batch} mutated headers, answers and files are transformed, failed or refused, and none stops the others`, async () => {
    const { cases, refused, transformed, failed, unexpected, items, entries, rejects } = await fuzz(
      2026,
      batch,
    )
    expect(cases).toBe(batch)
    expect(unexpected).toBe(0)
    expect(entries + rejects).toBe(items)
    // Each way is really taken.
    for (const count of [refused, transformed, failed, entries, rejects])
      expect(count).toBeGreaterThan(batch / 10)
  }, 120_000)

  test(`runs over ${wanted} charts whose server sends mutated answers give each an outcome, and none stops the others`, async () => {
    const { charts, stored, refused, incomplete, failed, known, entries, rejects } = await fuzzRuns(
      2026,
      wanted,
    )
    expect(charts).toBe(wanted)
    expect(stored + refused + incomplete + failed).toBe(charts)
    for (const count of [refused, incomplete, failed, rejects]) expect(count).toBeGreaterThan(wanted / 20)
    for (const count of [stored, known, entries]) expect(count).toBeGreaterThan(wanted / 2.5)
  }, 120_000)
}
