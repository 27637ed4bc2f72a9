import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTable } from '../../../src/domain/tables/ddl.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import { type Account, openAccount } from '../../support/snowflake/account.ts'

const curated = memoryStore()
let account: Account
const query = async (sql: string) => (await account.admin.execute(sql)).rows

/** A file of one artist. */
const artist = (artist_id: string, artist_name: string | null) =>
  encodeTable('artists', [
    {
      source: 'invented',
      chart: 'parade',
      chart_date: '2026-01-05',
      snapshot_id: 's',
      transform_version: 1,
      fetched_at: '2026-01-05T06:00:00.000Z',
      artist_id,
      artist_name,
      url: null,
    },
  ])

beforeAll(async () => {
  account = await openAccount({ buckets: { 's3://curated': curated } })
  await curated.put('artists/one.parquet', artist('one', 'Ida'))
  await query('use schema landing')
  await query(createTable('artists'))
  await query("create stage curated url = 's3://curated/' storage_integration = hitparade_s3")
  await query(`create pipe artists_pipe auto_ingest = true as
    copy into landing.artists from @landing.curated/artists/ match_by_column_name = case_insensitive`)
})
afterAll(() => account?.close())

const names = 'select artist_id, artist_name from landing.artists order by 1'

test('a stage lists the files of its bucket', async () => {
  expect(await query('list @curated/artists/')).toMatchObject([{ name: 's3://curated/artists/one.parquet' }])
})

test('a pipe has a queue, and loads a path once, whatever it holds later', async () => {
  const [pipe] = await query('desc pipe landing.artists_pipe')
  expect(pipe?.notification_channel).toMatch(/^arn:aws:sqs:/)
  const address = 's3://curated/artists/one.parquet'
  expect(await account.server.deliver(address)).toMatchObject([{ status: 'LOADED', rows: 1 }])
  expect(await account.server.deliver(address)).toEqual([])
  expect(await query(names)).toEqual([{ artist_id: 'one', artist_name: 'Ida' }])
})

test('an empty text is refused by name, as Snowflake does with Parquet', async () => {
  await curated.put('artists/empty.parquet', artist('empty', ''))
  const [file] = await account.server.deliver('s3://curated/artists/empty.parquet')
  expect(file).toMatchObject({ status: 'LOAD_FAILED', rows: 0 })
  expect(await query(names)).toHaveLength(1)
})

test('COPY remembers its own files, which are not those of the pipe', async () => {
  const copy = `copy into landing.artists from @landing.curated/artists/ files = ('one.parquet')
    file_format = (type = parquet) match_by_column_name = case_insensitive`
  expect(await query(copy)).toMatchObject([
    { file: 's3://curated/artists/one.parquet', status: 'LOADED', rows_loaded: 1 },
  ])
  expect(await query(copy)).toEqual([{ status: 'Copy executed with 0 files processed.' }])
  expect(await query(names)).toHaveLength(2)
})
