import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'

let folder: string
let path: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-engine-'))
  path = join(folder, 'numbers.duckdb')
  const writer = await openEngine(path, 'read_write')
  await writer.run('create table numbers as select range as number from range(1000)')
  writer.close()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Takes minutes. */
const long = 'select sum(a.range * b.range % 7) as total from range(1000000) as a, range(1000000) as b'

describe('a DuckDB file that is only read', () => {
  test('answers queries at the same time, each with its own rows', async () => {
    const engine = await openEngine(path, 'read_only')
    const asked = Array.from({ length: 20 }, (_, number) => number)
    const answers = await Promise.all(
      asked.map((number) => engine.query('select number from numbers where number = :number', { number })),
    )
    expect(answers.map(({ rows }) => rows)).toEqual(asked.map((number) => [{ number }]))
    engine.close()
  })

  test('ends a query at its limit, and answers others meanwhile and afterwards', async () => {
    const engine = await openEngine(path, 'read_only', { mostSeconds: 1 })
    const late = expect(engine.query(long)).rejects.toMatchObject({ code: 'Timeout', retryable: true })
    const count = { rows: [{ count: 1000 }] }
    expect(await engine.query('select count(*) as count from numbers')).toMatchObject(count)
    await late
    expect(await engine.query('select count(*) as count from numbers')).toMatchObject(count)
    engine.close()
  })
})
