import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMonths } from '../../src/domain/months.ts'

describe('addMonths', () => {
  test.each([
    ['2026-06-01T06:00:00.000Z', 6, '2026-12-01T06:00:00.000Z'],
    ['2026-08-31T23:59:59.000Z', 6, '2027-02-28T23:59:59.000Z'],
    ['2027-08-31T23:59:59.000Z', 6, '2028-02-29T23:59:59.000Z'],
    ['2026-10-31T00:00:00.000Z', 1, '2026-11-30T00:00:00.000Z'],
  ])('of %s and %i is %s', (instant, months, expected) => {
    expect(addMonths(instant, months)).toBe(expected)
  })

  test('keeps the time, and the day unless the month is too short', () => {
    const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instant, fc.nat(24), (date, months) => {
        const later = new Date(addMonths(date.toISOString(), months))
        const count = (each: Date) => each.getUTCFullYear() * 12 + each.getUTCMonth()
        expect(count(later) - count(date)).toBe(months)
        expect(later.toISOString().slice(10)).toBe(date.toISOString().slice(10))
        const next = new Date(later.getTime() + 86_400_000)
        if (later.getUTCDate() !== date.getUTCDate()) expect(next.getUTCDate()).toBe(1)
        expect(later.getUTCDate()).toBeLessThanOrEqual(date.getUTCDate())
      }),
    )
  })
})
