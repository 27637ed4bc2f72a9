import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { withRefreshLock } from '../../../src/cloud/aws/handlers/refresh-lock.ts'

/** S3 with one object, as far as a lock needs it: conditions on its ETag, and an instant of its own clock. */
let object: { etag: string; modified: number } | null = null
let clock = 0
let writes = 0
const server = createServer((request, response) => {
  request.resume().on('end', () => answer(request, response))
})
let client: S3Client

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'invented', secretAccessKey: 'invented' },
    forcePathStyle: true,
    maxAttempts: 1,
  })
})
afterAll(() => {
  client.destroy()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  object = null
  clock = Date.parse('2026-11-21T06:00:00Z')
})

function answer({ method, headers }: IncomingMessage, response: ServerResponse) {
  const refuse = (status: number) => response.writeHead(status).end()
  const { 'if-match': match, 'if-none-match': none } = headers
  if (match !== undefined && match !== object?.etag) return refuse(object === null ? 404 : 412)
  if (none === '*' && object !== null) return refuse(412)
  // A role that must not list the bucket is not told that an object is missing.
  if (method === 'HEAD' && object === null) return refuse(403)
  if (method === 'PUT') object = { etag: `"${++writes}"`, modified: clock }
  const { etag, modified } = object ?? { etag: '', modified: 0 }
  if (method === 'DELETE') object = null
  const sent = { etag, 'last-modified': new Date(modified).toUTCString() }
  return response.writeHead(method === 'DELETE' ? 204 : 200, sent).end()
}

function withLock<T>(work: () => Promise<T>): Promise<T> {
  const sleep = async (milliseconds: number) => {
    clock += milliseconds
    await new Promise((next) => setImmediate(next))
  }
  return withRefreshLock({ client, bucket: 'raw', key: 'locks/spotify', now: () => clock, sleep }, work)
}

test('is held while the work runs, and deleted after it', async () => {
  const held = await withLock(async () => object)
  expect([held, object]).toEqual([{ etag: expect.any(String), modified: expect.any(Number) }, null])
})

test('is deleted after work that fails, whose error is thrown', async () => {
  await expect(withLock(() => Promise.reject(new Error('no token')))).rejects.toThrow('no token')
  expect(object).toBeNull()
})

test('lets ten functions work one after another', async () => {
  let working = 0
  const most: number[] = []
  const work = async () => {
    most.push(++working)
    await new Promise((next) => setImmediate(next))
    working--
  }
  await Promise.all(Array.from({ length: 10 }, () => withLock(work)))
  expect(most).toEqual(Array.from({ length: 10 }, () => 1))
})

test('of a function that was ended is replaced after ten minutes', async () => {
  object = { etag: '"left"', modified: clock - 10 * 60_000 }
  const held = await withLock(async () => object?.etag)
  expect(held).not.toBe('"left"')
  expect(object).toBeNull()
})

test('that is younger is waited for, a minute at most', async () => {
  const left = { etag: '"left"', modified: clock - 8 * 60_000 }
  object = left
  const end = clock + 60_000
  await expect(withLock(async () => 'never')).rejects.toMatchObject({
    code: 'Store',
    message: expect.stringMatching(/another function has held s3:\/\/raw\/locks\/spotify for a minute/),
  })
  expect(clock).toBeGreaterThanOrEqual(end)
  expect(object).toEqual(left)
})

test('that another function has replaced meanwhile stays its own', async () => {
  const other = { etag: '"other"', modified: clock }
  await withLock(async () => {
    object = other
  })
  expect(object).toEqual(other)
})
