import { expect, test } from 'vitest'
import { listCloudFindings } from '../../../src/cloud/aws/operations/cloud-findings.ts'
import type { ChartState, CloudState } from '../../../src/cloud/aws/operations/inspect-cloud.ts'
import { nodeFindings } from '../../../src/commands/targets/here/local-findings.ts'

const now = '2026-11-25T13:00:00.000Z'

const chart: ChartState = {
  chart: 'spotify/mine',
  enabled: true,
  time_zone: 'UTC',
  previous_run: '2026-11-25T06:00:00.000Z',
  next_run: '2026-11-26T06:00:00.000Z',
  newest_issue: '2026-11-25',
  last_run: '2026-11-25T06:00:05.000Z',
  outcome: 'stored',
  error_code: null,
  last_good: '2026-11-25T06:00:05.000Z',
}

const sound: CloudState = {
  environment: 'prod',
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  stack: 'UPDATE_COMPLETE',
  buckets: { rawBucket: 'charts-raw', curatedBucket: 'charts-curated' },
  schedules: [],
  charts: [chart],
  queues: [
    { queue: 'hitparade-prod-transform', failure: null, waiting: 3, in_work: 1 },
    { queue: 'hitparade-prod-failed-event', failure: 'event', waiting: 0, in_work: 0 },
  ],
  transform_failures: 0,
  alarms: [
    { alarm: 'hitparade-prod-backlog', state: 'OK', about: null, since: null },
    { alarm: 'hitparade-prod-stale-spotify.mine', state: 'INSUFFICIENT_DATA', about: null, since: null },
  ],
  subscriptions: [{ endpoint: 'ops@example.org', confirmed: true }],
  credentials: [
    { source: 'spotify', parameter: '/hitparade-prod/credentials/spotify', there: true, authorized_at: null },
  ],
  raw: { waiting: 2, oldest: '2026-11-25T12:59:00.000Z', failed: 0 },
  behind: 0,
  lacking: [],
  missing: [],
}

test('a sound environment has no findings, even while raw objects are pending', () => {
  expect(listCloudFindings(sound, now)).toEqual([])
})

test('a part that cannot be seen is not a finding', () => {
  const unseen = {
    stack: null,
    schedules: null,
    transform_failures: null,
    alarms: null,
    subscriptions: null,
    credentials: null,
    raw: null,
  }
  expect(listCloudFindings({ ...sound, ...unseen, behind: null, queues: [], charts: [] }, now)).toEqual([])
})

test('a first deployment that was undone is one finding with one next step', () => {
  const undone = {
    ...sound,
    stack: 'ROLLBACK_COMPLETE',
    missing: ['hitparade-prod-transform'],
    subscriptions: [],
  }
  expect(listCloudFindings(undone, now)).toEqual([
    {
      finding: 'the first deployment of the stack hitparade-prod failed, and was undone',
      next: expect.stringMatching(/^run `hitparade deploy --target aws` again/),
    },
  ])
})

const cases: [string, Partial<CloudState>, RegExp, RegExp][] = [
  [
    'a stack that was rolled back',
    { stack: 'UPDATE_ROLLBACK_FAILED' },
    /hitparade-prod has the status UPDATE_ROLLBACK_FAILED/,
    /events/,
  ],
  [
    'a missing queue',
    { missing: ['hitparade-prod-transform'] },
    /hitparade-prod-transform is missing/,
    /deploy/,
  ],
  [
    'objects that have failed and wait for their next delivery',
    { transform_failures: 3 },
    /^1 in flight in hitparade-prod-transform: transform has failed 3 times/,
    /the log \/hitparade\/prod\/transform; after 6 failures/,
  ],
  [
    'objects that failed at every delivery',
    { queues: [{ queue: 'hitparade-prod-failed-transform', failure: 'transform', waiting: 2, in_work: 1 }] },
    /^3 in hitparade-prod-failed-transform/,
    /the log \/hitparade\/prod\/transform.*redrive/,
  ],
  [
    'runs that could not be started',
    { queues: [{ queue: 'hitparade-prod-failed-schedule', failure: 'schedule', waiting: 1, in_work: 0 }] },
    /^1 in hitparade-prod-failed-schedule/,
    /invoke the extract function with the body/,
  ],
  [
    'events that did not reach the queue',
    { queues: [{ queue: 'hitparade-prod-failed-event', failure: 'event', waiting: 1, in_work: 0 }] },
    /^1 in hitparade-prod-failed-event/,
    /send its body to the transform queue/,
  ],
  [
    'a raw object that is pending for hours',
    { raw: { waiting: 1, oldest: '2026-11-25T10:00:00.000Z', failed: 0 } },
    /oldest since 2026-11-25T10/,
    /transform queues.*reprocess --target aws/,
  ],
  [
    'objects that could not be parsed',
    { raw: { waiting: 0, oldest: null, failed: 4 } },
    /could not be parsed: 4$/,
    /insights rejects.*reprocess --target aws --failed/,
  ],
  ['snapshots of an older version', { behind: 7 }, /older version transformed: 7$/, /reprocess --target aws/],
  ['a disabled schedule', { charts: [{ ...chart, enabled: false }] }, /spotify\/mine does not run/, /enable/],
  [
    'a chart that its last run did not store',
    {
      charts: [
        {
          ...chart,
          outcome: 'failed',
          error_code: 'EditorialPlaylist',
          last_good: '2026-11-24T06:00:05.000Z',
        },
      ],
    },
    /was due at 2026-11-25T06:00.*failed: EditorialPlaylist/,
    /why the source failed/,
  ],
  [
    'an alarm',
    { alarms: [{ alarm: 'a', state: 'ALARM', about: 'it waits', since: now }] },
    /alarm a since/,
    /it waits/,
  ],
  [
    'an e-mail that was not confirmed',
    { subscriptions: [{ endpoint: 'ops@example.org', confirmed: false }] },
    /ops@example.org does not receive/,
    /open the link.*sns subscribe --topic-arn arn:aws:sns:eu-central-1:111111111111:hitparade-prod-alarms .*ops@example.org/,
  ],
  ['alarms without a receiver', { subscriptions: [] }, /no one receives/, /alarm_email/],
  [
    'missing credentials',
    { credentials: [{ source: 'spotify', parameter: '/p', there: false, authorized_at: null }] },
    /there is no parameter \/p/,
    /credentials put spotify/,
  ],
  [
    'a consent that ends soon',
    consentOf('2026-06-20T12:00:00.000Z'),
    /consent to spotify of 2026-06-20, 158 days old, ends on 2026-12-20/,
    /hitparade auth spotify.*hitparade credentials put spotify/,
  ],
  [
    'a consent that has ended',
    consentOf('2026-05-20T12:00:00.000Z'),
    /189 days old, has ended on 2026-11-20/,
    /hitparade auth spotify/,
  ],
  [
    'a missing permission',
    { lacking: [{ action: 'sqs:GetQueueUrl', resource: 'q', asks: 'the URL of a queue' }] },
    /^you cannot see the URL of a queue: this needs sqs:GetQueueUrl on q$/,
    /--policy/,
  ],
]

test.each(cases)('%s is a finding, with the next step', (_, change, finding, next) => {
  expect(listCloudFindings({ ...sound, ...change }, now)).toEqual([
    { finding: expect.stringMatching(finding), next: expect.stringMatching(next) },
  ])
})

test('a chart whose run is in progress, or that was just deployed, is not overdue', () => {
  const running = { ...chart, previous_run: '2026-11-25T12:30:00.000Z' }
  const fresh = { ...chart, last_run: null, outcome: null, last_good: null }
  expect(listCloudFindings({ ...sound, charts: [running, fresh] }, now)).toEqual([])
})

test('credentials are missing only where a chart needs them', () => {
  const credentials = [{ source: 'spotify', parameter: '/p', there: false, authorized_at: null }]
  const charts = [{ ...chart, chart: 'deezer/top' }]
  expect(listCloudFindings({ ...sound, credentials, charts }, now)).toEqual([])
  // Its issues still exist, but it has no schedule any more.
  const former = [{ ...chart, enabled: null }]
  expect(listCloudFindings({ ...sound, credentials, charts: former }, now)).toEqual([])
})

test.each([
  ['20.19.0', 0],
  ['24.1.0', 0],
  ['20.18.9', 1],
  ['18.20.0', 1],
])('Node %s has %i findings', (version, count) => {
  expect(nodeFindings(version)).toHaveLength(count)
})

test('a consent of less than 150 days is no finding', () => {
  expect(listCloudFindings({ ...sound, ...consentOf('2026-07-01T12:00:00.000Z') }, now)).toEqual([])
})

function consentOf(authorized_at: string): Partial<CloudState> {
  return { credentials: [{ source: 'spotify', parameter: '/p', there: true, authorized_at }] }
}
