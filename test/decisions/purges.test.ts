import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { recordPairDecision } from '../../src/decisions/pair-decisions.ts'
import { deleteExpired } from '../../src/decisions/purges/delete-expired.ts'
import { listExpired } from '../../src/decisions/purges/expired-snapshots.ts'
import { findPurgeScope } from '../../src/decisions/purges/purge-scope.ts'
import { runPurge } from '../../src/decisions/purges/run-purge.ts'
import { findUnfinishedPurges } from '../../src/decisions/purges/unfinished-purges.ts'
import { copyMissing } from '../../src/storage/copy-objects.ts'
import { openStore } from '../../src/storage/open-store.ts'
import { findPurgedKeys } from '../../src/storage/purged/find-purged.ts'
import { readPurges } from '../../src/storage/purged/read-purges.ts'
import type { Stores } from '../../src/storage/store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { type Imports, importsWarehouse } from '../support/fixtures/imports.ts'
import { purge } from '../support/fixtures/purge.ts'
import { createSnapshot, listKeys, toRawObject } from '../support/fixtures/snapshots.ts'

const day = (date: string, song: string) => ({
  name: `mine-${date}.csv`,
  text: `rank,song,artist\n1,${song},Planted Artist\n2,Quokka,Planted Artist`,
})
const mine = [day('2026-01-01', 'Zebra'), day('2026-01-02', 'Zebra')]
/** One raw object of two issues. */
const years = {
  name: 'years.csv',
  text: 'chart,date,rank,song,artist\nyears,2025-12-30,1,Wombat,Planted Artist\nyears,2025-12-31,1,Wombat,Planted Artist',
}
const kept = { name: 'kept-2026-01-01.csv', text: 'rank,song,artist\n1,Keeper,Kept Artist' }

async function open(): Promise<{ imports: Imports; folder: string; places: Stores }> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-purge-'))
  const places = {
    raw: await openStore(join(folder, 'raw')),
    curated: await openStore(join(folder, 'curated')),
  }
  const imports = await importsWarehouse(places)
  onTestFinished(async () => {
    await imports.close()
    await rm(folder, { recursive: true })
  })
  return { imports, folder, places }
}

const history = async ({ query }: Imports) => {
  const result = await query(
    'select chart, chart_date, position, song_id, status from core.chart_history order by 1, 2, 3',
  )
  return result.rows
}

/** What is in all files under a folder, uncompressed. */
async function readAll(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = entries.map(async (entry) => {
    if (!entry.isFile()) return ''
    const bytes = await readFile(join(entry.parentPath, entry.name))
    if (entry.name.endsWith('.gz')) return gunzipSync(bytes).toString()
    if (!entry.name.endsWith('.parquet')) return bytes.toString('latin1')
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).slice().buffer })
    return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
  })
  return `${entries.map(({ name }) => name).join('\n')}\n${(await Promise.all(texts)).join('\n')}`
}

test('after a purge of a chart no file contains it, and everything else is as before', async () => {
  const { imports, folder, places } = await open()
  await imports.add([kept])
  const [before, files] = [await history(imports), await listKeys(places.curated, '')]
  await imports.add([...mine, years])
  const plan = await purge(places, 'mine')
  expect(plan).toMatchObject({
    raw: 2,
    charts: [{ chart: 'mine', first_date: '2026-01-01', last_date: '2026-01-02', issues: 2, entries: 4 }],
  })
  await purge(places, 'import/years', '2026-06-02T12:00:00.000Z')
  await imports.load()
  expect(await history(imports)).toEqual(before)
  expect((await listKeys(places.curated, '')).filter((key) => !key.startsWith('settings/'))).toEqual(files)
  const rest = await readAll(folder)
  expect(rest).toContain('Keeper')
  expect(rest).not.toMatch(/Zebra|Quokka|Wombat|Planted/)
  const { rows } = await imports.query('select count(*) as rows from landing.songs')
  expect(rows).toEqual([{ rows: 1 }])
})

test('the same file imported after a purge is there again, every time', async () => {
  const { imports, places } = await open()
  await imports.add([...mine, years])
  const before = await history(imports)
  for (const month of ['06', '07']) {
    const files = await listKeys(places.curated, 'chart_issues/')
    for (const chart of ['mine', 'years']) await purge(places, chart, `2026-${month}-01T12:00:00.000Z`)
    await imports.load()
    expect(await history(imports)).toEqual([])
    await imports.add([...mine, years])
    expect(await history(imports)).toEqual(before)
    // Snowflake loads no path twice.
    expect(await listKeys(places.curated, 'chart_issues/')).not.toEqual(
      expect.arrayContaining(files.slice(0, 1)),
    )
  }
  await imports.rebuild()
  expect(await history(imports)).toEqual(before)
})

test('landing rows of a purged import stay out of core, as in Snowflake, which keeps them', async () => {
  const { imports, places } = await open()
  await imports.add([years, ...mine])
  const before = await history(imports)
  const old = await copyOf(places)
  await purge(places, 'import')
  await imports.add([years, ...mine])
  // A warehouse that has loaded the files before anything was purged, and then all others.
  const lasting = await importsWarehouse(old)
  onTestFinished(() => lasting.close())
  await lasting.load()
  for (const key of await listKeys(places.curated, ''))
    await old.curated.put(key, await places.curated.get(key))
  await lasting.load()
  expect(await history(lasting)).toEqual(before)
})

test('nothing comes back: by load, rebuild, transform or pull', async () => {
  const { imports, places } = await open()
  await imports.add([kept, years, ...mine])
  const old = await copyOf(places)
  await purge(places, 'mine')
  await purge(places, 'years', '2026-06-02T00:00:00.000Z')
  await imports.load()
  const [after, files] = [await history(imports), await listKeys(places.curated, '')]

  const except = await findPurgedKeys(old.curated, await readPurges(places.curated))
  const tables = ['songs/', 'artists/', 'chart_entries/', 'rejects/', 'chart_issues/']
  await copyMissing({ from: old.curated, to: places.curated, prefixes: tables, except })
  expect(await listKeys(places.curated, '')).toEqual(files)

  for (const name of ['raw', 'curated'] as const)
    for (const key of await listKeys(old[name], '')) await places[name].put(key, await old[name].get(key))
  await transformPending(places, () => {}, await listKeys(places.raw, 'processed/'))
  await imports.load()
  expect(await history(imports)).toEqual(after)
  await imports.rebuild()
  expect(await history(imports)).toEqual(after)
  expect((await imports.query('select count(*) as rows from landing.songs')).rows).toEqual([{ rows: 1 }])
  expect((await findUnfinishedPurges(places, imports)).names).toEqual(['import/mine', 'import/years'])
  await purge(places, 'mine')
  await purge(places, 'years')
  expect((await findUnfinishedPurges(places, imports)).names).toEqual([])
  expect(await readPurges(places.curated)).toHaveLength(2)
})

test('a snapshot that claims to be of the future is purged as well', async () => {
  const { imports, places } = await open()
  const told = {
    songs: ['a'],
    chart: 'top',
    chart_date: '2026-01-01',
    fetched_at: '2030-01-01T00:00:00.000Z',
  }
  const { key, bytes } = toRawObject(createSnapshot(told))
  await places.raw.put(key, bytes)
  await transformPending(places)
  const old = await copyOf(places)
  await purge(places, 'simulator')
  for (const key of await listKeys(old.curated, '')) await places.curated.put(key, await old.curated.get(key))
  await imports.load()
  expect(await history(imports)).toEqual([])
  expect((await findUnfinishedPurges(places, imports)).names).toHaveLength(1)
})

test('a mistaken import is undone by its id, and imported otherwise it counts', async () => {
  const { imports, places } = await open()
  await imports.add([years])
  const [key = ''] = await listKeys(places.raw, 'processed/')
  const [, id = ''] = /([0-9a-f]{12})\.gz$/.exec(key) ?? []
  await purge(places, id)
  await imports.load()
  expect(await history(imports)).toEqual([])
  const text = years.text.replaceAll('Wombat', 'Numbat')
  await imports.add([{ name: 'years.csv', text }])
  expect(await history(imports)).toHaveLength(2)
})

test('a chart that shares a file with others is refused, and nothing is deleted', async () => {
  const { imports, places } = await open()
  const text = 'date,chart,rank,song,artist\n2026-01-01,alpha,1,A,X\n2026-01-01,beta,1,B,X'
  await imports.add([{ name: 'shared.csv', text }])
  const keys = await listKeys(places.curated, '')
  await expect(purge(places, 'alpha')).rejects.toThrow(
    /nothing was deleted: the file of import [0-9a-f]{12} contains import\/alpha and also beta; `hitparade purge/,
  )
  expect(await listKeys(places.curated, '')).toEqual(keys)
})

test('objects that cannot be read belong to their source', async () => {
  const { imports, places } = await open()
  await imports.add([kept])
  await places.raw.put('failed/import/import/0123456789ab.gz', Buffer.from('Planted'))
  await places.raw.put(
    'to_process/import/mine/2026-01-01/20260101t000000z-0123456789ab.json.gz',
    Buffer.from('Planted'),
  )
  const plan = await purge(places, 'import')
  expect(plan.raw).toBe(3)
  expect(await listKeys(places.raw, '')).toEqual([])
})

test('temporary files of processes that have ended are deleted', async () => {
  const { imports, folder, places } = await open()
  await imports.add([kept])
  await writeFile(join(folder, 'raw/.tmp', '999999999-abc'), 'Keeper')
  await purge(places, 'import')
  expect(await readdir(join(folder, 'raw/.tmp'))).toEqual([])
})

test('what was fetched expires after the days of its source, and imported files do not', async () => {
  const { imports, places } = await open()
  await imports.add([{ ...kept, name: 'kept-2020-01-01.csv' }])
  for (const chart_date of ['2026-01-01', '2026-01-02', '2026-01-03']) {
    const raw = createSnapshot({
      source: 'spotify',
      songs: ['a'],
      chart_date,
      fetched_at: `${chart_date}T06:00:00.000Z`,
    })
    const { key, bytes } = toRawObject(raw)
    await places.raw.put(key, bytes)
  }
  await transformPending(places)
  await imports.load()
  const limits = new Map([
    ['spotify', 30],
    ['import', 30],
  ])
  const [expired, ...others] = await listExpired(places, limits, '2026-02-01T12:00:00.000Z')
  expect(others).toEqual([])
  expect(expired).toMatchObject({ source: 'spotify', days: 30, oldest: '2026-01-01T06:00:00.000Z' })
  expect(expired?.scopes.map(({ chart_date }) => chart_date)).toEqual(['2026-01-01', '2026-01-02'])
  await runPurge([{ ...places, plan: expired?.plan as never }], {
    scopes: expired?.scopes ?? [],
    purges: [],
    now: '2026-02-01T12:00:00.000Z',
  })
  await imports.load()
  const dates = await imports.query('select distinct chart_date from core.chart_history order by 1')
  expect(dates.rows.map(({ chart_date }) => chart_date)).toEqual(['2020-01-01', '2026-01-03'])
  expect(await listExpired(places, limits, '2026-02-01T12:00:00.000Z')).toEqual([])
})

test('one call deletes the fetched snapshots that have expired, and nothing without a limit', async () => {
  const { imports, places, folder } = await open()
  await imports.add([kept])
  for (const chart_date of ['2026-01-01', '2026-01-03']) {
    const fetched_at = `${chart_date}T06:00:00.000Z`
    const { key, bytes } = toRawObject(
      createSnapshot({ source: 'spotify', songs: ['a'], chart_date, fetched_at }),
    )
    await places.raw.put(key, bytes)
  }
  await transformPending(places)
  const { sources, credentials } = loadConfig({ environment: {}, cwd: folder })
  const call = (retention_days: Record<string, number>, now: string) =>
    deleteExpired({
      ...places,
      config: { sources, credentials, retention_days, data_dir: folder },
      local: imports,
      now: () => now,
    })
  const now = '2026-02-01T12:00:00.000Z'
  expect(await call({}, now)).toEqual([])
  expect(await call({ spotify: 30 }, now)).toMatchObject([
    { source: 'spotify', days: 30, scopes: [{ chart_date: '2026-01-01' }] },
  ])
  const dates = await imports.query('select distinct chart_date from core.chart_history order by 1')
  expect(dates.rows.map(({ chart_date }) => chart_date)).toEqual(['2026-01-01', '2026-01-03'])
  expect(await call({ spotify: 30 }, now)).toEqual([])
})

test('a name that means nothing, or several things, is refused', async () => {
  const { imports, places } = await open()
  await imports.add([kept])
  await expect(purge(places, 'kpt')).rejects.toThrow('nothing is stored of kpt')
  const purged = { chart: 'kept', chart_date: null, snapshot_id: null, purged_at: '2026-01-01T00:00:00.000Z' }
  const other = [{ ...purged, source: 'other' }]
  await expect(findPurgeScope([places], other, 'kept')).rejects.toThrow(
    'kept has several meanings; give other/kept or import/kept',
  )
  expect(await findPurgeScope([places], other, 'other/kept')).toMatchObject({
    source: 'other',
    chart: 'kept',
  })
})

test('a copy of raw and settings is a backup: what was decided and purged stays so', async () => {
  const { imports, places } = await open()
  await imports.add([kept, years, ...mine])
  const [first, second] = await imports
    .query('select distinct song_id from core.chart_history order by 1')
    .then(({ rows }) => rows)
  const songs: [string, string] = [String(first?.song_id), String(second?.song_id)]
  const decision = { kind: 'joined', source: 'import', songs } as const
  const config = { file: null, join: [], split: [] }
  await recordPairDecision(
    { config, curated: places.curated, now: () => '2026-05-01T00:00:00.000Z' } as never,
    decision,
  )
  const raw = await openStore('memory:')
  for (const key of await listKeys(places.raw, '')) await raw.put(key, await places.raw.get(key))
  await purge(places, 'mine')
  await imports.load()
  const before = await history(imports)

  const curated = await openStore('memory:')
  for (const key of await listKeys(places.curated, 'settings/'))
    await curated.put(key, await places.curated.get(key))
  const restored = await importsWarehouse({ raw, curated })
  onTestFinished(() => restored.close())
  await transformPending({ raw, curated })
  await restored.load()
  expect(await history(restored)).toEqual(before)
  expect((await restored.query('select decision from core.decisions')).rows).toEqual([{ decision: 'join' }])
})

async function copyOf({ raw, curated }: Stores): Promise<Stores> {
  const copy = { raw: await openStore('memory:'), curated: await openStore('memory:') }
  for (const key of await listKeys(raw, '')) await copy.raw.put(key, await raw.get(key))
  for (const key of await listKeys(curated, '')) await copy.curated.put(key, await curated.get(key))
  return copy
}
