import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WarehouseError } from '../../src/domain/errors.ts'
import { describeApi } from '../../src/site/live/describe-api.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

/** Values of the parts of addresses. */
const parts: Record<string, string> = {
  source: 'invented',
  chart: 'parade',
  date: '2026-01-09',
  year: '2026',
  decade: '2020s',
  song: 'elm',
  artist: '_odo',
  album: '_two',
  insight: 'top-songs',
}

const readJson = async (address: string) => (await request(address)).json()
const { paths, components } = describeApi()

/** The name of the schema of what a path answers. */
function findSchema(path: string): string {
  const described = paths[path] as {
    get: { responses: { '200': { content: Record<string, { schema: { $ref: string } }> } } }
  }
  return described.get.responses['200'].content['application/json']?.schema.$ref ?? ''
}

describe('openapi.json', () => {
  test('describes the live site', async () => {
    expect(await readJson('/openapi.json')).toEqual(JSON.parse(JSON.stringify(describeApi())))
    expect(Object.keys(paths)).toContain('/charts/{source}/{chart}/{date}.json')
  })

  test.each(Object.keys(paths))('says what %s answers', async (path) => {
    const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true })
    formats.default(ajv)
    ajv.addSchema({ $id: 'api', components })
    const validate = ajv.getSchema(`api${findSchema(path)}`)
    const answer = await readJson(path.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? ''))
    validate?.(answer)
    expect([path, validate?.errors]).toEqual([path, null])
  })
})

describe('/api/health', () => {
  test('says how new the charts are', async () => {
    expect(await readJson('/api/health')).toMatchObject({
      status: 'ok',
      charts: 1,
      newest: '2026-01-09T06:00:00Z',
      problem: null,
    })
  })

  test('fails where the charts cannot be read', async () => {
    const broken = requestSite({
      ...warehouse,
      findPublication: async () => '1',
      query: () => Promise.reject(new WarehouseError('Query', 'the file is locked')),
    } as never)
    const response = await broken('/api/health')
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'failing', problem: 'the file is locked' }),
    ])
  })
})
