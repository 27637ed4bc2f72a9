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

  test('gives values of every type and columns of every name, at once and row by row', async () => {
    const engine = await openEngine(path, 'read_only')
    const sql = `select
        1 as "it's ""so""", 'x' as "__proto__", 9007199254740993 as large, -2::hugeint as sum, 3::ubigint as unsigned,
        date '1994-05-01' as day, timestamp '1994-05-01 06:00:00' as instant, 1.5::decimal(4, 2) as share, 0.25 as part,
        [1, null] as list, {'a': 1} as record, true as yes, null as nothing, 'a'::enum('a', 'b') as choice, ''::varchar as none`
    const row = {
      'it\'s "so"': 1,
      // Without the brackets it would be the prototype.
      ['__proto__']: 'x',
      large: '9007199254740993',
      sum: -2,
      unsigned: 3,
      day: '1994-05-01',
      instant: '1994-05-01T06:00:00Z',
      share: 1.5,
      part: 0.25,
      list: [1, null],
      record: '{"a":1}',
      yes: true,
      nothing: null,
      choice: 'a',
      none: '',
    }
    const { columns, rows } = await engine.query(sql)
    expect(columns).toEqual(Object.keys(row))
    expect(rows.map(Object.entries)).toEqual([Object.entries(row)])
    const streamed: (typeof rows)[number][] = []
    for await (const each of (await engine.stream(sql)).rows) streamed.push(each)
    expect(streamed.map(Object.entries)).toEqual([Object.entries(row)])
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
