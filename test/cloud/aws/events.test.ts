import { expect, test } from 'vitest'
import {
  findChart,
  parseObjectKeys,
  parseScheduleEvent,
} from '../../../src/cloud/aws/handlers/lambda-events.ts'
import { charts } from './support.ts'

const fromS3 = (...keys: string[]) =>
  JSON.stringify({ Records: keys.map((key) => ({ eventSource: 'aws:s3', s3: { object: { key } } })) })

test.each([
  [
    'an EventBridge event, whose key is not encoded',
    JSON.stringify({ detail: { object: { key: 'a/%c3%a9+b' } } }),
    ['a/%c3%a9+b'],
  ],
  ['an S3 message, whose keys are encoded', fromS3('a/%25c3%25a9%2Bb+c', 'd'), ['a/%c3%a9+b c', 'd']],
  [
    'the test message that S3 sends first',
    JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }),
    [],
  ],
])('the keys are read from %s', (_what, body, keys) => {
  expect(parseObjectKeys(body)).toEqual(keys)
})

test.each([
  '',
  'no JSON',
  '{}',
  '[]',
  'null',
  '{"Records":[{}]}',
  '{"Records":{}}',
  '{"detail":{"object":{"key":7}}}',
])('the message %j is rejected', (body) => {
  expect(() => parseObjectKeys(body)).toThrow('expected the event of an object that was created')
})

test('a schedule’s event names a chart and an instant', () => {
  expect(parseScheduleEvent({ chart: 'deezer/top-50', scheduled_time: '2026-11-21T06:00:00Z' })).toEqual({
    chart: 'deezer/top-50',
    scheduled_time: '2026-11-21T06:00:00.000Z',
  })
})

test.each([
  null,
  {},
  { chart: 'deezer/top-50' },
  { chart: 'deezer/top-50', scheduled_time: '<aws.scheduler.scheduled-time>' },
])('the schedule event %j is rejected', (event) => {
  expect(() => parseScheduleEvent(event)).toThrow('expected {"chart": "<source>/<chart>", "scheduled_time": ')
})

test('a chart that is not deployed is rejected with the names of those that are', () => {
  expect(findChart(charts, 'deezer/top-50').chart).toBe('top-50')
  expect(() => findChart(charts, 'top-50')).toThrow(
    'expected one of the deployed charts (deezer/top-50, deezer/friday-50, spotify/mine, deezer/top50), got top-50',
  )
})
