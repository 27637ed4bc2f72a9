import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { decisionsKey, emptyDecision, readDecisions } from '../../src/decisions/decision-file.ts'
import { loadConfigured } from '../../src/pipeline.ts'
import { encodeOlder } from '../support/fixtures/older-files.ts'
import { dumpCore } from '../support/warehouse/dump.ts'
import { ownWarehouse } from '../support/warehouse/own-warehouse.ts'
import { curatedFiles, type IssueFixture } from '../support/warehouse/warehouse.ts'

const now = '2026-03-01T00:00:00.000Z'
const songs = { a: { artists: ['Ida'] }, b: { artists: ['Odo'] } }
const fridays = ['2026-01-02', '2026-01-09', '2026-01-23']

let own: Awaited<ReturnType<typeof ownWarehouse>>
let folder: string
beforeEach(async () => {
  own = await ownWarehouse()
  folder = mkdtempSync(join(tmpdir(), 'hitparade-config-'))
})
afterEach(async () => {
  await own.close()
  rmSync(folder, { recursive: true })
})

/** Stores issues of one chart, each as its configuration then said. */
async function store(dates: string[], settings: IssueFixture['settings'] = {}) {
  const issues = dates.map((date) => ({
    date,
    source: 'spotify',
    songs: ['a', 'b'],
    settings: { scope: 'other', ...settings },
  }))
  for (const [key, bytes] of curatedFiles(songs, issues)) await own.curated.put(key, bytes)
}

const playlist = '37i9dQZEVXbMDoHDwVN2tF'

/** Loads with this configuration of the chart; returns what was recorded. */
async function load(chart: Record<string, string> | null, at = now) {
  const path = join(folder, 'hitparade.jsonc')
  const charts = chart === null ? [] : [{ chart: 'parade', source: 'spotify', playlist, ...chart }]
  writeFileSync(path, JSON.stringify({ charts }))
  const config = loadConfig({ flags: { config: path }, environment: {}, cwd: folder })
  const { curated, warehouse: local } = own
  const { configured } = await loadConfigured({ config, curated, now: () => at, local })
  return configured.map(({ chart_name, scope, market, cadence, weekdays }) => [
    chart_name,
    scope,
    market,
    cadence,
    weekdays,
  ])
}

const selectIssues = () =>
  own.select(`select chart_name, scope, market, cadence, weekdays, missing_before
    from core.published_issues order by chart_date`)

describe('the configuration of a stored chart', () => {
  it('that has changed applies to all its issues: name, scope, market and calendar', async () => {
    await store(fridays)
    const chart = { name: 'The Hits', scope: 'market', market: 'no', cadence: 'weekly', weekdays: '5' }
    expect(await load(chart)).toEqual([['The Hits', 'market', 'no', 'weekly', '5']])
    expect(await selectIssues()).toEqual([
      ['The Hits', 'market', 'no', 'weekly', '5', 0],
      ['The Hits', 'market', 'no', 'weekly', '5', 0],
      ['The Hits', 'market', 'no', 'weekly', '5', 1],
    ])
  })

  it('is recorded once, and a rebuild comes to the same', async () => {
    await store(fridays)
    const chart = { cadence: 'weekly', weekdays: '5' }
    await load(chart)
    expect(await load(chart)).toEqual([])
    expect(await readDecisions(own.curated)).toHaveLength(1)
    const grown = await dumpCore(own.warehouse)
    await own.warehouse.rebuild()
    expect(await dumpCore(own.warehouse)).toEqual(grown)
  })

  it('is not recorded while the issues say the same', async () => {
    await store(fridays, {
      cadence: 'weekly',
      weekdays: '5',
      scope: 'market',
      market: 'no',
      chart_name: 'The Hits',
    })
    const chart = { name: 'The Hits', scope: 'market', market: 'no', cadence: 'weekly', weekdays: '5' }
    expect(await load(chart)).toEqual([])
    expect(await load({ cadence: 'weekly', weekdays: '5' })).toEqual([])
  })

  it('that is changed again wins, also where the clock is behind or has not moved', async () => {
    await store(fridays)
    await load({ cadence: 'weekly', weekdays: '5' })
    expect(await load({ weekdays: '12345' })).toEqual([[null, null, null, 'daily', '12345']])
    await load({ weekdays: '5' }, '2020-01-01T00:00:00.000Z')
    expect((await selectIssues()).at(-1)).toEqual(['The parade', 'other', null, 'daily', '5', 1])
  })

  it('leaves to the issues what it does not state any more', async () => {
    await store(fridays, { scope: 'global' })
    await load({ name: 'The Hits', scope: 'market', market: 'no' })
    expect(await load({})).toEqual([[null, null, null, 'daily', null]])
    expect((await selectIssues())[0]).toEqual(['The parade', 'global', null, 'daily', null, 0])
  })

  it('is recorded for a chart that has issues only', async () => {
    expect(await load({ scope: 'global' })).toEqual([])
    await store(fridays)
    expect(await load({ scope: 'global' })).toEqual([[null, 'global', null, 'daily', null]])
  })

  it('stays if the chart is no longer configured', async () => {
    await store(fridays)
    await load({ scope: 'global' })
    expect(await load(null)).toEqual([])
    expect((await selectIssues())[0]).toMatchObject({ 1: 'global' })
  })

  it('applies to issues that are stored later', async () => {
    await store(fridays.slice(1))
    await load({ cadence: 'weekly', weekdays: '5' })
    await store(fridays.slice(0, 1))
    expect(await load({ cadence: 'weekly', weekdays: '5' })).toEqual([])
    expect(await selectIssues()).toMatchObject([{ 4: '5' }, { 4: '5' }, { 4: '5' }])
  })
})

describe('a file of decisions from before charts had any', () => {
  const joined = {
    kind: 'join',
    source: 'spotify',
    chart: null,
    chart_date: null,
    snapshot_id: null,
    song_id: 'a',
    other_song_id: 'b',
    decided_at: '2026-02-01T00:00:00.000Z',
  }

  const oldFile = () => encodeOlder('settings', [{ ...emptyDecision, ...joined }])

  it('is loaded together with one that has them', async () => {
    await store(fridays)
    await own.curated.put('settings/20260201t000000z-aaaaaaaaaaaa.parquet', oldFile())
    await own.decide({ kind: 'chart', source: 'spotify', chart: 'parade', scope: 'global', decided_at: now })
    await load(null)
    expect(await own.select('select song_id from core.decisions')).toEqual([['a']])
    expect((await selectIssues())[0]).toMatchObject({ 1: 'global' })
  })

  it('still has the hash of its content in its name', async () => {
    await own.curated.put('settings/20260201t000000z-f0c2e7b2ee1b.parquet', oldFile())
    const [decision] = await readDecisions(own.curated)
    expect(decision).toMatchObject({ chart_name: null, scope: null })
    expect(decisionsKey(decision === undefined ? [] : [decision], joined.decided_at)).toBe(
      decisionsKey([joined as never], joined.decided_at),
    )
  })
})
