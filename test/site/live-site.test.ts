import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addresses } from '../../src/site/addresses.ts'
import { buildSite } from '../../src/site/build/build-site.ts'
import { openSiteFolder } from '../../src/site/build/site-folder.ts'
import { openSite } from '../../src/site/site.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, curatedFiles, openWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext, createFolder, requestSite } from './demo-site.ts'
import { readText } from './read-page.ts'

describe('a live site', () => {
  test('shows the issues of a load without a restart', async () => {
    const files = curatedFiles(songs, issues.slice(0, 2))
    const warehouse = await openWarehouse(files)
    await warehouse.load()
    const request = requestSite(warehouse)
    const address = '/charts/invented/parade/'
    expect(await (await request(address)).text()).toContain('datetime="2026-01-02"')
    for (const [key, bytes] of curatedFiles(songs, issues.slice(2, 4))) files.set(key, bytes)
    await warehouse.load()
    expect(await (await request(address)).text()).toContain('datetime="2026-01-03"')
    await warehouse.close()
  })

  test('says that there is no chart yet', async () => {
    const warehouse = await openWarehouse(new Map())
    await warehouse.load()
    const response = await requestSite(warehouse)('/')
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('There is no chart yet'),
    ])
    await warehouse.close()
  })
})

describe('the terms of a source', () => {
  const terms = {
    attribution: 'Data from Invented',
    retention: null,
    url: 'https://invented.example',
    derived_metrics_allowed: false,
    summary: '',
  }
  let warehouse: Awaited<ReturnType<typeof createWarehouse>>

  beforeAll(async () => {
    const other = issues.slice(0, 2).map((issue) => ({ ...issue, source: 'other' }))
    warehouse = await createWarehouse(songs, [...issues.slice(0, 2), ...other])
  })

  afterAll(() => warehouse.close())

  test('are named, with a link back, on every page that shows its rows and on no other', async () => {
    const request = requestSite(warehouse, {
      findTerms: async (source) => (source === 'invented' ? terms : null),
    })
    const link = '<a href="https://invented.example">Data from Invented</a>'
    for (const address of [
      '/',
      '/charts/invented/parade/',
      '/charts/invented/parade/2026-01-02/',
      '/songs/invented/ash/',
      '/artists/invented/_ida/',
      '/albums/invented/_one/',
    ])
      expect([address, await (await request(address)).text()]).toEqual([
        address,
        expect.stringContaining(link),
      ])
    expect(await (await request('/charts/other/parade/')).text()).not.toContain('Data from Invented')
    expect(await (await request('/songs/invented/ash.json')).json()).toMatchObject({
      attribution: [{ source: 'invented', text: 'Data from Invented' }],
    })
  })

  test('leave a source out if they do not allow derived figures', async () => {
    const restriction = { problem: 'insights are disabled for invented data', advice: '' }
    const context = {
      findRestriction: async (source: string) => (source === 'invented' ? restriction : null),
    }
    const request = requestSite(warehouse, context)
    for (const address of [
      '/charts/invented/parade/',
      '/charts/invented/parade/2026-01-02/',
      '/songs/invented/ash/',
      '/artists/invented/_ida/',
      '/albums/invented/_one/',
    ])
      expect([address, (await request(address)).status]).toEqual([address, 404])
    expect(await (await request('/')).text()).toContain('insights are disabled for invented data')
    const own = await createFolder()
    const folder = join(own.folder, 'site')
    await buildSite(await openSite(createContext(warehouse, context)), openSiteFolder(folder))
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(files.filter((name) => /^(songs|charts|artists|albums)\/invented\//.test(name))).toEqual([])
    for (const name of files) {
      const path = join(folder, name)
      // The page about terms names the source, and why it is left out.
      if (statSync(path).isFile() && name.endsWith('.json') && name !== 'terms.json')
        expect([name, readFileSync(path, 'utf8')]).toEqual([name, expect.not.stringContaining('"invented"')])
    }
    await own.remove()
  })
})

describe('hostile names', () => {
  const title = `<script>alert(1)</script>"'&<img src=x onerror=alert(1)>`
  const ids = [
    '../../../etc/passwd',
    `a"onmouseover="alert(1)`,
    '<b>',
    '%2e%2e%2f',
    'x'.repeat(300),
    '..',
    'CON',
    'é/ü?#',
  ]
  const hostile = Object.fromEntries(
    ids.map((id, index) => [
      id,
      {
        title: `${title} ${index}`,
        artists: [`${id} artist`],
        names: { [`${id} artist`]: `</title>${title}` },
        album: { id: `${id} album`, name: title, total_tracks: 3 },
      },
    ]),
  )
  let warehouse: Awaited<ReturnType<typeof createWarehouse>>
  let own: Awaited<ReturnType<typeof createFolder>>

  beforeAll(async () => {
    warehouse = await createWarehouse(hostile, [
      { date: '2026-01-01', songs: ids },
      { date: '2026-01-02', songs: ids.toReversed() },
    ])
    own = await createFolder()
    await buildSite(await openSite(createContext(warehouse)), openSiteFolder(join(own.folder, 'site')))
  })

  afterAll(async () => {
    await warehouse.close()
    await own.remove()
  })

  test('are text on every page', () => {
    const folder = join(own.folder, 'site')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    for (const name of files) {
      if (!/\.(html|svg)$/.test(name)) continue
      const text = readFileSync(join(folder, name), 'utf8')
      expect([
        name,
        text.match(/<script(?! type="module" src=")|<img|<b>|onerror=alert\(1\)>|"onmouseover=/g),
      ]).toEqual([name, null])
    }
  })

  test('are the names that a reader sees', async () => {
    const html = await (await requestSite(warehouse)('/charts/invented/parade/2026-01-02/')).text()
    expect(readText(html)).toContain(`${title} 7`)
  })

  test('lead to pages within the site, and ids that are too long to none', async () => {
    expect(readdirSync(own.folder)).toEqual(['site'])
    const request = requestSite(warehouse)
    for (const id of ids.filter((each) => each.length < 200)) {
      expect((await request(addresses.song('invented', id) ?? '')).status).toBe(200)
    }
    const html = await (await request('/charts/invented/parade/2026-01-02/')).text()
    expect(html).not.toContain(`/${'x'.repeat(200)}`)
  })
})
