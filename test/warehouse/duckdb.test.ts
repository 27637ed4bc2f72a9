import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { landingDdl } from '../../src/domain/tables/ddl.ts'
import { tableNames } from '../../src/domain/tables/tables.ts'
import { loadsModel, modelsFingerprint } from '../../src/models/core-models.ts'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import { describeQueries } from './queries.ts'
import { holdLock } from './support/hold-lock.ts'
import { fingerprint, models, openForTest, openWarehouse } from './support/open-warehouse.ts'
import { describeWarehouse } from './warehouse-suite.ts'

describeWarehouse('duckdb', async () => {
  const { path, ...rest } = await openWarehouse()
  return {
    ...rest,
    async repeatLanding() {
      const engine = await openEngine(path, 'read_write')
      for (const table of tableNames) await engine.run(`insert into landing.${table} from landing.${table}`)
      await engine.run('checkpoint')
      engine.close()
    },
  }
})

describeQueries('duckdb', async () => {
  const { warehouse, tell, close } = await openWarehouse()
  await tell({})
  await warehouse.load()
  return { warehouse, close }
})

const count = 'select count(*) as n from core.chart_history'
/** The same, after half a second of work. */
const slow = `select count(*) + (select count(*) from core.chart_history) as n
  from range(9000) as a, range(9000) as b where a.range + b.range < 0`

describe('a reader', () => {
  test('learns what to do if nothing was loaded yet', async () => {
    const { warehouse } = await openForTest()
    await expect(warehouse.query(count)).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('hitparade run'),
    })
  })

  test('is not blocked by a writer, and sees the old file until the new one is published', async () => {
    const { warehouse, tell } = await openForTest()
    await tell({})
    await warehouse.load()
    await tell({ chart_date: '2026-01-06' })
    const seen: unknown[] = []
    const asked: Promise<void>[] = []
    await warehouse.load((step) => {
      asked.push(
        warehouse.query(count).then(({ rows }) => {
          seen.push(`${step}: ${rows[0]?.n}`)
        }),
      )
    })
    await Promise.all(asked)
    const before = ['copy', 'land', 'compute', 'commit', 'committed', 'publish']
    expect(asked).toHaveLength(before.length + 1)
    expect(seen).toContain('copy: 2')
    expect(seen).toContain('land: 2')
    expect(seen).toContain('published: 4')
  })

  test('of another process sees the old file while a writer works', async () => {
    const { warehouse, tell, folder, curated } = await openForTest()
    await tell({})
    await warehouse.load()
    const other = duckdbWarehouse({ folder, curated, models, fingerprint })
    onTestFinished(() => other.close())
    expect((await other.query(count)).rows).toEqual([{ n: 2 }])
    await tell({ chart_date: '2026-01-06' })
    await warehouse.load()
    expect((await other.query(count)).rows).toEqual([{ n: 4 }])
  })

  test('gets the answer of a query that still runs when a new file is published', async () => {
    const { warehouse, tell } = await openForTest()
    await tell({})
    await warehouse.load()
    await tell({ chart_date: '2026-01-06' })
    const answers: ReturnType<typeof warehouse.query>[] = []
    await warehouse.load((step) => {
      if (step === 'compute') answers.push(warehouse.query(slow))
    })
    answers.push(warehouse.query(count))
    const [first, second] = await Promise.all(answers)
    expect([2, 4]).toContain(first?.rows[0]?.n)
    expect(second?.rows).toEqual([{ n: 4 }])
  })

  test('runs many queries at once', async () => {
    const { warehouse, tell } = await openForTest()
    await tell({})
    await warehouse.load()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => warehouse.query('select :n as n', { n })),
    )
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })
})

describe('a query', () => {
  let all: Awaited<ReturnType<typeof openWarehouse>>
  beforeAll(async () => {
    all = await openWarehouse()
    await all.tell({})
    await all.warehouse.load()
  })
  afterAll(() => all?.close())

  test.each([
    ['copies nothing out', (folder: string) => `copy (select 1) to '${folder}/mine.csv'`],
    [
      'copies nothing out after another query',
      (folder: string) => `select 1; copy (select 1) to '${folder}/mine.csv'`,
    ],
    ['attaches nothing', (folder: string) => `attach '${folder}/mine.duckdb' as mine`],
    ['attaches no memory', () => `attach ':memory:' as mine`],
    ['exports nothing', (folder: string) => `export database '${folder}/mine'`],
    ['reads no other file', (folder: string) => `select * from read_text('${folder}/lock.duckdb')`],
    ['installs nothing', () => 'install httpfs'],
    ['cannot allow itself more', () => 'set enable_external_access = true'],
  ])('%s', async (_name, sql) => {
    const { warehouse, folder } = all
    await expect(warehouse.query(sql(folder))).rejects.toMatchObject({ code: 'Query' })
    expect((await readdir(folder)).filter((file) => file.startsWith('mine'))).toEqual([])
  })
})

describe('a file that other code built', () => {
  test('is outdated: no query runs on it until a load has rebuilt it', async () => {
    const { warehouse, tell, folder, curated, path } = await openForTest()
    expect(await warehouse.isOutdated()).toBe(false)
    await tell({})
    const other = duckdbWarehouse({ folder, curated, models, fingerprint: 'of other models' })
    await other.load()
    await other.close()
    expect(await warehouse.isOutdated()).toBe(true)
    const outdated = {
      code: 'Outdated',
      details: { path },
      advice: expect.stringContaining('hitparade rebuild'),
    }
    await expect(warehouse.query(count)).rejects.toMatchObject(outdated)
    await expect(warehouse.stream(count)).rejects.toMatchObject(outdated)
    expect((await other.query('select fingerprint from meta.made_by')).rows).toEqual([
      { fingerprint: 'of other models' },
    ])
    await other.close()
    await warehouse.load()
    expect(await warehouse.isOutdated()).toBe(false)
    expect((await warehouse.query('select fingerprint from meta.made_by')).rows).toEqual([{ fingerprint }])
    expect((await warehouse.query(count)).rows).toEqual([{ n: 2 }])
  })

  test('is rebuilt by the first load, though no file is new', async () => {
    const { warehouse, tell, folder, curated } = await openForTest()
    await tell({})
    await duckdbWarehouse({ folder, curated, models, fingerprint: 'of other models' }).load()
    expect(await warehouse.pending()).toMatchObject({ files: 6 })
    expect(await warehouse.load()).toMatchObject({ files: 6, charts: 1 })
    expect(await warehouse.load()).toMatchObject({ files: 0, charts: 0 })
  })

  test('is outdated and rebuilt as well if it has no fingerprint', async () => {
    const { warehouse, tell, path } = await openForTest()
    await tell({})
    const engine = await openEngine(path, 'read_write')
    await engine.run('create table anything as select 1 as one')
    engine.close()
    expect(await warehouse.isOutdated()).toBe(true)
    await warehouse.load()
    expect((await warehouse.query(count)).rows).toEqual([{ n: 2 }])
  })

  test('is also one with other landing tables', () => {
    expect(modelsFingerprint([])).toBe(sha256(loadsModel, ...landingDdl()))
    expect(modelsFingerprint(models)).not.toBe(modelsFingerprint(models.slice(1)))
  })
})

describe('a writer', () => {
  test('removes the leftovers of one that crashed', async () => {
    const { warehouse, tell, folder } = await openForTest()
    await writeFile(join(folder, 'warehouse.next.duckdb'), 'half a file')
    await writeFile(join(folder, 'warehouse.next.duckdb.wal'), 'half a log')
    await tell({})
    await warehouse.load()
    expect((await warehouse.query(count)).rows).toEqual([{ n: 2 }])
    expect((await readdir(folder)).sort()).toEqual(['lock.duckdb', 'warehouse.duckdb'])
  })

  test('says that a newer version wrote a file with a column that the tables lack', async () => {
    const { curated, warehouse, tell, folder } = await openForTest()
    await tell({})
    const file = join(folder, 'newer.parquet')
    const engine = await openEngine(':memory:', 'read_write')
    await engine.run(`copy (select 'a' as source, 1 as tempo) to '${file}' (format parquet)`)
    engine.close()
    const key = 'songs/simulator/top-3/2026-01-05/20260105t060000z-000000000000.v999.parquet'
    await curated.put(key, await readFile(file))
    await expect(warehouse.load()).rejects.toMatchObject({
      code: 'Newer',
      message: expect.stringMatching(
        /file of songs has a column tempo, which a newer hitparade wrote; upgrade/,
      ),
      details: { table: 'songs', column: 'tempo' },
    })
  })

  test('waits for another of the same process', async () => {
    const { warehouse, tell, folder, curated } = await openForTest()
    await tell({})
    const other = duckdbWarehouse({ folder, curated, models, fingerprint })
    const reports = await Promise.all([warehouse.load(), other.load(), warehouse.load()])
    expect(reports.map(({ files }) => files).sort()).toEqual([0, 0, 6])
  })

  test('waits for one of another process, and names the holder of the lock if that takes too long', async () => {
    const { warehouse, tell, folder } = await openForTest({ lockWaitSeconds: 0.2 })
    await tell({})
    const holder = await holdLock(folder)
    const busy = warehouse.load()
    await expect(busy).rejects.toMatchObject({
      code: 'Busy',
      retryable: true,
      message: expect.stringContaining(`PID ${holder.pid}`),
      details: { holder_pid: holder.pid, path: join(folder, 'lock.duckdb') },
    })
    await holder.end()
    expect(await warehouse.load()).toMatchObject({ files: 6 })
  })

  test('continues as soon as one of another process has ended, even by a crash', async () => {
    const { warehouse, tell, folder } = await openForTest({ lockWaitSeconds: 20 })
    await tell({})
    const holder = await holdLock(folder)
    const load = warehouse.load()
    await holder.end()
    expect(await load).toMatchObject({ files: 6 })
  })
})
