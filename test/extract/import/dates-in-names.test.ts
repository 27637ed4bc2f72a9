import { expect, test } from 'vitest'
import {
  findNamedDay,
  instantInName,
  type NameReading,
  withoutDates,
} from '../../../src/extract/import/dates-in-names.ts'

function dateInName(name: string, reading?: NameReading) {
  const day = findNamedDay(name, reading)
  return day === 'ambiguous' ? day : (day?.date ?? null)
}

test.each([
  ['spotify_raw_2023-02-18 09:14:55.123456.json', '2023-02-18'],
  ['2023-05-21-00.json', '2023-05-21'],
  ['regional-global-daily-2020-10-20.csv', '2020-10-20'],
  ['regional-global-weekly-2020-08-07--2020-08-14.csv', '2020-08-14'],
  ['02__regional-global-weekly-2020-08-07--2020-08-14__2020-10-25_1a2b3c4.csv', '2020-08-14'],
  ['regional-global-weekly-2022-12-08__2023-01-01.csv', '2022-12-08'],
  ['00__regional-global-daily-latest__2020-10-20_1a2b3c4.csv', '2020-10-20'],
  ['regional-global-daily-latest.csv', null],
  ['chart-2023-02-30.csv', null],
  ['chart-12023-02-03.csv', null],
  ['from-2020-01-01-to-2020-02-01.csv', 'ambiguous'],
  ['top_2024-01-01_to_2024-01-07.csv', '2024-01-07'],
  ['top_Feb 5 2024.csv', '2024-02-05'],
  ['top_5_February_2024.csv', '2024-02-05'],
  ['2020-01-01 as of 2020-01-01.csv', '2020-01-01'],
])('the day in %s is %s', (name, date) => {
  expect(dateInName(name)).toBe(date)
})

test.each([
  ['spotify_raw_2023-02-18 09:14:55.123456.json', '2023-02-18T09:14:55.123Z'],
  ['spotify_raw_2023-02-18_09-14-55.json', '2023-02-18T09:14:55.000Z'],
  ['spotify_raw_2023-02-18T091455Z.json', '2023-02-18T09:14:55.000Z'],
  ['spotify_raw_2023-02-18T09:14+02:00.json', '2023-02-18T07:14:00.000Z'],
  ['chart_2023-02-18_0914.json', '2023-02-18T09:14:00.000Z'],
  ['2023-05-21-00.json', null],
  ['2023-05-21_25-00.json', null],
  ['regional-global-weekly-2020-08-07--2020-08-14__2020-10-25_1234567.csv', null],
  ['chart_2020-10-20_7190a3f.csv', null],
  ['chart.json', null],
])('the instant in %s is %s', (name, instant) => {
  expect(instantInName(name)).toBe(instant)
})

test('a name without its dates is what all files of a chart have in common', () => {
  expect(withoutDates('my-chart_2023-02-18 09:14:55.123')).toBe('my-chart_')
  expect(withoutDates('my-chart-2020-01-01--2020-01-08')).toBe('my-chart-')
  expect(withoutDates('top_2024-01-01_to_2024-01-07').trim()).toBe('top_')
  expect(withoutDates('top_Feb 5 2024').trim()).toBe('top_')
  expect(withoutDates('my_5_February_2024_top').replace(/ +/, ' ')).toBe('my_ _top')
})
