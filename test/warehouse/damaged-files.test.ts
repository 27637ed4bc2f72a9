import { copyFile, mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tableNames } from '../../src/domain/tables/tables.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import { createSnapshot, curatedFiles, putAll } from '../support/fixtures/snapshots.ts'
import { takeSome } from '../support/samples.ts'
import { fingerprint, models, openForTest } from './support/open-warehouse.ts'

const count = 'select count(*) as n from core.chart_history'

const damages: [string, (path: string) => Promise<void>][] = [
  ['empty', (path) => truncate(path, 0)],
  ['truncated in its header', (path) => truncate(path, 5000)],
  ['truncated in its data', async (path) => truncate(path, (await stat(path)).size >> 1)],
  ['no DuckDB file', (path) => writeFile(path, 'no database')],
  ['a file with a bad checksum', (path) => flipByte(path, 5000)],
  ['a folder', async (path) => void (await replaceByFolder(path))],
  ['a folder with a file', async (path) => writeFile(join(await replaceByFolder(path), 'mine'), '')],
]

async function replaceByFolder(path: string): Promise<string> {
  await rm(path)
  await mkdir(path)
  return path
}

async function flipByte(path: string, offset: number) {
  const file = await open(path, 'r+')
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset)
  await file.write(Buffer.from([~(buffer[0] ?? 0) & 255]), 0, 1, offset)
  await file.close()
}

describe('a warehouse file that is damaged', () => {
  test.each(takeSome(damages, 2))(
    '%s is named by readers, and built again by the next load',
    async (_, damage) => {
      const { warehouse, tell, path } = await openForTest()
      await tell({})
      await warehouse.load()
      await damage(path)
      const damaged = {
        code: 'Damaged',
        message: `the warehouse at ${path} is damaged and cannot be read; build it again from the curated files with \`hitparade rebuild\``,
        details: { path },
      }
      await expect(warehouse.query(count)).rejects.toMatchObject(damaged)
      await expect(warehouse.stream(count)).rejects.toMatchObject(damaged)
      await expect(warehouse.isOutdated()).rejects.toMatchObject(damaged)
      await expect(warehouse.pending()).rejects.toMatchObject(damaged)
      expect(await warehouse.load()).toEqual({
        files: 6,
        charts: 1,
        unreadable: [],
        was_damaged: true,
        unpacked: null,
        is_whole: true,
      })
      expect((await warehouse.query(count)).rows).toEqual([{ n: 2 }])
      expect(await warehouse.load()).toEqual({
        files: 0,
        charts: 0,
        unreadable: [],
        was_damaged: false,
        unpacked: null,
        is_whole: true,
      })
    },
  )

  test('in any block never gives an error of the engine, and a load or rebuild repairs it', async () => {
    const { warehouse, tell, path, folder, curated } = await openForTest()
    await tell({ songs: Array.from({ length: 100 }, (_, n) => `song-${n}`) })
    await warehouse.load()
    await tell({ chart_date: '2026-01-06' })
    const { size } = await stat(path)
    await copyFile(path, `${path}.whole`)
    const seen = new Set<string>()
    for (let offset = 12_288 + 1000; offset < size; offset += 262_144) {
      await copyFile(`${path}.whole`, path)
      await flipByte(path, offset)
      const reader = duckdbWarehouse({ folder, curated, models, fingerprint })
      for (const table of tableNames) {
        const code = await reader.query(`select * from landing.${table}`).then(
          () => 'answered',
          (error) => error.code,
        )
        seen.add(code)
      }
      await reader.close()
    }
    expect([...seen].sort()).toEqual(['Damaged', 'answered'])
    await expect(warehouse.load()).resolves.toMatchObject({ charts: 1 })
    await warehouse.rebuild()
    expect((await warehouse.query(count)).rows).toEqual([{ n: 102 }])
  })

  test('is found while a load computes, which then builds it again', async () => {
    const { warehouse, tell, path } = await openForTest({
      effects: {
        copy: async (from, to) => {
          await copyFile(from, to)
          const { size } = await stat(to)
          for (let offset = 12_288 + 1000; offset < size; offset += 262_144) await flipByte(to, offset)
        },
        rename: async (from, to) => copyFile(from, to).then(() => rm(from)),
        sync: async () => {},
      },
    })
    await tell({})
    await warehouse.load()
    await tell({ chart_date: '2026-01-06' })
    expect(await warehouse.load()).toMatchObject({ was_damaged: true, charts: 1 })
    expect((await warehouse.query(count)).rows).toEqual([{ n: 4 }])
    expect(await readdir(join(path, '..'))).toEqual(['lock.duckdb', 'warehouse.duckdb'])
  })
})

describe('a curated file that cannot be read', () => {
  const bytes = (damage: (whole: Uint8Array) => Uint8Array) => async (path: string) => {
    await writeFile(path, damage(await readFile(path)))
  }
  const damages: [string, (path: string) => Promise<void>][] = [
    ['empty', bytes(() => Buffer.alloc(0))],
    ['truncated', bytes((whole) => whole.subarray(0, whole.length >> 1))],
    ['overwritten', bytes((whole) => Buffer.from(whole).fill(255, 4, whole.length - 8))],
    ['of zeros', bytes((whole) => Buffer.alloc(whole.length))],
  ]
  test.each(takeSome(damages, 2))(
    '%s costs only its snapshot: rebuild and load name it and publish the rest',
    async (_, damage) => {
      const { folder } = await openForTest()
      const curated = folderStore(join(folder, 'curated'))
      const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint })
      const tell = (chart_date: string) => {
        const fetched_at = `${chart_date}T06:00:00.000Z`
        return putAll(curated, curatedFiles(createSnapshot({ songs: ['a', 'b'], chart_date, fetched_at })))
      }
      for (const chart_date of ['2026-01-05', '2026-01-06', '2026-01-07']) await tell(chart_date)
      const keys: string[] = []
      for await (const { key } of curated.list('')) if (key.includes('2026-01-06')) keys.push(key)
      const key = keys.find((each) => each.startsWith('chart_entries/')) ?? ''
      const path = curated.localPath?.(key) ?? ''
      const whole = await readFile(path)
      await damage(path)
      const unreadable = [key]
      expect(await warehouse.rebuild()).toMatchObject({ files: 17, charts: 1, unreadable })
      expect((await warehouse.query(count)).rows).toEqual([{ n: 4 }])
      expect(await warehouse.load()).toMatchObject({ files: 0, charts: 0, unreadable })
      await tell('2026-01-08')
      expect(await warehouse.load()).toMatchObject({ files: 6, charts: 1, unreadable })
      await writeFile(path, whole)
      expect(await warehouse.load()).toMatchObject({ files: 1, charts: 1, unreadable: [] })
      expect((await warehouse.query(count)).rows).toEqual([{ n: 8 }])
      await warehouse.close()
    },
  )

  test('is found among many, of any table, in a store that is not on this machine', async () => {
    const { warehouse, tell, curated, folder } = await openForTest()
    for (let day = 1; day <= 9; day += 1) await tell({ chart_date: `2026-01-0${day}` })
    const bad = tableNames
      .flatMap((table) => [3, 7].map((n) => `${table}/simulator/odd-${n}.v1.parquet`))
      .sort()
    for (const key of bad) await curated.put(key, Buffer.from('no Parquet'))
    const report = await warehouse.load()
    expect([...report.unreadable].sort()).toEqual(bad)
    expect(report).toMatchObject({ files: 54, charts: 1 })
    expect((await warehouse.query(count)).rows).toEqual([{ n: 18 }])
    expect((await readdir(folder)).sort()).toEqual(['lock.duckdb', 'warehouse.duckdb'])
  })
})
