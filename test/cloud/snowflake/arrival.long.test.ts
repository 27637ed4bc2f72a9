import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toSnowflake } from '../../../src/cloud/snowflake/snowflake-dialect.ts'
import { emptyDecision } from '../../../src/decisions/decision-file.ts'
import { HitparadeError } from '../../../src/domain/errors.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import type { Insight } from '../../../src/insights/insight-header.ts'
import { listInsights } from '../../../src/insights/run-insight.ts'
import { coreModels } from '../../../src/models/core-models.ts'
import { random } from '../../../src/simulator/world/random.ts'
import type { LocalWarehouse, Warehouse } from '../../../src/warehouse/warehouse.ts'
import { issues, songs } from '../../support/fixtures/parade.ts'
import { curatedFiles as curatedOf, lineEntry, ndjson } from '../../support/fixtures/snapshots.ts'
import { viewsOverLanding } from '../../support/snowflake/views-over-landing.ts'
import { answersTo } from '../../support/warehouse/answers.ts'
import { curatedFiles, openWarehouse, type SongFixture } from '../../support/warehouse/warehouse.ts'

/** The parade and its correction, a second chart with a song that comes back under another id, a file of many issues. */
function files(): Map<string, Uint8Array> {
  const twins: Record<string, SongFixture> = {
    ...songs,
    'elm-again': { title: 'Elm', artists: ['Odo'], duration_ms: 1000, album: { id: 'Two', total_tracks: 1 } },
  }
  const other = [
    { chart: 'other', date: '2026-01-01', songs: ['elm', 'ash', null] },
    { chart: 'other', date: '2026-01-02', songs: ['elm-again', 'ash', 'fir'] },
  ]
  const all = curatedFiles(twins, [...issues.slice(0, 5), ...other])
  const line = (date: string, ids: string[]) => ({
    chart: 'imported',
    date,
    entries: ids.map((id, index) => lineEntry(index + 1, id)),
  })
  const imported = ndjson([line('2026-01-01', ['a', 'b']), line('2026-01-02', ['b', 'c'])])
  for (const version of [1, 2]) for (const { key, bytes } of curatedOf(imported, version)) all.set(key, bytes)
  all.set('settings/joined.parquet', encodeTable('settings', [joined]))
  return all
}

const joined = {
  ...emptyDecision,
  kind: 'join',
  source: 'invented',
  song_id: 'gorse',
  other_song_id: 'hazel',
  decided_at: '2026-02-01T00:00:00.000Z',
}

const questions = [{ chart: 'parade', song: 'elm', artist: 'Ida' }, { chart: 'other' }]

/** The answer of an insight, or its error: its chart may not exist yet. */
async function describeAnswer(insight: Insight, warehouse: Warehouse): Promise<string> {
  const isOfAll = insight.parameters.some(({ name, initial }) => name === 'chart' && initial === 'all')
  const answers: [string, unknown][] = []
  for (const set of isOfAll ? [...questions, {}] : questions) {
    const one = await answersTo(insight, warehouse, [set]).catch((error: unknown) => {
      if (error instanceof HitparadeError && error.code !== 'Query') return String(error)
      throw error
    })
    answers.push([JSON.stringify(set), typeof one === 'string' ? one : [...one]])
  }
  return JSON.stringify(answers, null, 1)
}

/** Files in random order, some of them twice. */
function arrivals(seed: number): string[] {
  const draws = random(seed, 'arrivals')
  const keys = [...files().keys()]
  const again = keys.filter(() => draws.chance(1 / 8))
  const order = [...keys, ...again]
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = draws.whole(at + 1)
    const [one = '', two = ''] = [order[at], order[other]]
    order[at] = two
    order[other] = one
  }
  return order
}

/** What a key has without its table: the snapshot and version that the file belongs to. */
const toSnapshotPart = (key: string) => key.slice(key.indexOf('/'))

const toTable = (key: string) => key.slice(0, key.indexOf('/'))

describe('files that arrive one by one in random order, some twice', { timeout: 120_000 }, () => {
  const seed = 1
  const all = files()
  const insights = listInsights()
  const draws = random(seed, 'refreshes')
  let snowflake: Awaited<ReturnType<typeof viewsOverLanding>>
  let local: LocalWarehouse
  let through: Warehouse
  /** What the local warehouse is given: snapshots that are there whole, and nothing else. */
  const whole = new Map<string, Uint8Array>()
  const landed = new Set<string>()
  const known = new Map<string, string>()
  beforeAll(async () => {
    snowflake = await viewsOverLanding()
    local = await openWarehouse(whole)
    through = { ...local, query: (sql, given) => snowflake.query(toSnowflake(sql), given) }
    await local.load()
  })
  afterAll(() => Promise.all([snowflake.close(), local.close()]))

  /** The local warehouse changes with a refresh only. */
  async function answerLocally(insight: Insight) {
    const answer = known.get(insight.name) ?? (await describeAnswer(insight, local))
    known.set(insight.name, answer)
    return answer
  }

  async function land(key: string) {
    await snowflake.land(toTable(key), all.get(key) ?? new Uint8Array())
    landed.add(key)
  }

  async function refresh() {
    await snowflake.refresh()
    for (const [key, bytes] of all) {
      const parts = [...all.keys()].filter((one) => toSnapshotPart(one) === toSnapshotPart(key))
      if (parts.every((part) => landed.has(part))) whole.set(key, bytes)
    }
    await local.load()
    known.clear()
  }

  it('show no half-arrived issue after any of them, and change nothing before a refresh', async () => {
    for (const [step, key] of arrivals(seed).entries()) {
      await land(key)
      const isRefreshed = draws.chance(1 / 6)
      if (isRefreshed) await refresh()
      // All of them would take long: some in turn, and the one that shows an issue each time.
      const checked = insights.filter(
        ({ name }, index) => name === 'chart' || (index + step) % (isRefreshed ? 10 : 26) === 0,
      )
      for (const insight of checked)
        expect(await describeAnswer(insight, through), `${insight.name} after ${key}`).toBe(
          await answerLocally(insight),
        )
    }
  })

  it('leave at the end what the local warehouse has', async () => {
    await refresh()
    expect(whole.size).toBe(all.size)
    for (const insight of insights)
      expect(await describeAnswer(insight, through), insight.name).toBe(await describeAnswer(insight, local))
    // That some rows landed twice shows in snapshots, and nowhere else.
    for (const { name } of coreModels().filter(({ name, kept }) => kept !== 'scope' && name !== 'snapshots'))
      expect(await queryRows(through, name), name).toEqual(await queryRows(local, name))
  })
})

async function queryRows(warehouse: Warehouse, model: string): Promise<string[]> {
  const { rows } = await warehouse.query(`select * from core.${model}`)
  return rows.map((row) => JSON.stringify(row)).sort()
}
