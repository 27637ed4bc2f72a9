import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, selectCharts } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { planBackfill } from '../../src/extract/plan-run.ts'
import { runPipeline } from '../../src/pipeline.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import { type DiskEvent, findLosses, isSync, recordDisk } from './support/durability.ts'
import { fingerprint, models } from './support/open-warehouse.ts'

let folder: string
let events: DiskEvent[]

/** A real run of two days, and of a third one that the warehouse is loaded with. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-durability-'))
  const data_dir = join(folder, 'data')
  const app = await openApp(loadConfig({ flags: { data_dir }, environment: {}, cwd: folder }))
  const recorder = recordDisk()
  events = recorder.events
  const openRecorded = (name: string) => recorder.watch(folderStore(join(data_dir, name), recorder.effects))
  const stores = { raw: openRecorded('raw'), curated: openRecorded('curated') }
  const local = duckdbWarehouse({
    ...{ folder: data_dir, curated: stores.curated, models, fingerprint },
    effects: recorder.diskEffects,
  })
  const watched = { ...app, ...stores, warehouse: local, local, importedDates: async () => [] }
  const charts = await selectCharts(watched, { source: 'simulator', chart: 'brazil-top-50' })
  for (const [from, to] of [
    ['2026-01-01', '2026-01-02'],
    ['2026-01-03', '2026-01-03'],
  ] as const) {
    const wanted = await planBackfill(watched, { charts, from, to })
    await runPipeline(watched, wanted, (stage, _done, _total, step) => {
      if (stage !== 'load') return
      if (step === 'publish') recorder.change(join(data_dir, 'warehouse.next.duckdb'))
      if (step === 'published') recorder.keep(join(data_dir, 'warehouse.duckdb'))
    })
  }
  await local.close()
  await app.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a run', () => {
  test('loses nothing if the machine crashes at any point', () => {
    expect(findLosses(events)).toEqual([])
    const published = events.filter(
      ({ call, path }) => call === 'rename' && path.endsWith('warehouse.duckdb'),
    )
    expect(published).toHaveLength(2)
    expect(events.filter(isSync).length).toBeGreaterThan(60)
  })

  test('without any one of its syncs could lose something', () => {
    const groups = new Map<string, Set<DiskEvent>>()
    for (const [index, event] of events.entries()) {
      const name = nameSync(event, index)
      if (isSync(event)) groups.set(name, (groups.get(name) ?? new Set()).add(event))
    }
    const unnoticed = [...groups.values()].filter((dropped) => findLosses(events, dropped).length === 0)
    expect(unnoticed).toEqual([])
    expect(groups.size).toBeGreaterThan(60)
  })
})

/**
 * Which syncs are dropped together: each by itself, except those of the names in one folder of a store. Of these, one
 * that runs late may happen to include the names of an earlier one, because files are written at the same time.
 */
function nameSync(event: DiskEvent, index: number): string {
  const isShared = event.call === 'syncNames' && events[index - 1]?.call !== 'rename'
  return isShared ? event.path : String(index)
}
