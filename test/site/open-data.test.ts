import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  const other = issues.slice(0, 1).map((issue) => ({ ...issue, source: 'other' }))
  warehouse = await createWarehouse(songs, [...issues, ...other])
  request = requestSite(warehouse, {
    findRestriction: async (source) => (source === 'other' ? { problem: 'no', advice: 'accept' } : null),
  })
})

afterAll(() => warehouse.close())

interface Description {
  tables: { table: string; rows: number; file: string }[]
}

const describeTables = async (): Promise<Description> => (await request('/bi.json')).json() as never

describe('open data', () => {
  test('has a Parquet file of each of the seven tables, with as many rows as the page says', async () => {
    const { tables } = await describeTables()
    expect(tables).toHaveLength(7)
    for (const { table, rows, file } of tables) {
      const response = await request(`/${file}`)
      expect([table, response.headers.get('content-type')]).toEqual([table, 'application/vnd.apache.parquet'])
      const read = await parquetReadObjects({ file: await response.arrayBuffer() })
      expect([table, read.length]).toEqual([table, rows])
      expect(read.length).toBeGreaterThan(0)
    }
  })

  test('leaves out the rows of sources that the site does not show', async () => {
    const response = await request('/bi/charts.parquet')
    const charts = await parquetReadObjects({ file: await response.arrayBuffer() })
    expect(charts.map(({ chart_key }) => chart_key)).toEqual(['invented/parade'])
  })

  test('explains every column, and has no other table', async () => {
    expect(await (await request('/bi/')).text()).toContain('Columns of chart_entries')
    for (const file of ['secrets', 'chart_rows', '../x'])
      expect((await request(`/bi/${file}.parquet`)).status).toBe(404)
  })
})
