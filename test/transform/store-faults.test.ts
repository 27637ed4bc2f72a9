import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChartConfig } from '../../src/config/config.ts'
import { StoreError } from '../../src/domain/errors.ts'
import { sha256 } from '../../src/domain/hash.ts'
import { extractAll } from '../../src/extract/extract-all.ts'
import { storedDates } from '../../src/extract/extract-chart.ts'
import { importFiles } from '../../src/extract/import/import-files.ts'
import type { ChartSource } from '../../src/sources/source.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Stores } from '../../src/storage/store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { rawOf } from '../sources/support/answers.ts'
import { type FaultMoment, failingStores } from '../support/fixtures/failing-stores.ts'
import { spotifyItem } from '../support/fixtures/raw.ts'
import {
  createSnapshot,
  curatedFiles,
  lineEntry,
  listKeys,
  ndjson,
  putAll,
  toRawObject,
} from '../support/fixtures/snapshots.ts'

const garbage = 'invented/odd/2026-01-05/odd.json.gz'
const config = { charts: [], unsplit_artists: [] }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-faults-'))
  for (const name of ['new', 'damaged', 'without-files']) {
    const text = `chart,date,position,title,artist\n${name},2026-01-05,1,Ash,Ida\n${name},2026-01-05,x,Elm,Odo\n`
    await writeFile(join(folder, `${name}.csv`), text)
  }
})
afterAll(() => rm(folder, { recursive: true }))

interface Scenario {
  /** Fills the stores before the work. */
  prepare(stores: Stores): Promise<void>
  /** What a command does with them; repeated after the fault. */
  work(stores: Stores): Promise<unknown>
}

const chart: Omit<ChartConfig, 'chart'> = {
  ...{ source: 'invented', playlist: 'p', name: 'Chart', scope: 'other', market: null, expected_size: null },
  ...{ cadence: 'daily', weekdays: null, time_zone: 'UTC', lag_days: 0, run_at: ['12:00'] },
}

const source: ChartSource = {
  name: 'invented',
  history: 'none',
  terms: { attribution: null, retention: null, url: null, derived_metrics_allowed: true, summary: '' },
  charts: () => [],
  fetch: async ({ chart: { chart } }) =>
    rawOf([{ items: [spotifyItem('a'), null], total: 2, next: null }], { chart }),
}

const scenarios: Record<string, Scenario> = {
  run: {
    prepare: async () => {},
    async work(stores) {
      const now = () => '2026-11-21T06:00:00.000Z'
      const wanted = ['one', 'two'].map(async (name) => {
        const isStored = (await storedDates(stores.raw, 'invented', name)).has('2026-11-21')
        return { source, chart: { ...chart, chart: name }, chart_date: '2026-11-21', at: null, isStored }
      })
      await extractAll({ ...stores, now }, await Promise.all(wanted), { run_id: 'run' })
      await transformPending(stores)
    },
  },
  transform: {
    async prepare({ raw, curated }) {
      const outdated = createSnapshot({ songs: ['a', null], chart: 'outdated' })
      const failed = toRawObject(createSnapshot({ songs: ['b'], chart: 'untried' }))
      const many = ndjson([{ date: '2026-01-05', chart: 'one', entries: [lineEntry(1, 'a'), null] }])
      await putAll(raw, [toRawObject(createSnapshot({ songs: ['a', null] })), toRawObject(many)])
      await putAll(curated, curatedFiles(outdated, 1))
      const old = toRawObject(outdated)
      await raw.put(old.key.replace('to_process', 'processed'), old.bytes)
      await raw.put(failed.key.replace('to_process', 'failed'), failed.bytes)
      await raw.put(`to_process/${garbage}`, Buffer.from('garbage'))
    },
    work: (stores) => transformPending(stores),
  },
  import: {
    async prepare({ raw, curated }) {
      const paths = ['damaged', 'without-files'].map((name) => join(folder, `${name}.csv`))
      const { files } = await importFiles({ raw, curated, paths, config })
      await transformPending({ raw, curated })
      const damaged = files[0]?.key
      const bytes = await raw.get(`processed/${damaged}`)
      await raw.put(`failed/${damaged}`, bytes.subarray(0, -9))
      await raw.delete(`processed/${damaged}`)
      for (const key of await listKeys(curated, 'chart_entries/')) await curated.delete(key)
    },
    async work(stores) {
      await importFiles({ ...stores, paths: [folder], config })
      await transformPending(stores)
    },
  },
}

describe.each(Object.entries(scenarios))('a fault of a store during %s', (_name, { prepare, work }) => {
  test.each<FaultMoment>(['before', 'after'])(
    'at any call moves nothing to failed/, loses nothing, and can be repeated: %s its effect',
    async (moment) => {
      const undisturbed = await prepared(prepare)
      const counted = failingStores(undisturbed, 0, moment)
      await work(counted)
      const expected = await contents(undisturbed)
      const calls = counted.countCalls()
      expect(calls).toBeGreaterThan(15)
      for (let number = 1; number <= calls; number += 1) {
        const stores = await prepared(prepare)
        const before = await listObjects(stores)
        await work(failingStores(stores, number, moment)).catch((error) => {
          if (!(error instanceof StoreError)) throw error
        })
        const after = await listObjects(stores)
        expect([...after.keys()], `call ${number}`).toEqual(expect.arrayContaining([...before.keys()]))
        const failed = [...after].filter(
          ([rawKey, prefix]) => prefix === 'failed' && before.get(rawKey) !== prefix,
        )
        expect(failed, `call ${number}`).toEqual(failed.filter(([rawKey]) => rawKey === garbage))
        await work(stores)
        expect(await contents(stores), `call ${number}`).toEqual(expected)
      }
    },
  )
})

async function prepared(prepare: Scenario['prepare']): Promise<Stores> {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  await prepare(stores)
  return stores
}

/** The prefix of each raw object; of several the last in the alphabet. */
async function listObjects({ raw }: Stores): Promise<Map<string, string>> {
  const keys = await listKeys(raw)
  return new Map(keys.map((key) => [key.slice(key.indexOf('/') + 1), key.slice(0, key.indexOf('/'))]))
}

/** Every object but the ledger, whose attempts differ. */
async function contents({ raw, curated }: Stores): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const store of [raw, curated]) {
    for (const key of await listKeys(store))
      if (!key.startsWith('runs/')) found[key] = sha256(await store.get(key))
  }
  return found
}
