import { describe, expect, it } from 'vitest'
import { isoDate } from '../../../src/domain/time.ts'
import {
  createAmbiguousDay,
  type DayOrder,
  decideDayOrder,
  findDays,
  readDay,
  surveyDays,
} from '../../../src/sources/chart-rows/read-days.ts'

const read = (text: string, order: DayOrder | null = null) => {
  const day = readDay(text, order)
  return day === null ? null : isoDate(day.days)
}

describe('a day', () => {
  it.each([
    '2026-01-05',
    '2026-01-05T09:14:55Z',
    '2026-01-05 09:14',
    '20260105',
    '2026_01_05',
    '2026.01.05',
    '2026/01/05',
    '2026/1/5',
    '1767600000',
    '5 January 2026',
    'Monday, 5 January 2026',
    'Jan 5, 2026',
    '05-Jan-2026',
    ' 2026-01-05 ',
  ])('is read in every spelling that can mean one day only: %s', (text) =>
    expect(read(text)).toBe('2026-01-05'),
  )

  it.each(['2026-02-30', '20261305', '12', '199914559', '1199145599', 'soon', '', '2026', '1/3/26'])(
    'is not in %s',
    (text) => expect(read(text)).toBeNull(),
  )

  it.each([
    '2017-01-06--2017-01-13',
    '2017-01-06 - 2017-01-13',
    '2017-01-06/2017-01-13',
    '20170106-20170113 ',
  ])('is the last of a range: %s', (text) => {
    expect(readDay(text.replace('-2017011', '--2017011'))).toMatchObject({ isRange: true })
    expect(read(text.replace('-2017011', '--2017011'))).toBe('2017-01-13')
  })

  it.each([
    ['26 January 2024 - 1 February 2024', '2024-02-01'],
    ['Friday 26 January 2024 to Thursday 1 February 2024', '2024-02-01'],
    ['January 26, 2024 – February 1, 2024', '2024-02-01'],
    ['26 Jan – 1 Feb 2024', '2024-02-01'],
    ['Jan 26 - Feb 1, 2024', '2024-02-01'],
    ['29 December - 4 January 2024', '2024-01-04'],
    ['5 - 11 January 2024', '2024-01-11'],
    ['5–11 January 2024', '2024-01-11'],
  ])('is the last of a range with names of months: %s', (text, last) => {
    expect(readDay(text)).toMatchObject({ isRange: true })
    expect(read(text)).toBe(last)
  })

  it.each([
    '1 February 2024 - 26 January 2024',
    'soon - 1 February 2024',
    '1 Feb 2024 - soon',
    '1 - 2 - 3 May 2024',
  ])('is not in %s', (text) => expect(read(text)).toBeNull())

  it('of a range from a later day to an earlier one is unknown', () => {
    expect(read('2017-01-13--2017-01-06')).toBeNull()
  })

  it('of two numbers up to 12 needs the order', () => {
    expect([read('1/3/2026'), read('1/3/2026', 'mdy'), read('1/3/2026', 'dmy')]).toEqual([
      null,
      '2026-01-03',
      '2026-03-01',
    ])
    expect(read('05-01-2026', 'dmy')).toBe('2026-01-05')
    expect([read('3/3/2026'), read('17/7/1965'), read('7-17-1965')]).toEqual([
      '2026-03-03',
      '1965-07-17',
      '1965-07-17',
    ])
    expect(read('17/7/1965', 'mdy')).toBeNull()
  })
})

describe('the order of day and month', () => {
  const decide = (...files: string[][]) => decideDayOrder(files.map(surveyDays))

  it('is what one value shows and none contradicts, in all files of a command', () => {
    expect(decide(['1/3/2026', '7/17/1965'])).toBe('mdy')
    expect(decide(['1/3/2026'], ['13-1-2026'])).toBe('dmy')
    expect(decide(['1/3/2026'])).toBeNull()
    expect(decide(['1/13/2026', '13/1/2026'])).toBeNull()
    expect(decide(['1/3/2026--1/17/2026'])).toBe('mdy')
  })

  it('is asked for with both readings', () => {
    expect(surveyDays(['2026-01-01', '1/3/2026']).ambiguous).toBe('1/3/2026')
    expect(createAmbiguousDay('1/3/2026').message).toBe(
      '1/3/2026 is 2026-01-03 (month first) or 2026-03-01 (day first); pass --dates mdy or --dates dmy',
    )
  })
})

it('days within a note are found, and numbers are not', () => {
  const find = (note: string) => findDays(note).map(isoDate)
  expect(find('Saturday, 22 August 2026 [performance over the past 7 days]')).toEqual(['2026-08-22'])
  expect(find('22 August 2026, updated 2026-08-22')).toEqual(['2026-08-22'])
  expect(find('from 2026-08-16 to 2026-08-22')).toEqual(['2026-08-16', '2026-08-22'])
  expect(find('Top 200 of 2026, 1,234,567 plays')).toEqual([])
})
