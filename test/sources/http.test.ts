import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { SourceError } from '../../src/domain/errors.ts'
import { type ResponseCheck, statusProblem } from '../../src/sources/http/http-session.ts'
import type { HttpAnswer } from '../../src/sources/http/send-request.ts'
import { version } from '../../src/version.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, serve } from './support/serve.ts'

const check = (answer: HttpAnswer): ResponseCheck<HttpAnswer> =>
  statusProblem('somewhere', answer) ?? { good: answer }

/** Serves the replies one after the other, the last for ever. */
async function script(...replies: Reply[]) {
  let next = 0
  return serve(() => replies[Math.min(next++, replies.length - 1)] as Reply)
}

const limited = (retryAfter?: string): Reply => ({
  status: 429,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
})

describe('an HTTP session', () => {
  it('gives the body as the bytes that came, and counts requests and bytes', async () => {
    const { url, asked } = await script({ body: '{"a": 1 }' })
    const { http } = fakeSession()
    const answer = await http.send({ source: 'somewhere', url, check })
    expect(Buffer.from(answer.body).toString()).toBe('{"a": 1 }')
    expect([http.requests, http.bytes]).toEqual([1, 9])
    expect(asked[0]?.headers['user-agent']).toBe(`hitparade/${version}`)
  })

  it('waits as long as Retry-After says, in seconds or until a date of the server', async () => {
    const { url } = await script(limited('7'), limited('Sat, 21 Nov 2026 06:00:42 GMT'), { body: 'x' })
    const { http, waits } = fakeSession()
    await http.send({ source: 'somewhere', url, check })
    expect(waits).toEqual([7, 30])
    expect(http.requests).toBe(3)
  })

  it('fails at once where Retry-After is above the budget, and says until when', async () => {
    const { url } = await script(limited('79892'))
    const { http, waits } = fakeSession()
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'RateLimited',
      retryable: true,
      message: expect.stringContaining('2026-11-22T04:11:32.000Z'),
    })
    expect(waits).toEqual([])
  })

  it('fails in the same way where Retry-After is later than any date, by the clock of the server', async () => {
    const headers = {
      'retry-after': 'Sat, 13 Sep 275760 00:00:00 GMT',
      date: 'Mon, 01 Jan 0001 00:00:00 GMT',
    }
    const { url } = await script({ status: 429, headers })
    const { http } = fakeSession()
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'RateLimited',
      message: expect.stringContaining('+275760-09-13T00:00:00.000Z'),
    })
  })

  it('shares one budget between all requests of the session', async () => {
    const { url } = await script(limited('200'), { body: 'x' }, limited('100'), { body: 'x' }, limited('1'))
    const { http, waits } = fakeSession()
    await http.send({ source: 'somewhere', url, check })
    await http.withOwnCounters().send({ source: 'somewhere', url, check })
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'RateLimited',
    })
    expect(waits).toEqual([200, 100])
  })

  it.each([
    ['no Retry-After', undefined],
    ['a Retry-After of 0', '0'],
    ['a Retry-After of nonsense', 'soon'],
  ])('backs off until the budget is spent on a 429 with %s', async (_name, retryAfter) => {
    const { url } = await script(limited(retryAfter))
    const { http, waits } = fakeSession()
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'RateLimited',
    })
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128])
  })

  it('does not take the waiting of one host from the budget of another', async () => {
    const [slow, other] = [
      await script(limited('290'), { body: 'x' }),
      await script(limited('30'), { body: 'y' }),
    ]
    const { http, waits } = fakeSession()
    for (const { url } of [slow, other]) await http.send({ source: 'somewhere', url, check })
    expect(waits).toEqual([290, 30])
  })

  it('waits as long as the Retry-After of a 503 says', async () => {
    const { url } = await script({ status: 503, headers: { 'retry-after': '20' } }, { body: 'x' })
    const { http, waits } = fakeSession()
    await http.send({ source: 'somewhere', url, check })
    expect(waits).toEqual([20])
  })

  it('says until when the server is down where that is above the budget', async () => {
    const { url, asked } = await script({ status: 503, headers: { 'retry-after': '7200' } })
    const { http, waits } = fakeSession()
    const until = '2026-11-21T08:00:00.000Z'
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'Unreachable',
      retryable: true,
      details: { until },
      message: expect.stringContaining(`try again at ${until} or later`),
    })
    expect([waits, asked.length]).toEqual([[], 1])
  })

  it.each([408, 503])('asks four times where the server fails with %s, and then says so', async (status) => {
    const { url, asked } = await script({ status })
    const { http, waits } = fakeSession()
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({
      code: 'Unreachable',
      retryable: true,
    })
    expect(waits).toEqual([0.5, 1, 2])
    expect(asked).toHaveLength(4)
  })

  it('asks again where the connection breaks in the middle of a body', async () => {
    const { url } = await script({ body: 'x'.repeat(1000), cut: true }, { body: 'whole' })
    const { http } = fakeSession()
    const { body } = await http.send({ source: 'somewhere', url, check })
    expect(Buffer.from(body).toString()).toBe('whole')
  })

  it('says why a host cannot be reached', async () => {
    const { http } = fakeSession()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await once(server.close(), 'close')
    const refused = http.send({ source: 'somewhere', url: `http://127.0.0.1:${port}/x`, check })
    await expect(refused).rejects.toMatchObject({
      code: 'Unreachable',
      message: expect.stringMatching(/127\.0\.0\.1:\d+: .*ECONNREFUSED/),
    })
  })

  it('gives up on a request that takes too long', async () => {
    const fetch: typeof globalThis.fetch = (_request, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const { http } = fakeSession({ fetch, timeout_ms: 1 })
    const slow = http.send({ source: 'somewhere', url: 'http://127.0.0.1:1/x', check })
    await expect(slow).rejects.toMatchObject({
      code: 'Unreachable',
      message: expect.stringMatching(/timeout/),
    })
  })

  it('asks no second time where the check refuses', async () => {
    const { url, asked } = await script({ status: 404 })
    const { http } = fakeSession()
    const refuse = () => {
      throw new SourceError('No', 'no')
    }
    await expect(http.send({ source: 'somewhere', url, check: refuse })).rejects.toMatchObject({ code: 'No' })
    expect(asked).toHaveLength(1)
  })

  it('counts the requests of one attempt by themselves', async () => {
    const { url } = await script({ body: 'abc' })
    const { http } = fakeSession()
    const one = http.withOwnCounters()
    await Promise.all([
      one.send({ source: 'somewhere', url, check }),
      http.send({ source: 'somewhere', url, check }),
    ])
    expect([one.requests, one.bytes]).toEqual([1, 3])
    expect([http.requests, http.bytes]).toEqual([2, 6])
  })
})
