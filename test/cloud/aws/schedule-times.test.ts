import { expect, test } from 'vitest'
import { listRunTimes, toCron } from '../../../src/cloud/aws/infra/schedule-times.ts'
import { mergeChartStates } from '../../../src/cloud/aws/operations/inspect-cloud.ts'
import { sourceNames } from '../../../src/sources/registry.ts'
import { sourceHistories } from '../../../src/sources/source-histories.ts'

test.each([
  ['06:30', ['cron(30 6 * * ? *)', 'cron(30 12 * * ? *)', 'cron(30 18 * * ? *)']],
  ['5 09:00', ['cron(0 9 ? * FRI *)', 'cron(0 15 ? * FRI *)', 'cron(0 21 ? * FRI *)']],
  ['11:59', ['cron(59 11 * * ? *)', 'cron(59 17 * * ? *)', 'cron(59 23 * * ? *)']],
  // 24:00 is the next chart date.
  ['12:00', ['cron(0 12 * * ? *)', 'cron(0 18 * * ? *)']],
  ['18:00', ['cron(0 18 * * ? *)']],
])('a single time %s of a source for today is followed by two on the same day', (run_at, expected) => {
  expect(listRunTimes({ source: 'deezer', run_at: [run_at] }).map(toCron)).toEqual(expected)
})

test('a list is taken as it is, and a source with history has its time alone', () => {
  const listed = { source: 'deezer', run_at: ['06:00'], lists_run_times: true }
  expect(listRunTimes(listed).map(toCron)).toEqual(['cron(0 6 * * ? *)'])
  expect(listRunTimes({ source: 'simulator', run_at: ['06:00'] }).map(toCron)).toEqual(['cron(0 6 * * ? *)'])
})

test('every source states once which dates it answers for', () => {
  expect(Object.keys(sourceHistories).sort()).toEqual([...sourceNames].sort())
})

test('the state of a chart comes from all its schedules', () => {
  const schedule = (name: string, previous: string, next: string | null) => ({
    ...{ chart: 'deezer/top-50', name, enabled: next !== null, expression: '', time_zone: 'UTC' },
    ...{ previous, next },
  })
  const schedules = [
    schedule('deezer.top-50', '2026-11-21T06:00:00.000Z', '2026-11-22T06:00:00.000Z'),
    schedule('deezer.top-50.2', '2026-11-21T12:00:00.000Z', null),
    schedule('deezer.top-50.3', '2026-11-20T18:00:00.000Z', '2026-11-21T18:00:00.000Z'),
  ]
  expect(mergeChartStates({ schedules, newest: new Map(), runs: [] })).toMatchObject([
    {
      enabled: true,
      previous_run: '2026-11-21T12:00:00.000Z',
      next_run: '2026-11-21T18:00:00.000Z',
    },
  ])
})
