import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  const hostile = { ...songs, gorse: { title: '</script><b>Gorse', artists: ['Uma'] } }
  warehouse = await createWarehouse(hostile, issues)
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

interface Entry {
  id: string
  name: string
  artists: string | null
  address: string
}

const readIndex = async (kind: string): Promise<Entry[]> =>
  (await request(`/search/${kind}.json`)).json() as never

describe('the search', () => {
  test.each([
    ['songs', { id: 'elm', name: 'Elm', artists: 'Odo', address: '../songs/invented/elm/' }],
    ['artists', { id: 'Ida', name: 'Ida', artists: null, address: '../artists/invented/_ida/' }],
    ['albums', { id: 'One', name: 'One', artists: 'Ida', address: '../albums/invented/_one/' }],
  ])('has all %s that charted, the best first', async (kind, first) => {
    expect((await readIndex(kind))[0]).toEqual(first)
  })

  test('leads to pages that exist, and has every song once', async () => {
    const entries = (await Promise.all(['songs', 'artists', 'albums'].map(readIndex))).flat()
    for (const { address } of entries) {
      const { pathname } = new URL(address, 'http://site/search/songs.json')
      expect([pathname, (await request(pathname)).status]).toEqual([pathname, 200])
    }
    expect((await readIndex('songs')).map(({ id }) => id).sort()).toEqual(Object.keys(songs).sort())
  })

  test('is found from every page, and without a script lists the best names', async () => {
    expect(await (await request('/charts/invented/parade/')).text()).toContain(
      '<form action="../../../search/" method="get">',
    )
    const html = await (await request('/search/?q=elm')).text()
    expect(html).toContain('<a href="../songs/invented/elm/"><bdi>Elm</bdi></a>')
    expect(html).toContain('&lt;/script&gt;&lt;b&gt;Gorse')
  })

  test('has no file but its own', async () => {
    expect((await request('/search/labels.json')).status).toBe(404)
  })
})
