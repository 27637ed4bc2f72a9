import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import { readVersions } from '../../src/site/data/data-versions.ts'
import { artistPages } from '../../src/site/kinds/artists/artist-pages.ts'
import { artistYearPages } from '../../src/site/kinds/artists/artist-year-pages.ts'
import type { Page } from '../../src/site/page.ts'
import { renderPage } from '../../src/site/pages/layout.tsx'
import { openSite } from '../../src/site/site.ts'
import type { LocalWarehouse, ResultRow } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import {
  createWarehouse,
  curatedFiles,
  type IssueFixture,
  openWarehouse,
} from '../support/warehouse/warehouse.ts'
import { areBounded } from './compare-pages.ts'
import { createContext, requestSite } from './demo-site.ts'
import { readTables, readText } from './read-page.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

const readHtml = async (address: string) => (await request(address)).text()
const now = '2026-02-01T00:00:00Z'

describe('the page of an artist', () => {
  test('draws the best position on every issue, and leaves unobserved ones empty', async () => {
    const html = await readHtml('/artists/invented/_odo/')
    const [, picture = ''] = /<svg class="run-picture"(.*?)<\/svg>/s.exec(html) ?? []
    expect(readText(/<desc[^>]*>(.*?)<\/desc>/.exec(picture)?.[1] ?? '')).toBe(
      'A song on 7 issues from 2026-01-01 to 2026-01-09, the best at 1.',
    )
    expect(picture.match(/<path class="line"/g)).toHaveLength(2)
    const { positions } = JSON.parse(await readHtml('/artists/invented/_odo.json'))
    expect(positions.map(({ position, songs: count }: Record<string, number>) => [position, count])).toEqual([
      [2, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [2, 3],
      [1, 2],
      [1, 3],
    ])
  })

  test.each(['Ida', 'Odo', 'Uma'])(
    'lists the records of %s and of its songs, as the insights have them',
    async (artist) => {
      const given = { chart: 'invented/parade' }
      const lists = await runInsight(warehouse, 'artist_records', { ...given, limit: '10' }, { now })
      const holders = await runInsight(warehouse, 'records', given, { now })
      const own = Object.keys(songs).filter((id) => songs[id]?.artists?.includes(artist))
      const records: ResultRow[] = [
        ...lists.rows.filter(({ artist_id }) => artist_id === artist),
        ...holders.rows.filter(({ unit, holder_id }) => unit !== 'songs' && own.includes(String(holder_id))),
      ]
      const expected = records.map((row) => [
        String(row.record),
        String(row.place),
        `${row.censored && !areBounded(records) ? '≥ ' : ''}${row.value}`,
        row.unit === undefined ? '' : String(row.holder),
      ])
      const html = await readHtml(`/artists/invented/_${artist.toLowerCase()}/`)
      const table = readTables(html).find(({ caption }) => caption === `${artist}: records`)
      const shown = (table?.rows ?? []).map(({ cells, fields }) => [
        cells.get('Record')?.toLowerCase().replaceAll(' ', '_'),
        cells.get('#'),
        fields.get('value'),
        cells.get('Song'),
      ])
      expect(expected.length).toBeGreaterThan(2)
      expect(table?.isBounded).toBe(areBounded(records))
      expect(shown).toEqual(expected)
    },
  )

  test('counts the songs with other artists and their best position, as the insight', async () => {
    const html = await readHtml('/artists/invented/_ida/')
    const [, list = ''] = /id="with">.*?<ul[^>]*>(.*?)<\/ul>/s.exec(html) ?? []
    expect([...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = '']) => readText(item))).toEqual([
      'Odo 2 songs, peak 1',
      'Uma 1 song, peak ≤ 2',
    ])
    expect(list).toContain('href="../../../artists/invented/_odo/"')
    const { rows } = await runInsight(
      warehouse,
      'collaborations',
      { chart: 'invented/parade', artist: 'Ida' },
      { now },
    )
    const { collaborators } = JSON.parse(await readHtml('/artists/invented/_ida.json'))
    const counts = rows.map(({ artist, other_artist, songs: count }) => [
      artist === 'Ida' ? other_artist : artist,
      count,
    ])
    expect(
      collaborators.map(({ artist, songs: count }: Record<string, unknown>) => [artist, count]).sort(),
    ).toEqual(counts.sort())
  })
})

/** A chart of several years. */
const years: IssueFixture[] = [
  { date: '2024-12-30', songs: ['ash', 'elm'] },
  { date: '2024-12-31', songs: ['ash', 'fir'] },
  { date: '2025-01-01', songs: ['elm', 'ash'] },
  { date: '2025-01-03', songs: ['birch', 'ash'] },
  { date: '2026-01-01', songs: ['ash', 'cedar'] },
]

describe('the page of a year of an artist', () => {
  test('is linked from the artist, and only for years with an entry', async () => {
    const html = await readHtml('/artists/invented/_odo/')
    expect(html).toContain('href="../../../artists/invented/_odo/2026/"')
    expect((await request('/artists/invented/_odo/2026/')).status).toBe(200)
    for (const year of ['2025', '26', 'all'])
      expect((await request(`/artists/invented/_odo/${year}/`)).status).toBe(404)
  })

  test('counts the year alone, leads to the years beside it, and is the same read alone or with others', async () => {
    const long = await createWarehouse(songs, years)
    const site = await openSite(createContext(long))
    const wanted = ['2024', '2025', '2026'].map((year) => ({ source: 'invented', artist: 'Ida', year }))
    const together: Page[] = []
    for await (const page of artistYearPages.read(site, wanted)) together.push(page)
    const pages = together.map((page) => renderPage(site, page))
    const alone: string[] = []
    for (const parts of wanted)
      for await (const page of artistYearPages.read(site, [parts])) alone.push(renderPage(site, page))
    expect(alone).toEqual(pages)
    const rows = pages.map((html) =>
      readTables(html)[1]?.rows.map(({ cells, fields }) => [
        cells.get('Song'),
        cells.get('Peak'),
        cells.get('Issues'),
        cells.get('Points'),
        fields.get('last_date'),
      ]),
    )
    expect(rows[1]).toEqual([
      ['BirchIda, Odo', '1', '1', '2', '2025-01-03'],
      ['Ash ÉlanIda', '2', '2', '2', '2025-01-03'],
    ])
    expect(pages[1]).toContain('>← 2024</a>')
    expect(pages[1]).toContain('>2026 →</a>')
    await long.close()
  })
})

describe('the versions of artists', () => {
  test('change with the records of others, and of a year only with what it shows', async () => {
    const files = new Map<string, Uint8Array>()
    const own = await openWarehouse(files)
    const load = async (...more: IssueFixture[]) => {
      for (const [key, bytes] of curatedFiles(songs, more)) files.set(key, bytes)
      await own.load()
      const site = await openSite(createContext(own))
      const read = async (kind: typeof artistPages) => {
        const entries = await kind.list(site, await readVersions(site))
        return new Map(entries.map(({ address, version }) => [address as string, version]))
      }
      return { artists: await read(artistPages), years: await read(artistYearPages) }
    }
    const before = await load(...years, { date: '2026-01-02', songs: ['ash', 'fir'] })
    // No song of Odo is near this issue, but Ida has more songs at no. 1 now.
    const after = await load({ date: '2026-01-03', songs: ['fir', 'ash'] })
    expect(after.years.get('/artists/invented/_ida/2025/')).toBe(
      before.years.get('/artists/invented/_ida/2025/'),
    )
    expect(after.years.get('/artists/invented/_ida/2026/')).not.toBe(
      before.years.get('/artists/invented/_ida/2026/'),
    )
    expect(after.artists.get('/artists/invented/_odo/')).not.toBe(
      before.artists.get('/artists/invented/_odo/'),
    )
    await own.close()
  })
})
