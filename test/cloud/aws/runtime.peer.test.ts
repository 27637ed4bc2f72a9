import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildArchiveFiles } from '../../../src/cloud/aws/bundle/bundle.ts'
import { type ChartConfig, loadConfig } from '../../../src/config/config.ts'
import { snapshotTables } from '../../../src/domain/tables/tables.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/simulator-server.ts'
import { type SimulatedChart, simulatedCharts } from '../../../src/simulator/world/simulated-charts.ts'
import { openStore } from '../../../src/storage/open-store.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { keys } from '../../storage/store-suite.ts'
import { startBucket, type TestBucket } from '../../support/aws/bucket.ts'
import { type Lambda, lackOfLambda, startLambda } from '../../support/aws/lambda.ts'
import { describePeers } from '../../support/peers.ts'

describePeers('the functions in their own runtime, and S3', ['ministack'], (peer) => {
  const lack = lackOfLambda()
  if (lack !== null) return void test('are there', () => expect.fail(lack))

  let cloud: TestBucket
  let simulator: Simulator
  let extract: Lambda
  let transform: Lambda
  let raw: ObjectStore
  let curated: ObjectStore
  const scheduled_time = '2026-11-21T06:00:00.000Z'
  const event = { chart: 'simulator/top', scheduled_time }

  beforeAll(async () => {
    cloud = await startBucket(peer, 'charts')
    simulator = await startSimulator()
    const own = { AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'planted-secret' }
    const environment = {
      ...own,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: cloud.endpoint,
      HITPARADE_RAW: 's3://charts/raw',
      HITPARADE_CURATED: 's3://charts/curated',
      HITPARADE_ENVIRONMENT: 'prod',
      HITPARADE_METRICS: 'hitparade-prod',
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
    }
    const { sources } = loadConfig({ environment: {}, cwd: '/nowhere' })
    const config = {
      charts: [chart],
      sources: { ...sources, simulator: { url: simulator.url, seed: null } },
      unsplit_artists: [],
    }
    extract = await startLambda(await buildArchiveFiles('extract', config), environment)
    transform = await startLambda(await buildArchiveFiles('transform', config), environment)
    const s3 = { endpoint: cloud.endpoint, region: 'eu-central-1' }
    for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value)
    raw = await openStore('s3://charts/raw', s3)
    curated = await openStore('s3://charts/curated', s3)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await extract?.stop()
    await transform?.stop()
    await simulator?.close()
    await cloud?.stop()
  })

  test('extract stores the chart of its schedule, and the run', async () => {
    const answer = await extract.invoke(event)
    expect(answer).toEqual({
      result: {
        ...event,
        run_id: expect.stringMatching(/^\d{8}t\d{6}z-[0-9a-f]{6}$/),
        chart_date: '2026-11-21',
        outcome: 'stored',
        snapshot_id: expect.stringMatching(/^20261121t\d{6}z-[0-9a-f]{12}$/),
      },
    })
    const { run_id, snapshot_id } = (answer as { result: { run_id: string; snapshot_id: string } }).result
    expect(await keys(raw, '')).toEqual([`to_process/simulator/top/2026-11-21/${snapshot_id}.json.gz`])
    expect(await keys(curated, '')).toEqual([`runs/${run_id}.parquet`])
    const line = parseLog(extract).find(({ message }) => message === 'extracted')
    expect(line).toMatchObject({ run_id, snapshot_id, chart: 'simulator/top', level: 'INFO' })
  })

  test('extract skips a day that is stored, in the same process', async () => {
    expect(await extract.invoke(event)).toMatchObject({ result: { outcome: 'skipped' } })
    expect(await keys(raw, '')).toHaveLength(1)
  })

  test.each([
    [
      { chart: 'simulator/none', scheduled_time },
      'UsageError',
      /expected one of the deployed charts \(simulator\/top\), got simulator\/none/,
    ],
    [{}, 'UsageError', /expected \{"chart": "<source>\/<chart>"/],
  ])(
    'extract fails on %j with an error that Lambda can record, and goes on',
    async (wrong, errorType, words) => {
      const answer = await extract.invoke(wrong)
      expect(answer).toMatchObject({ error: { errorType, errorMessage: expect.stringMatching(words) } })
      expect(await extract.invoke(event)).toMatchObject({ result: { outcome: 'skipped' } })
    },
  )

  test('transform writes the curated files of the object in a message, and moves it', async () => {
    const [key = ''] = await keys(raw, 'to_process/')
    const answer = await transform.invoke({ Records: [message('one', formatBody(key))] })
    expect(answer).toEqual({ result: { batchItemFailures: [] } })
    expect(await keys(raw, '')).toEqual([key.replace('to_process/', 'processed/')])
    const tables = new Set((await keys(curated, '')).map((name) => name.split('/')[0]))
    expect([...tables].sort()).toEqual(
      [...snapshotTables.filter((name) => !['rejects', 'text_credits'].includes(name)), 'runs'].sort(),
    )
    const snapshot_id = key.split('/').at(-1)?.replace('.json.gz', '')
    const line = parseLog(transform).find(({ message: said }) => said === 'transformed')
    expect(line).toMatchObject({ snapshot_id, message_id: 'one', entries: 100 })
  })

  test('transform answers which messages of a batch failed, and only those', async () => {
    const [key = ''] = await keys(raw, 'processed/')
    const gone = key.replace('processed/', 'to_process/')
    const before = await keys(curated, '')
    const answer = await transform.invoke({
      Records: [
        // A second delivery of what is done, from EventBridge and as S3 itself would say it.
        message('twice', formatBody(gone)),
        message(
          'by s3',
          JSON.stringify({ Records: [{ s3: { object: { key: encodeURIComponent(gone) } } }] }),
        ),
        message('test', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' })),
        message('never there', formatBody(gone.replace('top', 'other'))),
        message('no event', '{"hello": "world"}'),
      ],
    })
    const { batchItemFailures } = (answer as { result: { batchItemFailures: { itemIdentifier: string }[] } })
      .result
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
      'never there',
      'no event',
    ])
    expect(await keys(curated, '')).toEqual(before)
  })

  test('an object that cannot be parsed moves to failed/ with a reject, and does not fail its message', async () => {
    const key = 'to_process/simulator/top/2026-11-20/20261120t060000z-000000000000.json.gz'
    await raw.put(key, Buffer.from('no gzip'))
    expect(await transform.invoke({ Records: [message('bad', formatBody(key))] })).toEqual({
      result: { batchItemFailures: [] },
    })
    expect(await keys(raw, 'failed/')).toEqual([key.replace('to_process/', 'failed/')])
    expect(await keys(curated, 'rejects/')).toHaveLength(1)
  })

  test('every log line is JSON, and none contains a secret', () => {
    for (const lambda of [extract, transform]) {
      expect(parseLog(lambda).length).toBeGreaterThan(1)
      expect(lambda.log()).not.toContain('planted-secret')
    }
  })
})

const chart = {
  ...(simulatedCharts[0] as SimulatedChart),
  source: 'simulator',
  chart: 'top',
  weekdays: null,
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['06:00'],
} satisfies ChartConfig

function message(messageId: string, body: string) {
  return {
    messageId,
    body,
    receiptHandle: 'r',
    eventSource: 'aws:sqs',
    attributes: {},
    messageAttributes: {},
  }
}

function formatBody(key: string) {
  return JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key } } })
}

/** Throws if a line is not JSON. */
function parseLog(lambda: Lambda): Record<string, unknown>[] {
  return lambda
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
