import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { requestSite } from './demo-site.ts'

let demo: Awaited<ReturnType<typeof simulatedWarehouse>>
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  demo = await simulatedWarehouse('2026-11-01', '2026-11-03')
  request = requestSite(demo.warehouse)
})

afterAll(() => demo.close())

const issue = '/charts/simulator/global-top-100/2026-11-03'

describe('the live site', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    [`${issue}/`, 'text/html; charset=utf-8'],
    [`${issue}.json`, 'application/json; charset=utf-8'],
    [`${issue}.csv`, 'text/csv; charset=utf-8'],
    ['/index.json', 'application/json; charset=utf-8'],
    ['/assets/site.css', 'text/css; charset=utf-8'],
    ['/insights/year-end/', 'text/html; charset=utf-8'],
  ])('answers %s as %s', async (address, type) => {
    const response = await request(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
  })

  test('leads from an address without its slash to the page', async () => {
    const response = await request(issue)
    expect([response.status, response.headers.get('location')]).toEqual([301, '2026-11-03/'])
  })

  test.each([
    '/charts/simulator/global-top-100/2026-11-04/',
    '/charts/simulator/no-such-chart/',
    '/charts/other/global-top-100/',
    '/songs/simulator/nothing/',
    '/songs/simulator/..%2f..%2f/',
    "/songs/simulator/'.20or.201.3d1/",
    '/insights/no-such/',
    '/insights/chart_run/',
    '/assets/../package.json',
    '/.hitparade-site.json',
    '/songs/',
  ])('has no page at %s', async (address) => {
    const response = await request(address)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is no such page.')
  })

  test('compresses text for a reader that accepts gzip, and for no other', async () => {
    const plain = await request(`${issue}/`)
    const packed = await request(`${issue}/`, { headers: { 'Accept-Encoding': 'br, gzip' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('vary')).toBe('Accept-Encoding')
    expect(packed.headers.get('etag')).toBe(`W/${plain.headers.get('etag')}`)
    const bytes = Buffer.from(await packed.arrayBuffer())
    expect(gunzipSync(bytes).toString()).toBe(await plain.text())
    const refused = await request(`${issue}/`, { headers: { 'Accept-Encoding': 'gzip;q=0' } })
    expect(refused.headers.get('content-encoding')).toBeNull()
  })

  test('makes a page once for requests at the same time', async () => {
    let queries = 0
    const counting = {
      ...demo.warehouse,
      query: (...given: Parameters<typeof demo.warehouse.query>) => {
        queries += 1
        return demo.warehouse.query(...given)
      },
    }
    const get = requestSite(counting)
    await get(`${issue}/`)
    const once = queries
    queries = 0
    const other = '/charts/simulator/global-top-100/2026-11-02/'
    const texts = await Promise.all([1, 2, 3].map(async () => (await get(other)).text()))
    expect(new Set(texts).size).toBe(1)
    expect(queries).toBeLessThanOrEqual(once)
  })

  test('answers a request for known bytes without a body', async () => {
    const tag = (await request(`${issue}/`)).headers.get('etag') ?? ''
    const again = await request(`${issue}/`, { headers: { 'If-None-Match': `"other", W/${tag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const any = await request(`${issue}/`, { headers: { 'If-None-Match': '*' } })
    expect(any.status).toBe(304)
    const described = (await request('/openapi.json')).headers.get('etag') ?? ''
    expect((await request('/openapi.json', { headers: { 'If-None-Match': described } })).status).toBe(304)
  })

  test('can only be read', async () => {
    const response = await request(`${issue}/`, { method: 'POST' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  test('refuses an address that is too long', async () => {
    expect((await request(`/songs/simulator/${'a'.repeat(2000)}/`)).status).toBe(414)
  })

  test('lets a browser load nothing but its own files, and run no script in the page', async () => {
    for (const address of [`${issue}/`, '/nothing/']) {
      const policy = (await request(address)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain('unsafe')
    }
    const html = await (await request(`${issue}/`)).text()
    expect(html).not.toMatch(/ style="|<style| on[a-z]+="|<script(?! type="module" src=)/)
  })
})
