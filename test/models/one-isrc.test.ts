import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { formatChecks, readChecksStatus } from '../../src/commands/targets/checks-status.ts'
import { emptyDecision } from '../../src/decisions/decision-file.ts'
import { encodeTable } from '../../src/domain/tables/parquet-file.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { curatedFiles, openWarehouse, type SongFixture } from '../support/warehouse/warehouse.ts'

const songs: Record<string, SongFixture> = {
  tide: { title: 'Tide', artists: ['Ida'], isrc: 'XX1', duration_ms: 180_000 },
  'tide-again': { title: 'Tide', artists: ['Ida'], isrc: 'XX1', duration_ms: 200_000 },
  marea: { title: 'Marea', artists: ['Odo'], isrc: 'XX1', duration_ms: 220_000 },
  ebb: { title: 'Ebb', artists: ['Ida'], isrc: 'XX2', duration_ms: 150_000 },
  'ebb-abroad': { title: 'Ebb', artists: ['Ida'], isrc: 'XX3', duration_ms: 151_000 },
  ash: { title: 'Ash', artists: ['Ida'], isrc: 'XX4' },
  quay: { title: 'Reef (Quay Remix)', artists: ['Ida'], isrc: 'XX5', duration_ms: 200_000 },
  pier: { title: 'Reef (Pier Remix)', artists: ['Ida'], isrc: 'XX5', duration_ms: 340_000 },
  lake: { title: 'Mere (Lake Remix)', artists: ['Ida'], isrc: 'XX6', duration_ms: 200_000 },
  pond: { title: 'Mere (Pond Remix)', artists: ['Ida'], isrc: 'XX6' },
  oak: { title: 'Oak', artists: ['Odo'], isrc: 'XX4' },
}

const splitFile = encodeTable('settings', [
  {
    ...{ ...emptyDecision, kind: 'split', source: 'invented' },
    ...{ song_id: 'ash', other_song_id: 'oak', decided_at: '2026-02-01T00:00:00.000Z' },
  },
])

let warehouse: LocalWarehouse
beforeAll(async () => {
  const files = curatedFiles(songs, [
    { date: '2026-01-01', songs: ['tide', 'ebb', 'ash', 'oak'] },
    { date: '2026-01-02', songs: ['tide-again', 'marea', 'ebb-abroad', 'quay', 'pier', 'lake', 'pond'] },
  ])
  warehouse = await openWarehouse(files.set('settings/split.parquet', splitFile))
  await warehouse.load()
})
afterAll(() => warehouse.close())

describe('two songs with one ISRC', () => {
  it('are named by a warning, but not those that a person split', async () => {
    const { rows } = await warehouse.query('select * from core.one_isrc_two_songs order by isrc')
    expect(rows).toEqual([
      {
        source: 'invented',
        chart: 'parade',
        chart_date: '2026-01-02',
        isrc: 'XX1',
        song_id: 'marea',
        other_song_id: 'tide',
        detail: 'one ISRC, two songs: XX1 is Marea (marea) and Tide (tide)',
      },
      {
        source: 'invented',
        chart: 'parade',
        chart_date: '2026-01-02',
        isrc: 'XX5',
        song_id: 'quay',
        other_song_id: 'pier',
        detail: 'one ISRC, two songs: XX5 is Reef (Quay Remix) (quay) and Reef (Pier Remix) (pier)',
      },
    ])
  })

  it('are listed by status', async () => {
    const app = { warehouse, local: null } as unknown as App
    const checks = await readChecksStatus(app, (result) => result)
    expect(formatChecks(checks).join('\n')).toContain(
      'warning: invented/parade 2026-01-02: one ISRC, two songs: XX1 is Marea (marea) and Tide (tide)',
    )
  })
})

describe('one song with two ISRCs', () => {
  it('is one recording, and identity_changes shows both', async () => {
    const { rows } = await runInsight(warehouse, 'identity_changes', {}, { now: '2026-01-11T08:00:00Z' })
    expect(rows.map(({ song_id, rule, isrc, other_isrc }) => [song_id, rule, isrc, other_isrc])).toEqual([
      ['ebb-abroad', 'title', 'XX3', 'XX2'],
      ['pond', 'isrc', 'XX6', null],
      ['tide-again', 'isrc', 'XX1', null],
    ])
  })
})
