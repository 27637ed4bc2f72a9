import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { handler } from '../../../src/cloud/aws/handlers/transform-handler.ts'
import { getRetryDelay, MAX_DELIVERIES } from '../../../src/cloud/aws/transform-retries.ts'
import { extractChart } from '../../../src/extract/extract-chart.ts'
import { createHttpSession } from '../../../src/sources/http/http-session.ts'
import { decodeRaw } from '../../../src/sources/raw/decode-raw.ts'
import { computeRawKey, encodeRaw } from '../../../src/sources/raw/raw-object.ts'
import { simulatorSource } from '../../../src/sources/simulator/fetch-simulator.ts'
import { folderStore } from '../../../src/storage/folder/folder-store.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'

// The function works the same on a bucket and on a folder.
vi.mock('../../../src/storage/s3/s3-store.ts', async () => {
  const { folderStore } = await import('../../../src/storage/folder/folder-store.ts')
  return { s3Store: (address: string) => folderStore(address) }
})

const delayed = vi.hoisted(() => [] as object[])
vi.mock('../../../src/cloud/aws/handlers/delay-message.ts', () => ({
  delayMessages: (queue: string) => async (message: object) => {
    delayed.push({ queue, ...message })
    if (JSON.stringify(message).includes('expired')) throw new Error('the receipt handle has expired')
  },
}))

let folder = ''
let [raw, curated] = [] as unknown as [ObjectStore, ObjectStore]
const lines: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-handler-'))
  vi.stubEnv('HITPARADE_RAW', join(folder, 'raw'))
  vi.stubEnv('HITPARADE_CURATED', join(folder, 'curated'))
  vi.stubEnv('HITPARADE_METRICS', 'hitparade-test')
  vi.stubEnv('HITPARADE_ENVIRONMENT', 'test')
  vi.stubEnv('HITPARADE_QUEUE', 'https://sqs.test/transform')
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  raw = folderStore(join(folder, 'raw'))
  curated = folderStore(join(folder, 'curated'))
  const source = simulatorSource()
  const [chart] = source.charts()
  if (chart === undefined) throw new Error('the simulator has no chart')
  const now = () => '2026-01-01T12:00:00.000Z'
  const request = { source, chart, chart_date: '2026-01-01', at: null, http: createHttpSession(), raw, now }
  expect(await extractChart(request)).toMatchObject({ outcome: 'stored' })
  await source.close?.()
})

afterEach(() => {
  lines.splice(0)
  delayed.splice(0)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const unreadable = 'to_process/simulator/global-top-100/2026-01-02/20260102t060000z-000000000000.json.gz'
const nowhere = 'to_process/simulator/global-top-100/2026-01-03/20260103t060000z-000000000000.json.gz'
const event = (...keys: string[]) =>
  ({
    Records: keys.map((key, index) => ({
      messageId: `m${index}`,
      body: key.startsWith('to_process') ? JSON.stringify({ detail: { object: { key } } }) : key,
    })),
  }) as SQSEvent

/** The object that was transformed first, as if it was of another date. */
async function createObject(chart_date: string) {
  const [first = ''] = await listKeys(raw, 'processed/')
  const { header, bodies } = decodeRaw(await raw.get(first))
  const snapshot = { header: { ...header, chart_date }, bodies }
  return { key: `to_process/${computeRawKey(snapshot)}`, bytes: encodeRaw(snapshot) }
}

test('only failed messages are returned: one without its object, one that is not an event', async () => {
  await raw.put(unreadable, Buffer.from('dear reader'))
  const [good = ''] = (await listKeys(raw)).filter((key) => key !== unreadable)
  expect(await handler(event('dear reader', good, unreadable, nowhere))).toEqual({
    batchItemFailures: expect.arrayContaining([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm3' }]),
  })
  expect((await listKeys(raw)).map((key) => key.split('/')[0]).sort()).toEqual(['failed', 'processed'])
  expect((await listKeys(curated)).filter((key) => key.startsWith('chart_issues/'))).toHaveLength(1)

  const measured = lines.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line) as Line)
  expect(measured.filter(({ ItemsRejected }) => ItemsRejected !== undefined)).toHaveLength(2)
  expect(measured.map(({ ItemsRejected }) => ItemsRejected ?? 0)).toContain(1)
  for (const { _aws } of measured) {
    expect(_aws.CloudWatchMetrics).toMatchObject([{ Namespace: 'hitparade-test', Dimensions: [[]] }])
  }
})

test('the same messages again succeed in any order, and are not measured again', async () => {
  const before = [await listKeys(raw), await listKeys(curated)]
  const keys = before[0]?.map((key) => key.replace(/^[a-z]+/, 'to_process')) ?? []
  expect(await handler(event(...keys.toReversed(), ...keys))).toEqual({ batchItemFailures: [] })
  expect([await listKeys(raw), await listKeys(curated)]).toEqual(before)
  expect(lines.filter((line) => line.includes('_aws'))).toEqual([])
})

test('an object on which the transform fails is not delivered again; one that cannot be stored is', async () => {
  const { key: unstored, bytes } = await createObject('2026-01-05')
  const poison = 'to_process/simulator/global-top-100/2026-01-04/20260104t060000z-000000000000.json.gz'
  await raw.put(poison, gzipSync('{"format":1}\n'))
  await raw.put(unstored, bytes)
  // No file can be written below a file.
  await writeFile(join(folder, 'curated/songs/simulator/global-top-100/2026-01-05'), '')
  expect(await handler(event(unstored, poison))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] })
  expect(await listKeys(raw, 'to_process/')).toEqual([unstored])
  expect(await listKeys(raw, 'failed/')).toContain(poison.replace('to_process', 'failed'))
})

test('a message that fails three times is delayed by its deliveries, then succeeds; each failure is measured', async () => {
  const { key, bytes } = await createObject('2026-01-06')
  const deliver = (deliveries: number) => {
    const [record] = event(key).Records
    const attributes = { ApproximateReceiveCount: String(deliveries) }
    const receiptHandle = deliveries === 2 ? 'expired' : `handle ${deliveries}`
    return handler({ Records: [{ ...record, receiptHandle, attributes }] } as SQSEvent)
  }
  for (const deliveries of [1, 2, 3]) {
    expect(await deliver(deliveries)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] })
  }
  const queue = 'https://sqs.test/transform'
  expect(delayed).toEqual([
    { queue, receiptHandle: 'handle 1', deliveries: 1 },
    { queue, receiptHandle: 'expired', deliveries: 2 },
    { queue, receiptHandle: 'handle 3', deliveries: 3 },
  ])
  const failed = lines.filter((line) => line.includes('"TransformFailed":1'))
  expect(failed).toHaveLength(3)
  await raw.put(key, bytes)
  expect(await deliver(4)).toEqual({ batchItemFailures: [] })
  expect(await listKeys(raw, 'processed/')).toContain(key.replace('to_process', 'processed'))
  expect(delayed).toHaveLength(3)
})

test.each([
  [1, 60, 72],
  [2, 300, 360],
  [3, 900, 1080],
  [4, 1800, 2160],
  [5, 3600, 4320],
  // After the last delivery the message moves to the failure queue at once.
  [MAX_DELIVERIES, 0, 0],
])('after delivery %i a message returns in %i to %i seconds', (deliveries, least, most) => {
  expect(getRetryDelay(deliveries, 0)).toBe(least)
  expect(getRetryDelay(deliveries, 1)).toBe(most)
})

interface Line {
  _aws: { CloudWatchMetrics: object[] }
  ItemsRejected?: number
}

async function listKeys(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}
