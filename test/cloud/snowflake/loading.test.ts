import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploySnowflake } from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import {
  type CuratedFile,
  checkStage,
  listCuratedFiles,
  readLandedKeys,
} from '../../../src/cloud/snowflake/operations/curated-files.ts'
import { inspectLoading, type LoadingState } from '../../../src/cloud/snowflake/operations/inspect-loading.ts'
import { loadFiles } from '../../../src/cloud/snowflake/operations/load-files.ts'
import { loadingFindings } from '../../../src/cloud/snowflake/operations/loading-findings.ts'
import { formatLoading } from '../../../src/commands/targets/snowflake/format-loading.ts'
import { StoreError } from '../../../src/domain/errors.ts'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import type { SnowflakeSession } from '../../../src/warehouse/snowflake/snowflake-session.ts'
import type { ResultRow } from '../../../src/warehouse/warehouse.ts'
import { createSnapshot, curatedFiles } from '../../support/fixtures/snapshots.ts'
import { bucket, type Deployment, names, openDeployment } from '../../support/snowflake/deployment.ts'

let deployment: Deployment
let curated: ObjectStore
let monitor: SnowflakeSession
let loader: SnowflakeSession

/** The files of a chart date. */
const day = (chart_date: string) => {
  const fetched_at = `${chart_date}T06:00:00.000Z`
  return curatedFiles(createSnapshot({ source: 'invented', chart_date, fetched_at, songs: ['a', 'b', null] }))
}

/** Puts a file into the bucket, which notifies the pipes. */
async function arrive(key: string, bytes: Uint8Array) {
  await curated.put(key, bytes)
  await deployment.server.deliver(`s3://${bucket}/${key}`)
}

beforeAll(async () => {
  deployment = await openDeployment()
  const outcome = await deploySnowflake(deployment.options)
  if (outcome.status === 'adminRequired') await deployment.admin(outcome.sql)
  await deploySnowflake(deployment.options)
  curated = { ...deployment.curated, address: `s3://${bucket}` }
  monitor = await deployment.openAs('monitor')
  loader = await deployment.openAs('loader')

  for (const { key, bytes } of day('2026-01-05')) await arrive(key, bytes)
  // The bucket sent no notification for this date.
  for (const { key, bytes } of day('2026-01-06')) await curated.put(key, bytes)
  // One file of this date is not Parquet.
  for (const { table, key, bytes } of day('2026-01-07'))
    await arrive(key, table === 'songs' ? Buffer.from('torn') : bytes)
  await deployment.refresh()
}, 60_000)
afterAll(async () => {
  await Promise.all([monitor?.close(), loader?.close()])
  await deployment?.close()
})

const openBucket = async () => curated
/** Late enough that no file counts as arriving. */
const later = new Date(Date.now() + 2.5 * 3_600_000).toISOString()
const look = (now = later): Promise<LoadingState> =>
  inspectLoading({ query: monitor.execute }, openBucket, now)
const query = async (sql: string) => (await loader.execute(sql)).rows
const hasDate = (date: string) => (file: CuratedFile) => file.chart_date === date

test('loaded, missing, failed and incomplete files are reported', async () => {
  const { pipes, failed, files, partial, dynamicTables, lacking } = await look()
  expect(lacking).toEqual([])
  expect(pipes).toHaveLength(tableNames.length)
  expect(new Set(pipes?.map(({ state }) => state))).toEqual(new Set(['RUNNING']))
  expect(files?.loaded).toBe(day('2026-01-05').length + day('2026-01-07').length - 1)
  expect(files?.missing.map(({ key }) => key).sort()).toEqual(
    day('2026-01-06')
      .map(({ key }) => key)
      .sort(),
  )
  expect(failed).toEqual([
    expect.objectContaining({
      file: expect.stringMatching(/^songs\/invented\/.*2026-01-07/),
      status: 'load failed',
      error: expect.any(String),
    }),
  ])
  expect(partial).toEqual([expect.objectContaining({ source: 'invented', chart_date: '2026-01-07' })])
  expect(dynamicTables?.map(({ name }) => name)).toContain('core.chart_history')
})

test('a failed file does not hide a file of the same name in another folder', async () => {
  // File names without the folder of the pipe, no rows of artists, and a load of albums in progress.
  const query = async (sql: string) => {
    const { columns, rows } = await monitor.execute(sql)
    if (/from landing\.artists/.test(sql)) return { columns, rows: [] }
    if (!/copy_history/.test(sql)) return { columns, rows }
    const name = (row: ResultRow) => String(row.file_name).replace(/^\w+\//, '')
    const status = (row: ResultRow) => (/albums/.test(sql) ? 'Load in progress' : (row.status ?? null))
    return { columns, rows: rows.map((row) => ({ ...row, file_name: name(row), status: status(row) })) }
  }
  const { failed, files } = await inspectLoading({ query }, openBucket, later)
  expect(failed?.map(({ file }) => file)).toEqual([expect.stringMatching(/^songs\/invented\/.*2026-01-07/)])
  expect(
    files?.missing.filter(({ table }) => table === 'artists').map(({ chart_date }) => chart_date),
  ).toEqual(['2026-01-05', '2026-01-06', '2026-01-07'])
})

test.each([
  [
    'cannot be opened',
    () => Promise.reject(new StoreError('Credentials', 'no AWS credentials')),
    /no AWS credentials/,
  ],
  [
    'is empty',
    async () => ({ ...memoryStore(), address: `s3://${bucket}` }),
    /^s3:\/\/charts-curated contains no curated file/,
  ],
  [
    'is not the one that Snowflake reads',
    async () => ({ ...curated, address: 's3://other' }),
    /^Snowflake has loaded files from s3:\/\/charts-curated\/, not from s3:\/\/other$/,
  ],
])(
  'a bucket that %s is named as not checked, and failed files are found all the same',
  async (_what, open, why) => {
    const state = await inspectLoading({ query: monitor.execute }, open, later)
    expect(state.files).toBeNull()
    expect(state.failed).toHaveLength(1)
    expect(state.lacking).toEqual([
      expect.objectContaining({
        part: 'files in the bucket that Snowflake reads',
        problem: expect.stringMatching(why),
      }),
    ])
    const found = loadingFindings(state, later).map(({ finding }) => finding)
    expect(found).toContainEqual(
      expect.stringMatching(/^curated files that could not be loaded \(1\): songs\//),
    )
    expect(found).toContainEqual(
      expect.stringMatching(/^not checked: files in the bucket that Snowflake reads: /),
    )
    expect(formatLoading(state)).toContainEqual(expect.stringMatching(/^not checked: files in the bucket /))
  },
)

test('files that were just written are arriving, not missing', async () => {
  const { files, partial } = await look(new Date().toISOString())
  expect([files?.arriving, files?.missing, partial]).toEqual([day('2026-01-06').length, [], []])
})

test('every finding has a next step', async () => {
  const state = await look()
  const finding = (text: RegExp) => expect.objectContaining({ finding: expect.stringMatching(text) })
  expect(loadingFindings(state, later)).toEqual([
    finding(/^curated files that could not be loaded \(1\): songs\/invented\/.*2026-01-07/),
    {
      finding: expect.stringMatching(/^curated files that are not in landing \(7\): /),
      next: '`hitparade load --warehouse snowflake --from 2026-01-06`',
    },
    finding(/^snapshots that are incomplete in landing .* \(1\): invented\/.* 2026-01-07/),
  ])
})

test('a file that was loaded in part is a finding, until a later attempt loads it', async () => {
  const { loadedFiles } = deployment.server.world
  const before = loadedFiles.length
  const [file] = loadedFiles.filter(({ table, status }) => table.endsWith('.ALBUMS') && status === 'LOADED')
  if (file === undefined) throw new Error('expected a loaded file of albums')
  const after = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  try {
    loadedFiles.push({ ...file, status: 'PARTIALLY_LOADED', error: 'two rows', loadedAt: after(1) })
    const state = await look()
    expect(state.failed).toContainEqual(
      expect.objectContaining({ status: 'partially loaded', error: 'two rows' }),
    )
    expect(loadingFindings(state, later)[0]?.finding).toMatch(
      /could not be loaded \(2\): albums\/.*: two rows/,
    )
    loadedFiles.push({ ...file, loadedAt: after(2) })
    expect((await look()).failed).toHaveLength(1)
  } finally {
    loadedFiles.length = before
  }
})

test('a paused pipe and a suspended or outdated dynamic table are findings', async () => {
  const pipe = `landing.${names.pipe('songs')}`
  await loader.execute(`alter pipe ${pipe} set pipe_execution_paused = true`)
  const table = deployment.server.world.catalogue.get('dynamic table', 'HITPARADE.CORE.CHART_HISTORY')
  table.state.isSuspended = true
  const old = deployment.server.world.catalogue.get('dynamic table', 'HITPARADE.CORE.RECORDINGS')
  old.state.refreshedAt = '2026-01-01T00:00:00Z'
  try {
    const found = loadingFindings(await look(), later).map(({ finding, next }) => `${finding}; ${next}`)
    expect(found[0]).toMatch(
      /songs_pipe is PAUSED; .*alter pipe landing\.songs_pipe set pipe_execution_paused = false/,
    )
    expect(found.join('\n')).toMatch(
      /core\.chart_history is suspended; .*alter dynamic table core\.chart_history resume/,
    )
    expect(found.join('\n')).toMatch(/core\.recordings was last refreshed at 2026-01-01T00:00:00Z/)
  } finally {
    await loader.execute(`alter pipe ${pipe} set pipe_execution_paused = false`)
    Object.assign(table.state, { isSuspended: false })
    Object.assign(old.state, { refreshedAt: undefined })
  }
})

test('what a role may not see is listed with the error, and the rest is read', async () => {
  const reader = await deployment.openAs('reader')
  try {
    const { files, partial, lacking } = await inspectLoading({ query: reader.execute }, openBucket, later)
    expect([files, partial]).toEqual([null, null])
    expect(lacking.map(({ part }) => part)).toContain('files in landing')
    expect(lacking[0]?.problem).toMatch(/does not exist or not authorized/)
  } finally {
    await reader.close()
  }
})

test('files that no pipe loaded are loaded by name, each with its outcome', async () => {
  const files = (await listCuratedFiles(curated)).filter(hasDate('2026-01-06'))
  const outcomes = await loadFiles(loader, names, files)
  expect(outcomes).toHaveLength(7)
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['loaded']))
  expect(outcomes.find(({ table }) => table === 'chart_entries')).toMatchObject({ rows: 2, error: null })
  // The table that completes the snapshot is loaded last.
  expect(outcomes.at(-1)?.table).toBe('chart_issues')
  expect((await look()).files?.missing).toEqual([])
})

test('a file that cannot be read is reported with its error, and stops no other', async () => {
  const files = (await listCuratedFiles(curated)).filter(hasDate('2026-01-07'))
  const outcomes = await loadFiles(loader, names, files)
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed')
  expect(failed).toEqual([expect.objectContaining({ table: 'songs', rows: 0, error: expect.any(String) })])
  expect(outcomes.filter(({ outcome }) => outcome === 'loaded')).toHaveLength(6)
})

test('loading twice changes no result', async () => {
  await deployment.refresh()
  const history = () =>
    deployment.query('select * from hitparade.core.chart_history order by chart_date, position')
  const before = await history()
  expect(before).toHaveLength(4)
  const again = await loadFiles(loader, names, await listCuratedFiles(curated))
  expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['loaded', 'known', 'failed']))
  await deployment.refresh()
  const withoutRepeats = (rows: Record<string, unknown>[]) => rows.map(({ is_repeated: _, ...row }) => row)
  expect(withoutRepeats(await history())).toEqual(withoutRepeats(before))
})

test('landing contains the keys of its files', async () => {
  const landed = await readLandedKeys(query)
  const keys = (await listCuratedFiles(curated)).map(({ key }) => key)
  expect(keys.filter((key) => !landed.has(key))).toEqual([expect.stringMatching(/^songs\/.*2026-01-07/)])
})

test('no statement names more than 1,000 files', async () => {
  const files = Array.from({ length: 2_001 }, (_, n) => ({
    table: 'albums' as const,
    key: `albums/invented/${n}.parquet`,
    chart_date: null,
    written: later,
  }))
  const sizes: number[] = []
  const execute = async (sql: string) => {
    sizes.push(sql.match(/'invented\//g)?.length ?? 0)
    return { columns: [], rows: [] }
  }
  const progress: number[] = []
  const outcomes = await loadFiles({ execute }, names, files, (done) => progress.push(done))
  expect([sizes, progress, outcomes.length]).toEqual([[1_000, 1_000, 1], [0, 1_000, 2_000], 2_001])
})

test('a store other than that of the stage is rejected, with the one to configure', async () => {
  await expect(checkStage(query, names.stage, curated)).resolves.toBeUndefined()
  const elsewhere = { ...curated, address: '/home/ada/hitparade-data/curated' }
  await expect(checkStage(query, names.stage, elsewhere)).rejects.toThrow(
    /^the curated files are in \/home\/ada\/.*, but Snowflake reads s3:\/\/charts-curated\/; set "curated" to s3:\/\/charts-curated in/,
  )
  await expect(checkStage(query, 'other', curated)).rejects.toThrow(
    /stage landing\.other does not exist .*deploy --target snowflake/,
  )
})
