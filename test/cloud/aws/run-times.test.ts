import { expect, test } from 'vitest'
import { runTimes } from '../../../src/cloud/aws/operations/inspect/run-times.ts'

test.each([
  // Summer time in Berlin is two hours ahead, winter time one.
  [
    'cron(30 6 * * ? *)',
    'Europe/Berlin',
    '2026-07-10T04:29:59.999Z',
    '2026-07-09T04:30:00.000Z',
    '2026-07-10T04:30:00.000Z',
  ],
  [
    'cron(30 6 * * ? *)',
    'Europe/Berlin',
    '2026-07-10T04:30:00.000Z',
    '2026-07-10T04:30:00.000Z',
    '2026-07-11T04:30:00.000Z',
  ],
  [
    'cron(30 6 * * ? *)',
    'Europe/Berlin',
    '2026-10-25T00:00:00.000Z',
    '2026-10-24T04:30:00.000Z',
    '2026-10-25T05:30:00.000Z',
  ],
  // The clocks skip half past two: AWS runs it once they go on.
  [
    'cron(30 2 * * ? *)',
    'Europe/Berlin',
    '2026-03-29T00:00:00.000Z',
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
  ],
  [
    'cron(0 12 ? * FRI *)',
    'UTC',
    '2026-11-25T13:00:00.000Z',
    '2026-11-20T12:00:00.000Z',
    '2026-11-27T12:00:00.000Z',
  ],
  [
    'cron(0 12 ? * MON,FRI *)',
    'UTC',
    '2026-11-28T13:00:00.000Z',
    '2026-11-27T12:00:00.000Z',
    '2026-11-30T12:00:00.000Z',
  ],
  [
    'cron(15 9 * * ? *)',
    'Pacific/Auckland',
    '2026-11-25T20:14:00.000Z',
    '2026-11-24T20:15:00.000Z',
    '2026-11-25T20:15:00.000Z',
  ],
  ['rate(1 day)', 'UTC', '2026-11-25T20:14:00.000Z', null, null],
])('%s in %s ran before and runs after %s', (expression, zone, now, previous, next) => {
  expect(runTimes(expression, zone, now)).toEqual({ previous, next })
})
