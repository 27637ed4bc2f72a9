import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSnowflake, type SnowflakeSession } from '../../src/warehouse/snowflake/snowflake-session.ts'
import { type Account, openAccount } from '../support/snowflake/account.ts'

let account: Account
let session: SnowflakeSession
beforeAll(async () => {
  account = await openAccount({ sizes: { inline: 100, chunk: 500 } })
  session = await openSnowflake(account.login({ role: 'accountadmin' }))
})
afterAll(async () => {
  await session?.close()
  await account?.close()
})
beforeEach(() => {
  account.server.requested.length = 0
})

const numbered = (count: number) => `select i as n from range(${count}) as t (i) order by i`
const countRequests = (path: string) =>
  account.server.requested.filter((each) => each.startsWith(path)).length

test('a large result comes in chunks by URL, and a chunk that fails once is fetched again', async () => {
  const { served, failOnce } = account.server.world.chunks
  failOnce(1)
  const { rows } = await session.execute(numbered(2_350))
  expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 2_350 }, (_, n) => n))
  expect(served).toEqual({ ok: 5, failed: 1 })
})

test('chunks are fetched while they are read, not before', async () => {
  const { rows } = await session.stream(numbered(10_000))
  for await (const { n } of rows) if (n === 150) break
  // The chunk that is read, and those that the driver prefetches.
  expect(countRequests('/results/')).toBeLessThanOrEqual(4)
})

test('an expired session is renewed', async () => {
  account.server.world.sessions.expireAll()
  expect((await session.execute('select 1 as one')).rows).toEqual([{ one: 1 }])
  expect(countRequests('/session/token-request')).toBe(1)
})

test('a slow query is polled until its result is there', async () => {
  account.server.queries.answerLate(2)
  try {
    expect((await session.execute('select 1 as one')).rows).toEqual([{ one: 1 }])
  } finally {
    account.server.queries.answerLate(0)
  }
  expect(account.server.requested.filter((path) => path.endsWith('/result'))).toHaveLength(2)
})

test('timestamps without a zone are UTC, and with a zone the same instant, in any session', async () => {
  const { rows } = await session.execute(
    "select timestamp '2026-07-01 12:00:00' as ntz, timestamptz '2026-07-01 12:00:00+02' as ltz",
  )
  expect(rows).toEqual([{ ntz: '2026-07-01T12:00:00Z', ltz: '2026-07-01T10:00:00Z' }])
})

test('numbers keep every digit, as text if JavaScript cannot represent them', async () => {
  const { rows } = await session.execute(`select
    cast(12345678901234567890123456789012345678 as decimal(38, 0)) as huge,
    cast('1234567890123456.789' as decimal(38, 3)) as precise,
    cast('123456789012.345' as decimal(38, 3)) as plain,
    cast('0.000' as decimal(38, 3)) as zero`)
  expect(rows).toEqual([
    {
      huge: '12345678901234567890123456789012345678',
      precise: '1234567890123456.789',
      plain: 123_456_789_012.345,
      zero: 0,
    },
  ])
})

test('a role cannot see what it may not read, nor change what it may only read', async () => {
  await account.admin.execute('create table core.secret (a varchar)')
  await account.admin.execute('create table landing.public_one (a varchar)')
  const grants = account.server.world.catalogue
  grants.revoke({ privilege: 'SELECT', kind: 'schema', name: 'HITPARADE.CORE', role: 'HITPARADE_READER' })
  const reader = await openSnowflake(account.login())
  try {
    await expect(reader.execute('select * from core.secret')).rejects.toMatchObject({
      code: 'Query',
      details: { number: '002003', sql_state: '42S02' },
      message: expect.stringMatching(
        /^Snowflake rejected the query \(002003\): .*SECRET' does not exist or not authorized; role hitparade_reader must be able to see/,
      ),
    })
    expect((await reader.execute('select * from landing.public_one')).rows).toEqual([])
    await expect(reader.execute("insert into landing.public_one values ('x')")).rejects.toMatchObject({
      code: 'Denied',
      message: expect.stringMatching(
        /^role hitparade_reader lacks a privilege \(003001\): .*Insufficient privileges/,
      ),
    })
  } finally {
    await reader.close()
  }
})

test('a session sets the parameters that an account may have changed', async () => {
  const other = await openSnowflake(account.login())
  expect(account.server.world.sessions.newest()?.settings).toEqual({
    timezone: 'UTC',
    timestamp_type_mapping: 'TIMESTAMP_NTZ',
    date_input_format: 'AUTO',
    timestamp_input_format: 'AUTO',
    quoted_identifiers_ignore_case: 'false',
  })
  await other.close()
})

test('closing ends the session in Snowflake too', async () => {
  const before = account.server.world.sessions.count()
  const other = await openSnowflake(account.login())
  expect(account.server.world.sessions.count()).toBe(before + 1)
  await other.close()
  expect(account.server.world.sessions.count()).toBe(before)
})
