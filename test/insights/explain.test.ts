import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HitparadeError } from '../../src/domain/errors.ts'
import { type Explanation, explain } from '../../src/insights/explain/explain-answer.ts'
import { listInsights } from '../../src/insights/run-insight.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
})
afterAll(() => warehouse.close())

const ask = (
  name: string,
  given: Record<string, string>,
  options: { row?: number; song?: string; issues?: number } = {},
) =>
  explain(
    { warehouse, raw: memoryStore(), curated: memoryStore() },
    { name, given },
    { issues: 20, ...options },
    { now: '2026-01-11T08:00:00Z' },
  )

/** Day of January → positions. */
const positions = ({ snapshots }: Explanation) =>
  Object.fromEntries(
    snapshots
      .flatMap(({ issues }) => issues)
      .map(({ chart_date, entries }) => [
        Number(chart_date.slice(-2)),
        entries.map(({ position }) => position).join(' '),
      ]),
  )

describe('a row', () => {
  it('of a song is based on all its entries up to the issue', async () => {
    const explained = await ask('chart', { on: '2026-01-07' }, { row: 2 })
    expect(explained.row).toMatchObject({ song: 'Elm', position: 2 })
    expect(positions(explained)).toEqual({ 1: '4', 2: '3', 3: '1', 6: '1', 7: '2' })
  })

  it('of a song that has gone shows the issue where it is absent', async () => {
    const explained = await ask('dropouts', { on: '2026-01-08' }, { row: 1 })
    expect(explained.row).toMatchObject({ song: 'Hazel' })
    expect(positions(explained)).toEqual({ 6: '5', 7: '4', 8: '' })
  })

  it('of an artist is based on the entries of its songs within the span', async () => {
    const explained = await ask('top_artists', { from: '2026-01-08', to: '2026-01-09' }, { row: 1 })
    expect(explained.row).toMatchObject({ artist: 'Odo' })
    expect(positions(explained)).toEqual({ 8: '1 5', 9: '1 2 5' })
  })

  it('of a comparison is based on the entries of both sides', async () => {
    const given = { from: '2026-01-07', with: '2026-01-01..2026-01-02' }
    const explained = await ask('compare', given, { row: 1 })
    expect(explained.row).toMatchObject({ song: 'Elm', issues: 3, other_issues: 2 })
    expect(positions(explained)).toEqual({ 1: '4', 2: '3', 7: '2', 8: '1', 9: '1' })
  })

  it('of an issue is based on that issue and the one before', async () => {
    const explained = await ask('turnover', {}, { row: 1 })
    expect(explained.row).toMatchObject({ chart_date: '2026-01-02', previous_date: '2026-01-01' })
    expect(positions(explained)).toEqual({ 1: '1 2 3 4 5', 2: '1 2 3 4 5' })
  })

  it('names the snapshot that was published, not the one that it corrected', async () => {
    const { snapshots: found } = await ask('chart', { on: '2026-01-03' }, { row: 1 })
    expect(found[0]).toMatchObject({
      snapshot_id: expect.stringMatching(/^20260103t180000z-/),
      fetched_at: '2026-01-03T18:00:00Z',
    })
  })
})

describe('an answer', () => {
  it('lists the newest issues and counts the others', async () => {
    const explained = await ask('chart_run', { song: 'elm' }, { issues: 2 })
    expect(positions(explained)).toEqual({ 8: '1', 9: '1' })
    expect(explained).toMatchObject({ row: null, issue_count: 7, entry_count: 7 })
  })

  it('with a limit is based on the rows up to it', async () => {
    const chart = await ask('chart', { limit: '2' })
    expect(positions(chart)).toEqual({ 9: '1 2' })
    expect(chart).toMatchObject({ row: null, issue_count: 1, entry_count: 2 })
    const elm = { 1: '4', 2: '3', 3: '1', 6: '1', 7: '2', 8: '1', 9: '1' }
    expect(positions(await ask('top_songs', { limit: '1' }))).toEqual(elm)
    // Ash and Birch, which had no. 1 and no. 2 on both days.
    expect(positions(await ask('top_songs', { limit: '2', to: '2026-01-02' }))).toEqual({
      1: '1 2',
      2: '1 2',
    })
    expect(positions(await ask('turnover', { limit: '1' }))).toEqual({ 8: '1 3 4 5', 9: '1 2 3 4 5' })
  })

  it('as of a day is based on the issues up to it', async () => {
    const explained = await ask('records', { as_of: '2026-01-06' }, { song: 'elm' })
    expect(positions(explained)).toEqual({ 1: '4', 2: '3', 3: '1', 6: '1' })
  })

  it('can be narrowed to a song', async () => {
    expect(positions(await ask('turnover', {}, { song: 'gorse' }))).toEqual({ 2: '5', 3: '4' })
  })

  it('whose raw object is gone says so', async () => {
    const { snapshots: found } = await ask('chart', {})
    expect(found[0]).toMatchObject({ curated: [], raw: { key: null, stored_hash: null, verified: false } })
  })
})

describe('every insight', () => {
  const given = { song: 'elm', artist: 'Odo', with: '2026-01-02' }
  it.each(listInsights())('$name can be explained', async ({ name, parameters }) => {
    const needed = parameters.filter((parameter) => parameter.initial === null)
    const words = Object.entries(given).filter(([word]) =>
      needed.some((parameter) => parameter.name === word),
    )
    try {
      const { issue_count, entry_count } = await ask(name, Object.fromEntries(words))
      expect([issue_count > 0, entry_count > 0]).toEqual([true, true])
    } catch (error) {
      // What this chart cannot answer cannot be explained on it.
      expect(error).toMatchObject({ code: 'NotAvailable' } satisfies Partial<HitparadeError>)
    }
  })
})
