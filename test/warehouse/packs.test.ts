import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { forgetDerived } from '../../src/decisions/purges/forget-derived.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { loadDuckdb } from '../../src/warehouse/duckdb/load-duckdb.ts'
import { purge } from '../support/fixtures/purge.ts'
import { curatedFiles, listKeys, putAll } from '../support/fixtures/snapshots.ts'
import { dumpCore } from '../support/warehouse/dump.ts'
import { models } from './support/open-warehouse.ts'
import {
  blankFiles,
  countDays,
  dumpLanding,
  february,
  fullDisk,
  january,
  type Opened,
  openFolder,
  snapshotOfDay,
  usePackedFolder,
} from './support/packed-folder.ts'

const { open, landing } = usePackedFolder()

const readList = ({ packs }: Opened) => readFile(join(packs, january, 'packs.json'), 'utf8')

test('a load packs the snapshots of a month that has ended, and a rebuild reads the packs instead', async () => {
  const opened = await open()
  const { warehouse, packs } = opened
  expect(await warehouse.load()).toMatchObject({ files: 0, unpacked: null })
  expect(await readdir(packs, { recursive: true })).toContain(january)
  expect(await readdir(join(packs, 'simulator'))).toHaveLength(1)
  const tables = ['albums', 'artists', 'chart_entries', 'chart_issues', 'rejects', 'song_artists', 'songs']
  expect(await readdir(join(packs, january))).toEqual(
    expect.arrayContaining([...tables.map((table) => `${table}.parquet`), 'packs.json']),
  )
  expect(await blankFiles(opened)).toBe(6 * 25 + 3)
  const files = (await listKeys(opened.curated)).length
  expect(await warehouse.rebuild()).toMatchObject({ files, unreadable: [], unpacked: null })
  expect(await dumpLanding(warehouse)).toBe(landing())
  expect(await warehouse.load()).toMatchObject({ files: 0 })
})

test('a load with nothing new opens the warehouse once, and a second time only to write packs that are missing', async () => {
  const { warehouse, packs, folder } = await open()
  const opened = vi.spyOn(loadDuckdb().DuckDBInstance, 'create')
  onTestFinished(() => opened.mockRestore())
  const countOpened = async () => {
    opened.mockClear()
    expect(await warehouse.load()).toMatchObject({ files: 0, unpacked: null })
    const paths = opened.mock.calls.map(([path]) => path)
    return paths.filter((path) => path === ':memory:' || path === join(folder, 'warehouse.duckdb')).length
  }
  expect(await countOpened()).toBe(2)
  expect(await countOpened()).toBe(1)
  await rm(join(packs, january), { recursive: true })
  expect(await countOpened()).toBe(2)
  expect(await readdir(packs)).toEqual(['simulator'])
})

test('a rebuild has the same models with packs as without', async () => {
  const { warehouse, packs } = await open({ models })
  await warehouse.load()
  const without = await dumpCore(warehouse)
  expect(await readdir(packs)).toEqual(['simulator'])
  await warehouse.rebuild()
  expect(await dumpCore(warehouse)).toEqual(without)
})

test('a month with few snapshots, or that may still get some, has no packs', async () => {
  const { warehouse, curated, folder } = await open({}, 'empty')
  for (const day of [...countDays(19), ...february, ...countDays(27, 31)])
    await putAll(curated, curatedFiles(snapshotOfDay(day)))
  await warehouse.load()
  expect((await readdir(folder)).sort()).toEqual(['curated', 'lock.duckdb', 'warehouse.duckdb'])
})

test('late snapshots of a packed month are read as they are, until there are 20', async () => {
  const opened = await open({ models })
  const { warehouse, curated } = opened
  await warehouse.load()
  const before = await readList(opened)
  for (const day of countDays(19)) await putAll(curated, curatedFiles(snapshotOfDay(day, 'late')))
  await warehouse.load()
  expect(await readList(opened)).toBe(before)
  await putAll(curated, curatedFiles(snapshotOfDay(20, 'late')))
  await warehouse.load()
  expect(await readList(opened)).toContain('/late/')
  const loaded = await dumpLanding(warehouse)
  await warehouse.rebuild()
  expect(await dumpLanding(warehouse)).toBe(loaded)
})

test('the files of another transform version have packs of their own', async () => {
  const opened = await open()
  const { warehouse, curated, packs } = opened
  await warehouse.load()
  for (const day of [...countDays(25), ...february])
    await putAll(curated, curatedFiles(snapshotOfDay(day), TRANSFORM_VERSION + 1))
  await warehouse.rebuild()
  expect(await readdir(join(packs, 'simulator'))).toHaveLength(2)
  const loaded = await dumpLanding(warehouse)
  await blankFiles(opened)
  expect(await warehouse.rebuild()).toMatchObject({ unreadable: [] })
  expect(await dumpLanding(warehouse)).toBe(loaded)
})

test('a file without all rows that its snapshot states stays single', async () => {
  const opened = await open()
  const { warehouse, curated } = opened
  const isKept = (table: string, _row: object, index: number) => table !== 'songs' || index > 0
  await putAll(curated, curatedFiles(snapshotOfDay(26), TRANSFORM_VERSION, isKept))
  await warehouse.rebuild()
  expect(await readList(opened)).toContain('chart_issues/simulator/daily/2026-01-27')
  expect(await readList(opened)).not.toContain('songs/simulator/daily/2026-01-27')
  const loaded = await dumpLanding(warehouse)
  await warehouse.rebuild()
  expect(await dumpLanding(warehouse)).toBe(loaded)
})

test('curated files in a bucket are not packed', async () => {
  const { folder } = await open()
  const { localPath: _, ...curated } = folderStore(join(folder, 'curated'))
  const { warehouse, packs } = await open({ curated }, 'empty')
  await warehouse.load()
  expect(await dumpLanding(warehouse)).toBe(landing())
  await expect(readdir(packs)).rejects.toThrow('ENOENT')
})

describe('a curated file that after the packing', () => {
  const findKey = async ({ curated }: Opened) =>
    (await listKeys(curated, 'chart_entries/simulator/daily/2026-01-04/'))[0] ?? ''

  /** Overwrites it by as many zeros. */
  async function overwrite(opened: Opened): Promise<string> {
    const key = await findKey(opened)
    const path = opened.curated.localPath?.(key) ?? ''
    await writeFile(path, Buffer.alloc((await stat(path)).size))
    return key
  }

  test('is gone is not in a rebuild', async () => {
    const opened = await open()
    const { warehouse, curated } = opened
    await warehouse.load()
    await curated.delete(await findKey(opened))
    await warehouse.rebuild()
    const { rows } = await warehouse.query(
      "select count(*) as n from landing.chart_entries where chart_date = '2026-01-04'",
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  test('has other bytes of the same number is read by a rebuild', async () => {
    const opened = await open()
    await opened.warehouse.load()
    const key = await overwrite(opened)
    expect(await opened.warehouse.rebuild()).toMatchObject({ unreadable: [key] })
  })

  test('or between the load and the packing has other bytes is read by a rebuild', async () => {
    const opened = await open({ effects: fullDisk })
    expect(await opened.warehouse.load()).toMatchObject({ unpacked: expect.stringContaining('no space') })
    const key = await overwrite(opened)
    const { warehouse } = openFolder(opened.folder)
    expect(await warehouse.load()).toMatchObject({ unpacked: null })
    expect(await warehouse.rebuild()).toMatchObject({ unreadable: [key] })
    await warehouse.close()
  })
})

describe('a purge', () => {
  /** A folder with packs of two charts in January and of one in February. */
  async function openTwo() {
    const opened = await open()
    for (const day of countDays(20, 31))
      await putAll(opened.curated, curatedFiles(snapshotOfDay(day, 'kept')))
    await putAll(opened.curated, curatedFiles(snapshotOfDay(70, 'kept')))
    for (const day of february)
      for (const { key } of curatedFiles(snapshotOfDay(day))) await opened.curated.delete(key)
    await opened.warehouse.rebuild()
    const months = async () => readdir(join(opened.packs, 'simulator'))
    expect(await months()).toEqual([`2026-01.v${TRANSFORM_VERSION}`, `2026-02.v${TRANSFORM_VERSION}`])
    return { ...opened, months }
  }

  test('deletes the packs that contain its rows, and no others', async () => {
    const { folder, months } = await openTwo()
    const scope = { source: 'simulator', chart: 'daily', chart_date: null, snapshot_id: null }
    await forgetDerived(folder, [{ ...scope, source: 'other' }])
    expect(await months()).toHaveLength(2)
    await forgetDerived(folder, [scope])
    expect(await months()).toEqual([`2026-02.v${TRANSFORM_VERSION}`])
  })

  test('of one snapshot deletes the packs of its month', async () => {
    const { folder, months, curated } = await openTwo()
    const [key = ''] = await listKeys(curated, 'songs/simulator/kept/2026-02-05/')
    const snapshot_id = key.split('/').at(-1)?.split('.')[0] ?? ''
    const scope = { source: 'simulator', chart: 'kept', chart_date: '2026-02-05', snapshot_id }
    await forgetDerived(folder, [scope])
    expect(await months()).toEqual([`2026-01.v${TRANSFORM_VERSION}`])
  })

  test('that was killed before it deletes packs is finished by the next load', async () => {
    const { folder, packs, curated, warehouse, months } = await openTwo()
    await purge({ raw: folderStore(join(folder, 'raw')), curated }, 'daily')
    expect(await months()).toHaveLength(2)
    await warehouse.load()
    expect(await months()).toEqual([`2026-02.v${TRANSFORM_VERSION}`])
    const { rows } = await warehouse.query("select count(*) as n from landing.songs where chart = 'daily'")
    expect(rows).toEqual([{ n: 0 }])
    expect(await readdir(packs)).toEqual(['simulator'])
  })
})

test('a load whose packs cannot be written succeeds, says so, and the next one writes them', async () => {
  const opened = await open({ effects: fullDisk })
  await rm(join(opened.folder, 'warehouse.duckdb'))
  expect(await opened.warehouse.load()).toMatchObject({
    unpacked: expect.stringMatching(/^no space is left/),
  })
  expect(await dumpLanding(opened.warehouse)).toBe(landing())
  expect((await readdir(opened.folder)).filter((name) => name.includes('next'))).toEqual([])
  const { warehouse } = openFolder(opened.folder)
  expect(await warehouse.load()).toMatchObject({ files: 0, unpacked: null })
  expect(await readList(opened)).toContain('/daily/')
  await warehouse.close()
})

test('what a killed process leaves of packs is removed', async () => {
  const { warehouse, folder } = await open()
  await cp(join(folder, 'curated'), join(folder, 'packs.next', 'simulator'), { recursive: true })
  await warehouse.load()
  expect((await readdir(folder)).sort()).toEqual(['curated', 'lock.duckdb', 'packs', 'warehouse.duckdb'])
})
