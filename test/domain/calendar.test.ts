import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  daysBetween,
  expectedDates,
  getChartDate,
  isoWeekday,
  isPublishing,
  missingBetween,
  parseChartDate,
  parseInstant,
} from '../../src/domain/calendar.ts'
import { UsageError } from '../../src/domain/errors.ts'

const daily = { cadence: 'daily', weekdays: null, time_zone: 'UTC', lag_days: 0 } as const
const fridays = { ...daily, cadence: 'weekly', weekdays: '5' } as const
const workdays = { ...daily, weekdays: '12345' } as const
const weekly = { ...daily, cadence: 'weekly' } as const

describe('the chart date of an instant', () => {
  test.each([
    ['UTC', '2026-11-21T23:59:59.999Z', '2026-11-21'],
    ['UTC', '2026-11-22T00:00:00Z', '2026-11-22'],
    ['Pacific/Kiritimati', '2026-11-21T09:59:59Z', '2026-11-21'],
    ['Pacific/Kiritimati', '2026-11-21T10:00:00Z', '2026-11-22'],
    ['America/Los_Angeles', '2026-11-21T07:59:59Z', '2026-11-20'],
    ['America/Los_Angeles', '2026-11-21T08:00:00Z', '2026-11-21'],
    // Summer time begins on 2026-03-08 and ends on 2026-11-01: midnight is at 08:00Z, then 07:00Z, then 08:00Z.
    ['America/Los_Angeles', '2026-03-08T07:59:59Z', '2026-03-07'],
    ['America/Los_Angeles', '2026-03-09T06:59:59Z', '2026-03-08'],
    ['America/Los_Angeles', '2026-03-09T07:00:00Z', '2026-03-09'],
    ['America/Los_Angeles', '2026-11-02T07:59:59Z', '2026-11-01'],
    ['America/Los_Angeles', '2026-11-02T08:00:00Z', '2026-11-02'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    // Midnight did not exist here: the clock went from 23:59:59 to 01:00.
    ['America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-03'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04'],
    // Samoa left out a whole day.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['UTC', '2024-02-29T12:00:00Z', '2024-02-29'],
  ])('is the local date: in %s at %s it is %s', (time_zone, instant, date) => {
    expect(getChartDate({ ...daily, time_zone }, instant)).toBe(date)
  })

  test('is earlier by the lag, across leap days and the turn of a year', () => {
    expect(getChartDate({ ...daily, lag_days: 1 }, '2024-03-01T06:00:00Z')).toBe('2024-02-29')
    expect(getChartDate({ ...daily, lag_days: 1 }, '2026-03-01T06:00:00Z')).toBe('2026-02-28')
    expect(getChartDate({ ...daily, lag_days: 30 }, '2026-01-05T06:00:00Z')).toBe('2025-12-06')
  })

  test('is the last publishing day after the lag is subtracted', () => {
    expect(getChartDate(fridays, '2026-11-20T06:00:00Z')).toBe('2026-11-20')
    expect(getChartDate(fridays, '2026-11-26T06:00:00Z')).toBe('2026-11-20')
    expect(getChartDate({ ...fridays, lag_days: 1 }, '2026-11-20T06:00:00Z')).toBe('2026-11-13')
    expect(getChartDate(workdays, '2026-11-22T06:00:00Z')).toBe('2026-11-20')
  })
})

describe('expected and missing issues', () => {
  test('a daily chart is expected every day', () => {
    expect(expectedDates(daily, '2024-02-28', '2024-03-01')).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ])
    expect(expectedDates(daily, '2026-11-21', '2026-11-20')).toEqual([])
    expect(missingBetween(daily, '2026-11-20', '2026-11-21')).toBe(0)
    expect(missingBetween(daily, '2026-11-20', '2026-11-28')).toBe(7)
  })

  test('only the given weekdays are expected', () => {
    expect(expectedDates(fridays, '2026-11-14', '2026-11-30')).toEqual(['2026-11-20', '2026-11-27'])
    expect(missingBetween(fridays, '2026-11-13', '2026-11-27')).toBe(1)
    expect(missingBetween(workdays, '2026-11-20', '2026-11-23')).toBe(0)
    expect(missingBetween(workdays, '2026-11-20', '2026-11-24')).toBe(1)
    expect(isPublishing(workdays, '2026-11-21')).toBe(false)
  })

  test('a weekly chart without weekdays is expected every seven days, and may shift by some', () => {
    expect(expectedDates(weekly, '2026-11-01', '2026-11-16')).toEqual([
      '2026-11-01',
      '2026-11-08',
      '2026-11-15',
    ])
    expect(
      [5, 7, 9, 13, 14, 21].map((days) => missingBetween(weekly, '1962-01-06', addDays('1962-01-06', days))),
    ).toEqual([0, 0, 0, 0, 1, 2])
  })
})

test('days are counted on the calendar, independent of clock changes', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
  expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2)
  expect(['2026-11-16', '2026-11-20', '2026-11-22'].map(isoWeekday)).toEqual([1, 5, 7])
})

describe('typed input', () => {
  test('a date is accepted as YYYY-MM-DD', () => {
    expect(parseChartDate('2024-02-29')).toBe('2024-02-29')
  })

  test.each(['2026-02-29', '2026-13-01', '2026-11-31'])('a day that does not exist is named: %s', (text) => {
    expect(() => parseChartDate(text)).toThrow(new UsageError(`there is no ${text}`))
    expect(() => parseChartDate(text, '--date')).toThrow(new UsageError(`--date: there is no ${text}`))
  })

  test.each(['2026-1-1', '20261121', '0026-11-21', ' 2026-11-21', '2026-11-21T00:00Z', 'today', ''])(
    'a day that is none is refused: %j',
    (text) => {
      expect(() => parseChartDate(text)).toThrow(UsageError)
      expect(() => parseChartDate(text)).toThrow(
        `expected a date as YYYY-MM-DD, e.g. 2026-11-21, got "${text}"`,
      )
    },
  )

  test.each([
    ['20261121t060000z', '2026-11-21T06:00:00.000Z'],
    ['20261121T060000Z', '2026-11-21T06:00:00.000Z'],
    ['2026-11-21T06:00Z', '2026-11-21T06:00:00.000Z'],
    ['2026-11-21t06:00:30.5z', '2026-11-21T06:00:30.500Z'],
    ['2026-11-21T01:30+02:00', '2026-11-20T23:30:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ])('an instant may be spelled %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
  })

  test.each([
    '2026-11-21T06:00',
    '2026-11-21T',
    '2026-11-21T24:00Z',
    '2026-02-30T06:00Z',
    '20260230t060000z',
    '20261121',
    '2026-11-21T06:60Z',
    '2026-11-21T06:00:00Z\n',
    'now',
    '',
  ])('an instant that is none, or has no zone, is refused: %j', (text) => {
    expect(() => parseInstant(text)).toThrow(UsageError)
    expect(() => parseInstant(text)).toThrow(/^expected an instant, e\.g\. 2026-11-21T06:00Z/)
  })
})

describe('for every calendar', () => {
  const day = fc.integer({ min: -36_500, max: 36_500 }).map((days) => addDays('2000-01-01', days))
  const weekdays = fc.option(fc.subarray([...'1234567'], { minLength: 1 }).map((digits) => digits.join('')))
  const chart = fc.record({
    cadence: fc.constantFrom('daily', 'weekly'),
    weekdays,
    time_zone: fc.constantFrom(
      'UTC',
      'Pacific/Kiritimati',
      'America/Los_Angeles',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ),
    lag_days: fc.integer({ min: 0, max: 30 }),
  })
  const instant = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })

  test('the chart date is the last publishing day up to the local date minus the lag', () => {
    fc.assert(
      fc.property(chart, instant, (some, at) => {
        const date = getChartDate(some, at.toISOString())
        const newest = getChartDate({ ...some, weekdays: null }, at.toISOString())
        expect(isPublishing(some, date)).toBe(true)
        expect(daysBetween(date, newest)).toBeGreaterThanOrEqual(0)
        expect(expectedDates({ ...some, cadence: 'daily' }, date, newest)).toEqual([date])
        // No place is more than 14 hours from UTC.
        expect(
          Math.abs(daysBetween(addDays(newest, some.lag_days), at.toISOString().slice(0, 10))),
        ).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('all expected dates between two others count as missing', () => {
    fc.assert(
      fc.property(chart, day, fc.integer({ min: 0, max: 120 }), (some, from, days) => {
        const dates = expectedDates(some, from, addDays(from, days))
        const missing = dates.slice(1).map((date) => missingBetween(some, dates[0] ?? date, date))
        expect(missing).toEqual([...missing.keys()])
      }),
    )
  })

  test('every real date is parsed as itself, and as its first instant', () => {
    fc.assert(
      fc.property(day, (date) => {
        expect(parseChartDate(date)).toBe(date)
        expect(getChartDate(daily, parseInstant(date))).toBe(date)
      }),
    )
  })
})
