import {
  cp,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { tableNames } from '../../src/domain/tables/tables.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { disk } from '../../src/warehouse/duckdb/disk-effects.ts'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { type DuckdbOptions, duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import {
  createSnapshot,
  curatedFiles,
  lineEntry,
  listKeys,
  ndjson,
  putAll,
} from '../support/fixtures/snapshots.ts'
import { dumpCore } from '../support/warehouse/dump.ts'
import { fingerprint, models } from './support/open-warehouse.ts'

let base: string
/** All rows of the folder `base/whole`, as they are without packs. */
let expected: string

/** A day from 0, which is the first of January 2026. */
const dateOfDay = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)

/** One snapshot of a day, with an item that is rejected on some days. */
const snapshotOfDay = (day: number, chart = 'daily', hour = '06') =>
  createSnapshot({
    chart,
    chart_date: dateOfDay(day),
    fetched_at: `${dateOfDay(day)}T${hour}:00:00.000Z`,
    songs: [`s${day}`, `s${day + 1}`, ...(day % 9 === 0 ? [null] : [])],
  })

const january = Array.from({ length: 25 }, (_, day) => day)
/** Until seven days after the end of January. */
const february = Array.from({ length: 8 }, (_, day) => 31 + day)
const month = `simulator/2026-01.v${TRANSFORM_VERSION}`

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hitparade-packs-'))
  const { warehouse, curated, folder } = open('whole')
  for (const day of [...january, ...february]) await putAll(curated, curatedFiles(snapshotOfDay(day)))
  const imported = { chart: 'old', chart_name: 'old', date: '2026-01-03', entries: [lineEntry(1, 'x')] }
  await putAll(curated, curatedFiles(ndjson([imported], { source: 'simulator' })))
  expect(await warehouse.load()).toMatchObject({ unpacked: null, unreadable: [] })
  await rm(join(folder, 'packs'), { recursive: true })
  await warehouse.rebuild()
  expected = await dumpAll(warehouse)
  await rm(join(folder, 'packs'), { recursive: true })
  await warehouse.close()
})
afterAll(() => rm(base, { recursive: true, force: true }))

function open(name: string, options: Partial<DuckdbOptions> = {}) {
  const folder = join(base, name)
  const curated = folderStore(join(folder, 'curated'))
  const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint, ...options })
  return { folder, curated, warehouse, packs: join(folder, 'packs') }
}

let copies = 0

/** A copy of the folder, without packs. */
async function openCopy(options: Partial<DuckdbOptions> = {}) {
  const name = `copy-${++copies}`
  await cp(join(base, 'whole'), join(base, name), { recursive: true, preserveTimestamps: true })
  const opened = open(name, options)
  onTestFinished(async () => {
    await opened.warehouse.close()
    await rm(opened.folder, { recursive: true })
  })
  return opened
}

/** Every row of landing and core, as text. */
async function dumpAll(warehouse: LocalWarehouse): Promise<string> {
  const landing: Record<string, string[]> = {}
  for (const table of tableNames) {
    const { rows } = await warehouse.query(`select * from landing.${table}`)
    landing[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return JSON.stringify({ landing, core: await dumpCore(warehouse) })
}

/** Overwrites the curated files of January by zeros, in such a way that they look unchanged. */
async function blankFiles({ curated }: ReturnType<typeof open>, isBlanked = (_key: string) => true) {
  const keys = (await listKeys(curated)).filter((key) => key.includes('/2026-01-') && isBlanked(key))
  for (const key of keys) {
    const path = curated.localPath?.(key) ?? ''
    const { size, mtime } = await stat(path)
    await writeFile(path, Buffer.alloc(size))
    await utimes(path, mtime, mtime)
  }
  return keys
}

const listTables = async (packs: string, id = month) => (await readdir(join(packs, id))).sort()

test('a load packs the snapshots of a month that has ended, and a rebuild reads the packs instead', async () => {
  const opened = await openCopy()
  const { warehouse, packs } = opened
  expect(await warehouse.load()).toMatchObject({ files: 0, unpacked: null })
  expect(await readdir(join(packs, 'simulator'))).toEqual([`2026-01.v${TRANSFORM_VERSION}`])
  const tables = ['albums', 'artists', 'chart_entries', 'chart_issues', 'rejects', 'song_artists', 'songs']
  expect(await listTables(packs)).toEqual([...tables.map((table) => `${table}.parquet`), 'packs.json'].sort())
  expect(await blankFiles(opened)).not.toEqual([])
  const keys = (await listKeys(opened.curated)).length
  expect(await warehouse.rebuild()).toMatchObject({ files: keys, unreadable: [], unpacked: null })
  expect(await dumpAll(warehouse)).toBe(expected)
  expect(await warehouse.load()).toMatchObject({ files: 0 })
})

test('a month with few snapshots, or that may still get some, has no packs', async () => {
  const { warehouse, curated, packs } = open('young')
  for (const day of [...january.slice(0, 19), ...february])
    await putAll(curated, curatedFiles(snapshotOfDay(day)))
  await warehouse.load()
  await expect(readdir(packs)).rejects.toThrow('ENOENT')
  for (const day of Array.from({ length: 27 }, (_, index) => 31 + index))
    await putAll(curated, curatedFiles(snapshotOfDay(day, 'other')))
  await warehouse.load()
  await expect(readdir(packs)).rejects.toThrow('ENOENT')
  await warehouse.close()
})

test('late snapshots of a packed month are read as they are, until there are 20', async () => {
  const { warehouse, curated, packs } = await openCopy()
  await warehouse.load()
  const before = await readFile(join(packs, month, 'packs.json'), 'utf8')
  for (const day of january.slice(0, 19)) await putAll(curated, curatedFiles(snapshotOfDay(day, 'late')))
  await warehouse.load()
  await warehouse.rebuild()
  expect(await readFile(join(packs, month, 'packs.json'), 'utf8')).toBe(before)
  await putAll(curated, curatedFiles(snapshotOfDay(20, 'late')))
  await warehouse.load()
  const after = await readFile(join(packs, month, 'packs.json'), 'utf8')
  expect(after).toContain('/late/')
  await warehouse.rebuild()
  const packed = await dumpAll(warehouse)
  await rm(packs, { recursive: true })
  await warehouse.rebuild()
  expect(await dumpAll(warehouse)).toBe(packed)
})

test('the files of another transform version have packs of their own', async () => {
  const opened = await openCopy()
  const { warehouse, curated, packs } = opened
  await warehouse.load()
  for (const day of [...january, ...february])
    await putAll(curated, curatedFiles(snapshotOfDay(day), TRANSFORM_VERSION + 1))
  await warehouse.load()
  expect(await readdir(join(packs, 'simulator'))).toHaveLength(2)
  const loaded = await dumpAll(warehouse)
  await blankFiles(opened)
  expect(await warehouse.rebuild()).toMatchObject({ unreadable: [] })
  expect(await dumpAll(warehouse)).toBe(loaded)
})

test('a file that does not have the rows that its snapshot states stays single', async () => {
  const { warehouse, curated, packs, folder } = await openCopy()
  const part = curatedFiles(
    snapshotOfDay(26),
    TRANSFORM_VERSION,
    (table, _row, index) => table !== 'songs' || index > 0,
  )
  await putAll(curated, part)
  await warehouse.load()
  const list = await readFile(join(packs, month, 'packs.json'), 'utf8')
  expect(list).toContain('chart_issues/simulator/daily/2026-01-27')
  expect(list).not.toContain('songs/simulator/daily/2026-01-27')
  const loaded = await dumpAll(warehouse)
  await rm(join(folder, 'warehouse.duckdb'))
  await warehouse.load()
  expect(await dumpAll(warehouse)).toBe(loaded)
})

test('curated files in a bucket are not packed', async () => {
  const { curated } = open('whole')
  const { localPath: _, ...bucket } = curated
  const { warehouse, folder } = open('bucket', { curated: bucket })
  await warehouse.load()
  expect(await dumpAll(warehouse)).toBe(expected)
  expect((await readdir(folder)).sort()).toEqual(['lock.duckdb', 'warehouse.duckdb'])
  await warehouse.close()
})

describe('a rebuild has the same rows if', () => {
  const songs = (packs: string) => join(packs, month, 'songs.parquet')
  const list = (packs: string) => join(packs, month, 'packs.json')
  const copyMonth = async (packs: string) => {
    await cp(join(packs, month), join(packs, 'simulator', '2025-12.v1'), { recursive: true })
  }
  test.each<[string, (packs: string) => Promise<unknown>]>([
    ['all packs are gone', (packs) => rm(packs, { recursive: true })],
    ['a pack is gone', (packs) => rm(songs(packs))],
    ['a pack is empty', (packs) => truncate(songs(packs), 0)],
    ['a pack is cut', async (packs) => truncate(songs(packs), (await stat(songs(packs))).size >> 1)],
    ['a byte of a pack has changed', (packs) => flipByte(songs(packs))],
    ['a pack is one of another table', (packs) => cp(join(packs, month, 'albums.parquet'), songs(packs))],
    ['the list is gone', (packs) => rm(list(packs))],
    ['the list is empty', (packs) => truncate(list(packs), 0)],
    ['a byte of the list has changed', (packs) => flipByte(list(packs))],
    ['a month is there twice', copyMonth],
    [
      'a month has the name of another',
      (packs) => rename(join(packs, month), join(packs, 'simulator', '2025-12.v1')),
    ],
    ['there is something else among the packs', (packs) => writeFile(join(packs, 'notes'), 'mine')],
  ])('%s', async (_, damage) => {
    const { warehouse, packs } = await openCopy()
    await warehouse.load()
    await damage(packs)
    expect(await warehouse.rebuild()).toMatchObject({ unreadable: [], unpacked: null })
    expect(await dumpAll(warehouse)).toBe(expected)
    expect(await readdir(join(packs, 'simulator'))).toHaveLength(1)
    await warehouse.rebuild()
    expect(await dumpAll(warehouse)).toBe(expected)
  })

  test('a pack cannot be landed, though it is as it was written: all are dropped', async () => {
    const { warehouse, packs } = await openCopy()
    await warehouse.load()
    const engine = await openEngine(':memory:', 'read_write')
    await engine.run(
      `copy (select *, 1 as of_tomorrow from '${songs(packs)}') to '${songs(packs)}.new' (format parquet)`,
    )
    engine.close()
    await rename(`${songs(packs)}.new`, songs(packs))
    const [, body = ''] = (await readFile(list(packs), 'utf8')).split('\n')
    const changed = JSON.parse(body)
    changed.songs.sha256 = sha256(await readFile(songs(packs)))
    const text = JSON.stringify(changed)
    await writeFile(list(packs), `${sha256(text)}\n${text}`)
    expect(await warehouse.rebuild()).toMatchObject({ unreadable: [], unpacked: null })
    expect(await dumpAll(warehouse)).toBe(expected)
  })
})

async function flipByte(path: string) {
  const bytes = await readFile(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(path, bytes)
}

describe('a curated file that after the packing', () => {
  const key = async ({ curated }: ReturnType<typeof open>) =>
    (await listKeys(curated, 'chart_entries/simulator/daily/2026-01-04/'))[0] ?? ''

  test('is gone is not in a rebuild', async () => {
    const opened = await openCopy()
    await opened.warehouse.load()
    await opened.curated.delete(await key(opened))
    await opened.warehouse.rebuild()
    const { rows } = await opened.warehouse.query(
      "select count(*) as n from landing.chart_entries where chart_date = '2026-01-04'",
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  test('has other bytes of the same number is read by a rebuild', async () => {
    const opened = await openCopy()
    await opened.warehouse.load()
    const path = opened.curated.localPath?.(await key(opened)) ?? ''
    await writeFile(path, Buffer.alloc((await stat(path)).size))
    expect(await opened.warehouse.rebuild()).toMatchObject({ unreadable: [await key(opened)] })
  })

  test('was changed between the load and the packing is read by a rebuild', async () => {
    const opened = await openCopy({ effects: failingPacks() })
    expect(await opened.warehouse.load()).toMatchObject({ unpacked: expect.stringContaining('no space') })
    const path = opened.curated.localPath?.(await key(opened)) ?? ''
    await writeFile(path, Buffer.alloc((await stat(path)).size))
    const again = duckdbWarehouse({ ...opened, models, fingerprint })
    await again.load()
    expect(await again.rebuild()).toMatchObject({ unreadable: [await key(opened)] })
    await again.close()
  })
})

/** A disk that is full when a pack gets its name. */
function failingPacks() {
  return {
    ...disk,
    async rename(from: string, to: string) {
      if (to.includes('/packs/')) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      await disk.rename(from, to)
    },
  }
}

test('a load whose packs cannot be written succeeds, says so, and the next one writes them', async () => {
  const opened = await openCopy({ effects: failingPacks() })
  await rm(join(opened.folder, 'warehouse.duckdb'))
  expect(await opened.warehouse.load()).toMatchObject({
    unpacked: expect.stringContaining('no space is left'),
  })
  expect(await dumpAll(opened.warehouse)).toBe(expected)
  expect((await readdir(opened.folder)).filter((name) => name.includes('next'))).toEqual([])
  const again = duckdbWarehouse({ ...opened, models, fingerprint })
  expect(await again.load()).toMatchObject({ files: 0, unpacked: null })
  expect(await listTables(opened.packs)).toContain('packs.json')
  await again.close()
})

test('what a killed process leaves of a pack is removed', async () => {
  const { warehouse, folder } = await openCopy()
  await cp(join(folder, 'curated'), join(folder, 'packs.next', 'simulator'), { recursive: true })
  await warehouse.load()
  expect((await readdir(folder)).sort()).toEqual(['curated', 'lock.duckdb', 'packs', 'warehouse.duckdb'])
})
