import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parameters, ResultRow, Warehouse } from '../../src/warehouse/warehouse.ts'

export interface AskedWarehouse {
  /** Has the tables of landing and core, whatever is in them. */
  warehouse: Warehouse
  close(): Promise<void>
}

/** More rows than a driver fetches at once. */
const MANY = 60_000

/** As many rows as wanted, numbered from 0. */
const numbered = (count: number) =>
  `with digits (d) as (
    select 0 union all select 1 union all select 2 union all select 3 union all select 4
    union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
  )
  select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d as n
  from digits as a cross join digits as b cross join digits as c cross join digits as e cross join digits as f
  where a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d < ${count}`

/** What `warehouse.ts` promises of every driver's questions. */
export function describeQueries(name: string, open: () => Promise<AskedWarehouse>) {
  describe(`queries to ${name}`, () => {
    let opened: AskedWarehouse
    let warehouse: Warehouse
    beforeAll(async () => {
      opened = await open()
      warehouse = opened.warehouse
    })
    afterAll(() => opened?.close())

    const value = async (sql: string, parameters: Parameters = {}) =>
      (await warehouse.query(`select ${sql} as v`, parameters)).rows[0]?.v

    test('parameters are bound, each as often as it is named', async () => {
      const odd = "it's; drop table x -- ? /* :n */"
      const { columns, rows } = await warehouse.query('select :a as text, :n + 1 as number, :a as again', {
        a: odd,
        n: 41,
      })
      expect([columns, rows]).toEqual([['text', 'number', 'again'], [{ text: odd, number: 42, again: odd }]])
    })

    test('columns with the same name keep their values', async () => {
      const { columns, rows } = await warehouse.query('select 1 as a, 2 as a, 3 as a_2, 4 as "A"')
      expect(columns).toEqual(['a', 'a_3', 'a_2', 'a_4'])
      expect(rows).toEqual([{ a: 1, a_3: 2, a_2: 3, a_4: 4 }])
    })

    test('parameters of every type keep their value', async () => {
      const of = (a: Parameters[string]) => ({ a: a ?? null })
      expect(await value('case when :a then 1 else 0 end', of(true))).toBe(1)
      expect(await value('cast(:a as double) + 0.25', of(1.5))).toBe(1.75)
      expect(await value('cast(:a as bigint)', of(-9_007_199_254_740_991))).toBe(-9_007_199_254_740_991)
      expect(await value('cast(:a as varchar) is null', of(null))).toBe(true)
      expect(await value("cast('2026-01-05' as date) = cast(:a as date)", of('2026-01-05'))).toBe(true)
      expect(await value('cast(:a as varchar)', of('Beyoncé 宇多田 🎵'))).toBe('Beyoncé 宇多田 🎵')
    })

    test('text in a literal, a quoted name or a comment is never a parameter', async () => {
      const sql = `select ':a ?' as "a:b", :a as v -- :c ?
        /* :d */`
      expect((await warehouse.query(sql, { a: 1 })).rows).toEqual([{ 'a:b': ':a ?', v: 1 }])
    })

    test('the error names a parameter without a value', async () => {
      const asked = warehouse.query('select :missing as v')
      await expect(asked).rejects.toMatchObject({
        code: 'Query',
        message: expect.stringContaining(':missing'),
      })
    })

    test('a result has its column names, in lower case, even without rows', async () => {
      const none = await warehouse.query('select song_id, position from core.chart_history where 1 = 0')
      expect(none).toEqual({ columns: ['song_id', 'position'], rows: [] })
    })

    test.each([
      ["cast('2026-01-05' as date)", '2026-01-05'],
      ["cast('1958-08-04' as date)", '1958-08-04'],
      ["cast('2026-01-05 06:00:00' as timestamp)", '2026-01-05T06:00:00Z'],
      ["cast('2026-01-05 06:00:00.125' as timestamp)", '2026-01-05T06:00:00.125Z'],
      ["cast('1958-08-04 23:59:59.500' as timestamp)", '1958-08-04T23:59:59.500Z'],
      ['cast(9007199254740991 as bigint)', 9_007_199_254_740_991],
      ['cast(9007199254740993 as bigint)', '9007199254740993'],
      ['cast(-9007199254740993 as bigint)', '-9007199254740993'],
      ['cast(0 as bigint)', 0],
      ['cast(12.34 as decimal(10, 2))', 12.34],
      ['cast(-0.5 as double)', -0.5],
      ['cast(1e21 as double)', 1e21],
      ['cast(0.1 as double) + cast(0.2 as double)', 0.1 + 0.2],
      ['1 = 1', true],
      ['1 = 2', false],
      ["''", ''],
      ["'a''b\nc'", "a'b\nc"],
      ['cast(null as varchar)', null],
      ['cast(null as date)', null],
      ['cast(null as double)', null],
      ['cast(null as boolean)', null],
    ])('%s is %j', async (sql, expected) => {
      expect(await value(sql)).toEqual(expected)
    })

    test('a sum of whole numbers is a number', async () => {
      expect(
        (await warehouse.query(`select sum(n) as v, count(*) as c from (${numbered(10)}) as q`)).rows,
      ).toEqual([{ v: 45, c: 10 }])
    })

    test.each([
      'selec 1',
      'select nothing from core.chart_history',
      'select * from core.nothing',
      'select 1 +',
    ])('what cannot be read or is not there is refused: %s', async (sql) => {
      await expect(warehouse.query(sql)).rejects.toMatchObject({ name: 'WarehouseError', code: 'Query' })
      await expect(warehouse.stream(sql)).rejects.toMatchObject({ name: 'WarehouseError', code: 'Query' })
    })

    test.each([
      'create table landing.mine as select 1 as one',
      'create schema mine',
      "insert into core.charts_in_scope (source, chart) values ('a', 'b')",
      'delete from landing.chart_entries',
      'update landing.songs set song_name = null',
      'drop table landing.songs',
      'alter table landing.songs drop column song_name',
    ])('a query cannot write: %s', async (sql) => {
      await expect(warehouse.query(sql)).rejects.toMatchObject({ name: 'WarehouseError', code: 'Query' })
    })

    test.each([
      ['a comment alone', '-- nothing; /* at all */', 'no statement'],
      ['no statement', ' ; ', 'no statement'],
      ['another word', "set timezone = 'UTC'", 'SET'],
      ['a second statement that writes', 'select 1; /* then */ drop table landing.songs', 'DROP'],
      ['a function that changes settings', 'select * from system.main."enable_logging" ()', 'enable_logging'],
    ])('%s is refused before it runs', async (_, sql, got) => {
      const message = expect.stringContaining(`expected a query that only reads, got`)
      const refusal = { code: 'Query', message }
      await expect(warehouse.query(sql)).rejects.toMatchObject(refusal)
      await expect(warehouse.stream(sql)).rejects.toMatchObject(refusal)
      await expect(warehouse.query(sql)).rejects.toThrow(got)
    })

    test('words that are refused may be names, texts and comments', async () => {
      const sql = `-- drop; set
        (select 'set; call' as "drop;call", 1 as enable_logging /* ; delete */)`
      expect((await warehouse.query(sql)).rows).toEqual([{ 'drop;call': 'set; call', enable_logging: 1 }])
    })

    test('several queries at once each get their result', async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => value('cast(:n as bigint) * 2', { n })))
      expect(answers).toEqual([2, 4, 6, 8, 10])
    })

    describe('as a stream', () => {
      const read = async (rows: AsyncIterable<ResultRow>, most = Number.POSITIVE_INFINITY) => {
        const all: ResultRow[] = []
        for await (const row of rows) if (all.push(row) >= most) break
        return all
      }

      test('a result has the same columns and rows, in order', async () => {
        const sql = `select n, cast(:a as varchar) as text from (${numbered(MANY)}) as q order by n asc nulls last`
        const asked = await warehouse.query(sql, { a: 'x' })
        const streamed = await warehouse.stream(sql, { a: 'x' })
        expect(streamed.columns).toEqual(['n', 'text'])
        const rows = await read(streamed.rows)
        expect(rows).toHaveLength(MANY)
        expect(rows[MANY - 1]).toEqual({ n: MANY - 1, text: 'x' })
        expect(rows).toEqual(asked.rows)
      })

      test('a result has the types of its columns, even without rows', async () => {
        const columns = [
          "cast('a' as varchar) as a",
          'cast(1 as bigint) as b',
          'cast(1.5 as double) as c',
          '1 = 1 as d',
          "cast('2026-01-05' as date) as e",
          "cast('2026-01-05 06:00:00' as timestamp) as f",
        ]
        const { types, rows } = await warehouse.stream(`select ${columns.join(', ')} where 1 = 0`)
        expect(await read(rows)).toEqual([])
        expect(types).toEqual(['text', 'bigint', 'double', 'boolean', 'date', 'timestamp'])
      })

      test('a result without rows ends at once', async () => {
        const { columns, rows } = await warehouse.stream('select song_id from core.chart_history where 1 = 0')
        expect([columns, await read(rows)]).toEqual([['song_id'], []])
      })

      test('reading may stop early, and other queries may run meanwhile', async () => {
        const { rows } = await warehouse.stream(`${numbered(MANY)} order by n asc nulls last`)
        const seen: unknown[] = []
        for await (const row of rows) {
          seen.push(row.n, await value('1 + 1'))
          if (seen.length === 4) break
        }
        expect(seen).toEqual([0, 2, 1, 2])
        expect(await value('2 + 2')).toBe(4)
      })
    })
  })
}
