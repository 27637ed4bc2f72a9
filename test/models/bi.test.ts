import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { biTables, inlineBiTables } from '../../src/models/bi-tables.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

const tables = biTables().map((table) => ({ ...table, sql: inlineBiTables(table.sql) }))
let warehouse: Warehouse
beforeAll(async () => {
  const abroad = issues.slice(0, 4).map((issue) => ({ ...issue, source: 'abroad', chart: 'défilé' }))
  warehouse = await createWarehouse(songs, [...issues, ...abroad])
})
afterAll(() => warehouse.close())

const getSql = (name: string) => `(${tables.find((table) => table.name === name)?.sql})`
const count = async (sql: string) => (await warehouse.query(`select count(*) as n from ${sql}`)).rows[0]?.n

describe.each(tables)('$name', ({ name, sql, key, refers, derived, columns }) => {
  it('returns the columns that it explains, in order', async () => {
    expect(columns.map((column) => column.name)).toEqual((await warehouse.query(sql)).columns)
    expect(columns.filter(({ meaning }) => meaning === '')).toEqual([])
    expect(columns.map((column) => column.name)).toEqual(expect.arrayContaining([...key, ...derived]))
  })

  it('has one row a key', async () => {
    const keyed = `(select distinct ${key.join(', ')} from (${sql}) as t)`
    expect(await count(`${keyed} as k`)).toBe(await count(`(${sql}) as t`))
    expect(await count(`(${sql}) as t`)).toBeGreaterThan(0)
  })

  it.each(refers)('has a row of $table for each $column', async ({ column, table }) => {
    const otherKey = tables.find((one) => one.name === table)?.key
    expect(otherKey).toHaveLength(1)
    const lost = `(${sql}) as t where t.${column} is not null
      and t.${column} not in (select o.${otherKey} from ${getSql(table)} as o)`
    expect(await count(lost)).toBe(0)
  })

  it('comes after what it refers to', () => {
    const places = tables.map((table) => table.name)
    for (const { table } of refers) expect(places.indexOf(table)).toBeLessThan(places.indexOf(name))
  })
})

describe('the tables for BI tools', () => {
  it('hold every entry once, with the names of its song and chart', async () => {
    const joined = `${getSql('chart_entries')} as e
      inner join ${getSql('issues')} as i on e.issue_key = i.issue_key
      inner join ${getSql('charts')} as c on i.chart_key = c.chart_key
      inner join ${getSql('songs')} as s on e.song_key = s.song_key`
    expect(await count(joined)).toBe(await count('core.chart_history'))
    const { rows } = await warehouse.query(
      `select i.issue_key, s.song, s.artists, e.position from ${joined}
       where i.is_newest and e.position <= 2 order by i.issue_key, e.position`,
    )
    expect(rows).toEqual([
      { issue_key: 'abroad/défilé/2026-01-03', song: 'Elm', artists: 'Odo', position: 1 },
      { issue_key: 'abroad/défilé/2026-01-03', song: 'Birch', artists: 'Ida, Odo', position: 2 },
      { issue_key: 'invented/parade/2026-01-09', song: 'Elm', artists: 'Odo', position: 1 },
      { issue_key: 'invented/parade/2026-01-09', song: 'Hazel', artists: 'Uma, Ida, Odo', position: 2 },
    ])
  })

  it('come with a flat view of the same entries', async () => {
    const flat = getSql('chart_rows')
    expect(await count(`${flat} as r`)).toBe(await count('core.chart_history'))
    expect(tables.at(-1)).toMatchObject({ name: 'chart_rows', isView: true })
  })

  it('say the coverage of each chart', async () => {
    const { rows } = await warehouse.query(
      `select chart_key, observed_issues, expected_issues from ${getSql('charts')} as c order by 1`,
    )
    expect(rows).toEqual([
      { chart_key: 'abroad/défilé', observed_issues: 3, expected_issues: 3 },
      { chart_key: 'invented/parade', observed_issues: 7, expected_issues: 9 },
    ])
  })
})
