import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableNames } from '../../src/domain/tables/tables.ts'
import { describe as describeEach } from '../../src/insights/describe-model.ts'
import { find } from '../../src/insights/find-names.ts'
import { sqlFiles } from '../../src/models/model-files.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, [
    ...issues,
    { date: '2026-01-09', chart: 'parade-xx', songs: ['ash'] },
  ])
})
afterAll(() => warehouse.close())

/** What is described first. */
async function describeName(from: Warehouse | null, name: string) {
  const [first] = await describeEach(from, name)
  if (first === undefined) throw new Error(`${name} has no description`)
  return first
}

const found = async (text: string) =>
  (await find(warehouse, text)).rows.map(({ kind, id }) => `${String(kind)} ${String(id)}`)

describe('find', () => {
  it('finds a song by part of its title, with its artists, charts and dates', async () => {
    expect((await find(warehouse, 'ELÁN')).rows).toEqual([
      {
        kind: 'song',
        id: 'ash',
        name: 'Ash Élan',
        artists: 'Ida',
        peak_position: 1,
        issues: 8,
        charts: 'invented/parade, invented/parade-xx',
        first_date: '2026-01-01',
        last_date: '2026-01-09',
      },
    ])
  })

  it('counts the issues of an artist, not the songs on them', async () => {
    const artists = ['Uma']
    const twice = await createWarehouse({ a: { artists }, b: { artists } }, [
      { date: '2026-01-01', songs: ['a', 'b'] },
      { date: '2026-01-02', songs: ['b', 'a'] },
    ])
    const { rows } = await find(twice, 'uma')
    expect(rows.map(({ kind, issues }) => [kind, issues])).toEqual([['artist', 2]])
    await twice.close()
  })

  it('finds artists by name and anything by id', async () => {
    expect(await found('uma')).toEqual(['artist Uma'])
    expect(await found('cedar')).toEqual(['song cedar'])
  })

  it('finds a song by words of its title and its artists together, in any order', async () => {
    expect(await found('elan ida')).toEqual(['song ash'])
    expect(await found('odo elm')).toEqual(['song elm'])
    expect(await found('elm uma')).toEqual([])
  })

  it('gives whole names first, then songs before artists, the best charting first', async () => {
    // Points: elm 29, ash 23 and one position of another chart, hazel 7, cedar 6, gorse 3, of five for no. 1.
    expect(await found('e')).toEqual(['song elm', 'song ash', 'song hazel', 'song cedar', 'song gorse'])
    expect(await found('ida')).toEqual(['artist Ida'])
  })

  it('finds nothing for an unknown name', async () => {
    expect(await found('yew')).toEqual([])
    expect(await found('')).toEqual([])
  })
})

describe('describe', () => {
  it('explains an insight with its columns, units and parameters', async () => {
    const { name, question, columns, parameters } = await describeName(null, 'climbers')
    expect(name).toBe('insights.climbers')
    expect(question).toBe('Which songs rose the most since the previous issue?')
    expect(columns[2]).toEqual({
      name: 'movement',
      type: null,
      meaning: 'previous position minus this one; positive is up',
      unit: 'positions',
    })
    expect(parameters.map(({ name, initial }) => [name, initial])).toContainEqual(['limit', '10'])
  })

  it('explains a landing table from its definition', async () => {
    const { name, grain, columns } = await describeName(null, 'landing.song_artists')
    expect([name, grain]).toEqual(['landing.song_artists', 'one row per credit and snapshot'])
    expect(columns.at(-1)).toEqual({
      name: 'credit_position',
      type: 'integer',
      meaning: '1 is the lead artist',
      unit: null,
    })
  })

  it('explains an insight together with the core model of its name', async () => {
    const both = await describeEach(warehouse, 'artist_history')
    expect(both.map(({ name, question }) => [name, question !== null])).toEqual([
      ['insights.artist_history', true],
      ['core.artist_history', false],
    ])
    const alone = await describeEach(warehouse, 'core.artist_history')
    expect(alone).toEqual([both[1]])
    expect(alone[0]?.columns.map(({ name }) => name)).toContain('valid_from')
    expect(both[0]?.columns.map(({ name }) => name)).not.toContain('valid_from')
  })

  it('prefers the core model to a landing table of the same name', async () => {
    expect((await describeName(warehouse, 'songs')).name).toBe('core.songs')
    expect((await describeName(warehouse, 'rejects')).name).toBe('insights.rejects')
    expect((await describeName(warehouse, 'landing.rejects')).name).toBe('landing.rejects')
  })

  it.each([...sqlFiles('core').keys()])('explains every column of core.%s', async (model) => {
    const { columns } = await describeName(warehouse, `core.${model}`)
    expect(columns).not.toEqual([])
    expect(columns.filter(({ meaning }) => meaning === '').map(({ name }) => name)).toEqual([])
    expect(columns.every(({ type }) => type !== null)).toBe(true)
  })

  it.each(tableNames)('explains every column of landing.%s', async (table) => {
    const { columns } = await describeName(null, `landing.${table}`)
    expect(columns.every(({ meaning }) => meaning !== '')).toBe(true)
  })

  it('suggests the nearest name for an unknown one', async () => {
    await expect(describeName(null, 'chart_histry')).rejects.toThrow(
      'there is no table or insight chart_histry; did you mean chart_history?',
    )
    await expect(describeName(null, 'core.chart_histry')).rejects.toThrow('did you mean core.chart_history?')
  })
})
