import { expect, test } from 'vitest'
import { chartIn, objectKeys, scheduleEvent } from '../../../src/cloud/aws/handlers/lambda-events.ts'
import { charts } from './support.ts'

const fromS3 = (...keys: string[]) =>
  JSON.stringify({ Records: keys.map((key) => ({ eventSource: 'aws:s3', s3: { object: { key } } })) })

test.each([
  [
    'an event of EventBridge, whose key is as it is',
    JSON.stringify({ detail: { object: { key: 'a/%c3%a9+b' } } }),
    ['a/%c3%a9+b'],
  ],
  ['a message of S3, whose keys are encoded', fromS3('a/%25c3%25a9%2Bb+c', 'd'), ['a/%c3%a9+b c', 'd']],
  [
    'the test message that S3 sends first',
    JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }),
    [],
  ],
])('the keys are read from %s', (_what, body, keys) => {
  expect(objectKeys(body)).toEqual(keys)
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
])('a message that is %j is refused', (body) => {
  expect(() => objectKeys(body)).toThrow('expected an event of an object that was created')
})

test('a schedule’s event names a chart and an instant', () => {
  expect(scheduleEvent({ chart: 'deezer/top-50', scheduled_time: '2026-11-21T06:00:00Z' })).toEqual({
    chart: 'deezer/top-50',
    scheduled_time: '2026-11-21T06:00:00.000Z',
  })
})

test.each([
  null,
  {},
  { chart: 'deezer/top-50' },
  { chart: 'deezer/top-50', scheduled_time: '<aws.scheduler.scheduled-time>' },
])('a schedule’s event that is %j is refused', (event) => {
  expect(() => scheduleEvent(event)).toThrow('expected {"chart": "<source>/<chart>", "scheduled_time": ')
})

test('a chart that was not deployed is refused with those that were', () => {
  expect(chartIn(charts, 'deezer/top-50').chart).toBe('top-50')
  expect(() => chartIn(charts, 'top-50')).toThrow(
    'there is no chart top-50; deployed are deezer/top-50, deezer/friday-50, spotify/mine',
  )
})
