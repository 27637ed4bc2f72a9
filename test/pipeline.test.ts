import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openApp, selectCharts } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { sha256 } from '../src/domain/hash.ts'
import { planBackfill, planRun, type RunRequest } from '../src/extract/plan-run.ts'
import { runPipeline } from '../src/pipeline.ts'
import { type FaultKind, faultPlaylist } from '../src/simulator/api/faults.ts'
import { type SimulatorOptions, startSimulator } from '../src/simulator/simulator-server.ts'
import { random } from '../src/simulator/world/random.ts'
import { memoryStore } from '../src/storage/memory-store.ts'
import type { ObjectStore, Stores } from '../src/storage/store.ts'
import { transformObject } from '../src/transform/transform-object.ts'
import { purge } from './support/fixtures/purge.ts'
import { listKeys } from './support/fixtures/snapshots.ts'
import { dumpCore } from './support/warehouse/dump.ts'

/** Everything of one folder, over a simulator of its own; the clock stands still. */
async function opened(options: SimulatorOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-pipeline-'))
  const simulator = await startSimulator(options)
  const config = loadConfig({ flags: { data_dir: folder }, environment: {}, cwd: folder })
  config.sources.simulator.url = simulator.url
  const home = await openApp(config, () => '2026-03-07T08:00:00.000Z')
  onTestFinished(async () => {
    await home.close()
    await simulator.close()
    await rm(folder, { recursive: true })
  })
  const charts = await selectCharts(home, { source: 'simulator' })
  const run = async (request: Partial<RunRequest> = {}) => {
    const standard = { charts: charts.slice(0, 2), date: null, at: null, again: false }
    return runPipeline(home, await planRun(home, { ...standard, ...request }))
  }
  const top = async (chart_date: string) => {
    const { rows } = await home.warehouse.query(
      `select song_id from core.chart_history
       where chart = :chart and chart_date = :chart_date and position <= 3 order by position`,
      { chart: charts[0]?.chart ?? '', chart_date },
    )
    return rows.map(({ song_id }) => song_id)
  }
  return { home, simulator, charts, run, top, one: charts.slice(0, 1) }
}

/** Rows of the ledger, run by run. */
async function ledger({ curated }: { curated: ObjectStore }): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (const key of await listKeys(curated, 'runs/')) {
    rows.push(...(await parquetReadObjects({ file: new Uint8Array(await curated.get(key)).slice().buffer })))
  }
  return rows
}

const counted = ({ attempts }: { attempts: { outcome: string }[] }) => attempts.map(({ outcome }) => outcome)

describe('a run', () => {
  test('after a purge stores the same days again, as another snapshot that counts', async () => {
    const { home, run, one, top } = await opened()
    const request = { charts: one, date: '2026-03-05' }
    const [first] = (await run(request)).attempts
    const before = await top('2026-03-05')
    await purge(home, 'simulator', '2026-03-07T08:00:00.000Z')
    await home.local?.load()
    expect(await top('2026-03-05')).toEqual([])
    const [second] = (await run(request)).attempts
    expect(second).toMatchObject({ outcome: 'stored' })
    expect(second?.snapshot_id).not.toBe(first?.snapshot_id)
    expect(await top('2026-03-05')).toEqual(before)
  })

  test('brings the newest issue of every chart from its source to the insights', async () => {
    const { home, run, charts } = await opened()
    const report = await run()
    expect(counted(report)).toEqual(['stored', 'stored'])
    expect(report.transform).toMatchObject({ transformed: 2, failed: [] })
    expect(report.load?.charts).toBe(2)
    const { rows } = await home.warehouse.query(
      'select chart, chart_date, count(*) as entries, min(status) as status from core.chart_history group by 1, 2 order by 3 desc',
    )
    expect(rows).toEqual(
      charts.slice(0, 2).map(({ chart }) => ({
        chart,
        chart_date: '2026-03-07',
        entries: expect.toSatisfy((entries) => entries >= 49),
        status: 'FIRST',
      })),
    )
    expect(await listKeys(home.raw, 'to_process/')).toEqual([])
    expect(await listKeys(home.raw, 'processed/')).toHaveLength(2)
  })

  test('does not fetch what is stored', async () => {
    const { home, run, simulator } = await opened()
    await run()
    const asked = simulator.requests.length
    const before = [await listKeys(home.raw), await listKeys(home.curated, 'songs/')]
    const report = await run()
    expect(counted(report)).toEqual(['skipped', 'skipped'])
    expect(simulator.requests).toHaveLength(asked)
    expect([await listKeys(home.raw), await listKeys(home.curated, 'songs/')]).toEqual(before)
  })

  test('continues with objects that an earlier run only stored', async () => {
    const { home, run, charts } = await opened()
    await run({ charts: charts.slice(0, 1) })
    const [key = ''] = await listKeys(home.raw, 'processed/')
    await home.raw.move(key, key.replace('processed/', 'to_process/'))
    const report = await run({ charts: charts.slice(0, 1) })
    expect([counted(report), report.transform.transformed]).toEqual([['skipped'], 1])
    expect(await listKeys(home.raw)).toEqual([key])
  })

  test('with --again replaces a corrected issue, and restores one whose correction was undone', async () => {
    const correction = {
      chart: 'global-top-100',
      kind: 'swap_top',
      from: '2026-03-06T12:00:00.000Z',
    } as const
    const { home, run, top, one } = await opened({
      corrections: [
        { ...correction, to: '2026-03-06T18:00:00.000Z' },
        { chart: 'global-top-100', kind: 'shorten', from: '2026-03-06T20:00:00.000Z' },
      ],
    })
    const at = (hour: number) => `2026-03-06T${String(hour).padStart(2, '0')}:00:00.000Z`
    await run({ charts: one, at: at(6) })
    const [first, second, third] = await top('2026-03-06')
    expect(counted(await run({ charts: one, at: at(13) })), 'without being told to').toEqual(['skipped'])
    await run({ charts: one, at: at(13), again: true })
    expect(await top('2026-03-06')).toEqual([second, first, third])
    await run({ charts: one, at: at(19), again: true })
    expect(await top('2026-03-06')).toEqual([first, second, third])
    await run({ charts: one, at: at(21), again: true })
    expect(await top('2026-03-06'), 'a tenth of the chart replaces nothing').toEqual([first, second, third])
    const { rows } = await home.warehouse.query(
      'select fetched_at, entry_count from core.snapshots order by 1',
    )
    expect(rows.map(({ fetched_at }) => fetched_at)).toEqual(
      [6, 13, 19, 21].map((hour) => at(hour).replace('.000', '')),
    )
  })

  test('that fetches the same at the same instant stores nothing twice', async () => {
    const { home, run, one } = await opened()
    await run({ charts: one, at: '2026-03-06T06:00:00.000Z' })
    const before = [await listKeys(home.raw), await listKeys(home.curated, 'songs/')]
    const report = await run({ charts: one, at: '2026-03-06T06:00:00.000Z', again: true })
    expect([counted(report), report.transform.transformed]).toEqual([['stored'], 0])
    expect([await listKeys(home.raw), await listKeys(home.curated, 'songs/')]).toEqual(before)
  })

  test('keeps the other charts if some fail, and records every attempt', async () => {
    const { home, run, charts } = await opened()
    const [chart] = charts
    if (chart === undefined) throw new Error('the simulator has no chart')
    const faulty = (kind: FaultKind) => ({
      ...chart,
      chart: kind.replaceAll('_', '-'),
      playlist: faultPlaylist(kind),
    })
    const kinds = [
      'editorial',
      'premium_required',
      'total_disagrees',
      'ends_early',
      'empty_playlist',
      'html',
    ] as const
    const report = await run({ charts: [...kinds.map(faulty), chart] })
    const outcomes = Object.fromEntries(report.attempts.map((each) => [each.chart, each.outcome]))
    expect(outcomes).toEqual({
      editorial: 'refused',
      'premium-required': 'refused',
      'total-disagrees': 'incomplete',
      'ends-early': 'incomplete',
      'empty-playlist': 'incomplete',
      html: expect.stringMatching(/^(failed|refused)$/),
      'global-top-100': 'stored',
    })
    expect(await listKeys(home.raw)).toEqual([
      expect.stringContaining('processed/simulator/global-top-100/2026-03-07/'),
    ])
    const { rows } = await home.warehouse.query('select distinct chart from core.chart_history')
    expect(rows).toEqual([{ chart: 'global-top-100' }])

    const noted = await ledger(home)
    expect(noted).toHaveLength(report.attempts.length)
    expect(new Set(noted.map(({ run_id }) => run_id)).size).toBe(1)
    for (const { chart, outcome, error_code, requests, bytes } of report.attempts) {
      const row = noted.find((each) => each.chart === chart)
      expect(row).toMatchObject({ source: 'simulator', outcome, requests, bytes: BigInt(bytes) })
      expect(row?.error_code ?? null).toBe(error_code)
      expect(outcome === 'stored').toBe(error_code === null)
    }
    const landed = await home.warehouse.query(
      'select outcome, count(*) as n from landing.runs group by 1 order by 1',
    )
    expect(landed.rows).toContainEqual({ outcome: 'stored', n: 1 })
  })

  test('records what it skips without a request', async () => {
    const { home, run, one } = await opened()
    await run({ charts: one })
    await run({ charts: one })
    const noted = await ledger(home)
    expect(noted.map(({ outcome }) => outcome).sort()).toEqual(['skipped', 'stored'])
    expect(noted.find(({ outcome }) => outcome === 'skipped')).toMatchObject({ requests: 0, bytes: 0n })
  })
})

describe('a backfill', () => {
  test('fetches every missing date of the calendar, and only those', async () => {
    const { home, run, one, simulator } = await opened()
    await run({ charts: one, date: '2026-03-03' })
    const wanted = { charts: one, from: '2026-03-01', to: '2026-03-05' }
    const report = await runPipeline(home, await planBackfill(home, wanted))
    expect(report.attempts.map(({ chart_date }) => chart_date).sort()).toEqual([
      '2026-03-01',
      '2026-03-02',
      '2026-03-04',
      '2026-03-05',
    ])
    const { rows } = await home.warehouse.query(
      'select chart_date, issue_number, missing_before from core.issues order by chart_date',
    )
    expect(rows).toEqual(
      [1, 2, 3, 4, 5].map((number) => ({
        chart_date: `2026-03-0${number}`,
        issue_number: number,
        missing_before: 0,
      })),
    )
    const asked = simulator.requests.length
    expect(await planBackfill(home, wanted)).toEqual([])
    expect(simulator.requests).toHaveLength(asked)
  })

  test.each(['2026-02-30', '2026-13-01', '2026-3-1', ''])(
    'refuses the date %j, which does not exist',
    async (date) => {
      const { home, one } = await opened()
      const refusal = { code: 'Usage' }
      const run = { charts: one, date, at: null, again: false }
      await expect(planRun(home, run)).rejects.toMatchObject(refusal)
      for (const [from, to] of [
        [date, null],
        ['2026-03-01', date],
      ] as const)
        await expect(planBackfill(home, { charts: one, from, to })).rejects.toMatchObject(refusal)
    },
  )
})

describe('replay', () => {
  test('delivers every snapshot one to five times, shuffled, four at a time, with the same result as once in order', async () => {
    const correction = { kind: 'swap_top', from: '2026-03-06T12:00:00.000Z' } as const
    const { home, run, charts } = await opened({ corrections: [correction] })
    for (const at of [
      '2026-03-05T06:00:00Z',
      '2026-03-06T06:00:00Z',
      '2026-03-06T13:00:00Z',
      '2026-03-07T06:00:00Z',
    ]) {
      await run({ charts: charts.slice(0, 3), at, again: true })
    }
    const objects = new Map<string, Uint8Array>()
    for (const key of await listKeys(home.raw, 'processed/')) {
      objects.set(key.replace('processed/', 'to_process/'), await home.raw.get(key))
    }
    objects.set('to_process/simulator/odd/2026-03-05/odd.json.gz', Buffer.from('no answer'))
    expect(objects.size).toBe(13)
    const expected = await inOrder(objects)

    for (let seed = 0; seed < 5; seed += 1) {
      expect(await replayed(objects, seed), `seed ${seed}`).toEqual(expected)
    }
    await loadedAlike(home, expected)
  })
})

async function inOrder(objects: Map<string, Uint8Array>) {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  for (const [key, bytes] of objects) {
    await stores.raw.put(key, bytes)
    await transformObject(stores, key)
  }
  return readResult(stores)
}

/** Delivers an object: it is stored, where it is not there yet, and transformed, as an event would have it. */
async function replayed(objects: Map<string, Uint8Array>, seed: number) {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const draws = random(seed, 'replay')
  const deliveries = [...objects.keys()]
    .flatMap((key) => Array.from({ length: 1 + draws.whole(5) }, () => ({ key, place: draws.next() })))
    .sort((a, b) => a.place - b.place)
  const deliver = async () => {
    for (let next = deliveries.pop(); next !== undefined; next = deliveries.pop()) {
      await stores.raw.put(next.key, objects.get(next.key) ?? new Uint8Array())
      await transformObject(stores, next.key)
    }
  }
  await Promise.all(Array.from({ length: 4 }, deliver))
  return readResult(stores)
}

async function readResult({ raw, curated }: Stores) {
  const hashes = async (store: ObjectStore) => {
    const all: Record<string, string> = {}
    for (const key of await listKeys(store)) all[key] = sha256(await store.get(key))
    return all
  }
  return { raw: await hashes(raw), curated: await hashes(curated) }
}

/** The home's own way over HTTP, day by day, wrote the same files, and a rebuild of them changes nothing. */
async function loadedAlike(
  home: Awaited<ReturnType<typeof opened>>['home'],
  { curated }: Awaited<ReturnType<typeof readResult>>,
) {
  for (const [key, hash] of Object.entries(curated)) {
    if (!key.includes('/odd/')) expect(sha256(await home.curated.get(key)), key).toBe(hash)
  }
  const before = await dumpCore(home.warehouse)
  expect(await home.local?.rebuild()).toMatchObject({ files: expect.any(Number) })
  expect(await dumpCore(home.warehouse)).toEqual(before)
}
