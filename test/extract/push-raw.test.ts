import { expect, test } from 'vitest'
import { encodeTable } from '../../src/domain/tables/parquet-file.ts'
import { pushRaw } from '../../src/extract/push-raw.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Stores } from '../../src/storage/store.ts'
import { createSnapshot, listKeys, toRawObject } from '../support/fixtures/snapshots.ts'

const open = (): Stores => ({ raw: memoryStore(), curated: memoryStore() })
const told = (chart_date: string) =>
  toRawObject(createSnapshot({ songs: ['a'], chart_date, fetched_at: `${chart_date}T06:00:00.000Z` }))
const days = ['2026-01-01', '2026-01-02', '2026-01-03'].map(told)
const asProcessed = (key: string) => key.replace('to_process/', 'processed/')

test('raw objects that the other place has nowhere are put into its to_process/, once', async () => {
  const [here, there] = [open(), open()]
  const [first, second, third] = days as [(typeof days)[0], (typeof days)[0], (typeof days)[0]]
  await here.raw.put(first.key, first.bytes)
  await here.raw.put(asProcessed(second.key), second.bytes)
  await here.raw.put(asProcessed(third.key), third.bytes)
  await here.raw.put('failed/import/import/0123456789ab.gz', Buffer.from('?'))
  await there.raw.put(asProcessed(third.key), third.bytes)
  const steps: number[] = []
  expect(await pushRaw(here, there, (done) => steps.push(done))).toEqual({
    pushed: 2,
    bytes: first.bytes.length + second.bytes.length,
    there: 1,
    failed: 1,
    purged: 0,
  })
  expect(steps).toEqual([1, 2])
  expect(await listKeys(there.raw, '')).toEqual([asProcessed(third.key), first.key, second.key])
  expect(Buffer.from(await there.raw.get(second.key))).toEqual(Buffer.from(second.bytes))
  expect(await pushRaw(here, there)).toMatchObject({ pushed: 0, there: 3 })
})

test('what was purged at the other place is not pushed', async () => {
  const [here, there] = [open(), open()]
  for (const { key, bytes } of days) await here.raw.put(asProcessed(key), bytes)
  const [source = ''] = asProcessed(days[0]?.key ?? '')
    .split('/')
    .slice(1)
  const none = { chart: null, chart_date: null, snapshot_id: null, song_id: null, other_song_id: null }
  const unset = { chart_name: null, scope: null, market: null, cadence: null, weekdays: null }
  const purge = { kind: 'purge', source, ...none, ...unset, decided_at: '2026-01-02T12:00:00.000Z' }
  await there.curated.put('settings/a.parquet', encodeTable('settings', [purge]))
  expect(await pushRaw(here, there)).toMatchObject({ pushed: 1, purged: 2 })
  expect(await listKeys(there.raw, '')).toEqual([days[2]?.key])
})
