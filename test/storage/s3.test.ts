import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openStore } from '../../src/storage/open-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { keys } from './store-suite.ts'

/** What a service answers in turn; the last one for ever. The real ones are in `s3.peer.test.ts`. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void

let answers: Answer[] = []
let asked: IncomingMessage[] = []
let endpoint = ''
let store: ObjectStore
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    asked.push(request)
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    answer?.(request, response)
  })
})

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'invented')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'invented')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '2')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  store = await openStore('s3://charts/raw', { endpoint, region: 'eu-central-1' })
})
afterEach(() => {
  asked = []
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
})

const xml =
  (status: number, body: string): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body)
  }
const refusal = (status: number, code: string) =>
  xml(status, `<Error><Code>${code}</Code><Message>no</Message></Error>`)
const stored: Answer = (_, response) => void response.writeHead(200, { etag: '"1"' }).end()
const page = (tail: string, ...names: string[]) => {
  const contents = names.map((name) => `<Contents><Key>raw/${name}</Key><Size>1</Size></Contents>`)
  return xml(200, `<ListBucketResult><Name>charts</Name>${contents.join('')}${tail}</ListBucketResult>`)
}
const cutOff = (token: string) => `<IsTruncated>true</IsTruncated>${token}`
const put = () => store.put('a/%c3%a9', Buffer.from('x'))

test('a replacement has no condition', async () => {
  answers = [stored]
  await store.replace('a/b', Buffer.from('x'))
  expect(asked[0]?.headers['if-none-match']).toBeUndefined()
  expect(asked[0]).toMatchObject({ method: 'PUT', url: expect.stringContaining('/charts/raw/a/b') })
})

test('a put is conditional, in the path of the bucket, under the encoded key', async () => {
  answers = [stored]
  expect(await put()).toBe('stored')
  expect(asked[0]?.headers['if-none-match']).toBe('*')
  expect(asked[0]?.url).toMatch(/^\/charts\/raw\/a\/%25c3%25a9(\?|$)/)
})

test('a put that conflicts with another one is retried until one of them has written', async () => {
  answers = [refusal(409, 'ConditionalRequestConflict'), refusal(409, 'ConditionalRequestConflict'), stored]
  expect(await put()).toBe('stored')
  answers = [refusal(409, 'ConditionalRequestConflict'), refusal(412, 'PreconditionFailed')]
  expect(await put()).toBe('exists')
})

test('a put that always conflicts fails', async () => {
  answers = [refusal(409, 'ConditionalRequestConflict')]
  await expect(put()).rejects.toMatchObject({ name: 'StoreError', code: 'Store', retryable: false })
  expect(asked.length).toBeLessThan(10)
})

test('a denied request names the missing permission', async () => {
  answers = [refusal(403, 'AccessDenied')]
  await expect(put()).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringContaining('s3:PutObject'),
  })
  await expect(store.get('a')).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringContaining('s3:GetObject'),
  })
  await expect(keys(store, '')).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringContaining('s3:ListBucket'),
  })
  await expect(store.delete('a')).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringContaining('s3:DeleteObject'),
  })
})

test.each(['RequestTimeTooSkewed', 'RequestExpired'])(
  '%s names the clock, not a permission',
  async (name) => {
    answers = [refusal(403, name)]
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'Clock',
      message: expect.stringMatching(/the clock of this machine is off: .*; correct the clock/),
    })
  },
)

test('invalid credentials are distinguished from a missing permission', async () => {
  answers = [refusal(403, 'SignatureDoesNotMatch')]
  await expect(put()).rejects.toMatchObject({
    code: 'Credentials',
    message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
  })
})

test('a bucket in another region is reported as such', async () => {
  answers = [refusal(400, 'AuthorizationHeaderMalformed')]
  await expect(put()).rejects.toMatchObject({
    code: 'Region',
    message: expect.stringContaining('got eu-central-1; set AWS_REGION'),
  })
})

test('requests to an overloaded service are retried, and the error is retryable', async () => {
  answers = [refusal(503, 'SlowDown'), stored]
  expect(await put()).toBe('stored')
  answers = [refusal(503, 'SlowDown')]
  await expect(put()).rejects.toMatchObject({ code: 'Unreachable', retryable: true })
})

test('a service that does not answer is unreachable', async () => {
  const nowhere = await openStore('s3://charts', { endpoint: 'http://127.0.0.1:1', region: 'eu-central-1' })
  await expect(nowhere.get('a')).rejects.toMatchObject({ code: 'Unreachable', retryable: true })
})

test('an incomplete object is not returned as a complete one', async () => {
  answers = [
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('x'.repeat(10), () => response.destroy())
    },
  ]
  await expect(store.get('a')).rejects.toMatchObject({ code: 'Unreachable', retryable: true })
})

test('all pages of a list are read', async () => {
  const more = cutOff('<NextContinuationToken>two</NextContinuationToken>')
  answers = [page(more, 'a', 'b'), page('<IsTruncated>false</IsTruncated>', 'c')]
  expect(await keys(store, '')).toEqual(['a', 'b', 'c'])
  expect(asked[1]?.url).toContain('continuation-token=two')
})

test.each([
  ['without a token', cutOff('')],
  ['with the same token again', cutOff('<NextContinuationToken>same</NextContinuationToken>')],
])('a list that is cut off %s is rejected', async (_, tail) => {
  answers = [page(tail, 'a')]
  await expect(keys(store, '')).rejects.toMatchObject({
    code: 'Store',
    message: expect.stringContaining('was cut off'),
  })
})
