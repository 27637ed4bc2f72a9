import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import { readVersions } from '../../src/site/data/data-versions.ts'
import { decadePages, yearPages } from '../../src/site/kinds/charts/span-pages.ts'
import { renderPage } from '../../src/site/pages/layout.tsx'
import { openSite } from '../../src/site/site.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext, requestSite } from './demo-site.ts'
import { readTables, readValue } from './read-page.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

const chart = '/charts/invented/parade'
const readHtml = async (address: string) => (await request(address)).text()

/** The cells of some columns of a table, row by row. */
async function readCells(address: string, caption: string, heads: string[]): Promise<string[][]> {
  const table = readTables(await readHtml(address)).find((each) => each.caption.startsWith(caption))
  return (table?.rows ?? []).map(({ cells }) => heads.map((head) => cells.get(head) ?? 'no such column'))
}

describe('the page of number ones', () => {
  test('has every reign, the newest first', async () => {
    const reigns = await readCells(`${chart}/number-ones/`, 'Reigns', ['From', 'To', 'Issues'])
    expect(reigns).toEqual([
      ['2026-01-08', '2026-01-09', '2'],
      ['2026-01-07', '2026-01-07', '1'],
      ['2026-01-03', '2026-01-06', '2'],
      ['2026-01-02', '2026-01-02', '1'],
      ['2026-01-01', '2026-01-01', '1'],
    ])
  })

  test('draws the days of each reign, and leaves unobserved days empty', async () => {
    const html = await readHtml(`${chart}/number-ones/`)
    const bars = [...html.matchAll(/<rect class="hue-(\d)" x="(\d+)" y="\d+" width="(\d+)"/g)]
    expect(bars.map(([, hue, x, width]) => [hue, Number(x), Number(width)])).toEqual([
      ['1', 40, 2],
      ['2', 42, 2],
      ['3', 44, 2],
      ['3', 50, 2],
      ['4', 52, 2],
      ['3', 54, 4],
    ])
  })
})

describe('the calendar of number ones', () => {
  /** Its width, and the left end of its first and last bar. */
  async function drawCalendar(days: string[]): Promise<number[]> {
    const own = await createWarehouse(
      songs,
      days.map((date, index) => ({ date, songs: index % 2 === 0 ? ['ash', 'elm'] : ['elm', 'ash'] })),
    )
    const html = await (await requestSite(own)(`${chart}/number-ones/`)).text()
    await own.close()
    const bars = [...html.matchAll(/<rect class="hue-\d" x="(\d+)"/g)].map(([, x]) => Number(x))
    return [
      Number(/<svg class="reigns[^"]*" viewBox="0 0 (\d+)/.exec(html)?.[1]),
      bars[0] ?? 0,
      bars.at(-1) ?? 0,
    ]
  }

  test('of a chart of one year begins with the month of its first issue', async () => {
    expect(await drawCalendar(['2026-03-01', '2026-11-30'])).toEqual([40 + 9 * 66, 40, 40 + 8 * 66 + 58])
    expect(await drawCalendar(['2026-12-01', '2026-12-02'])).toEqual([40 + 4 * 66, 40 + 3 * 66, 42 + 3 * 66])
  })

  test('of a chart of several years has whole years', async () => {
    expect(await drawCalendar(['2025-12-31', '2026-01-01'])).toEqual([40 + 12 * 66, 40 + 11 * 66 + 60, 40])
  })
})

describe('the page of records', () => {
  test('lists the holders of each record with links, and says once that issues are unobserved', async () => {
    const html = await readHtml(`${chart}/records/`)
    const stays = readTables(html).find(({ caption }) => caption.startsWith('Most issues at one'))
    expect(stays?.rows.slice(0, 2).map(({ cells }) => [...cells.values()].slice(0, 3))).toEqual([
      ['1', 'ElmOdo', '4'],
      ['2', 'Ash ÉlanIda', '1'],
    ])
    expect(stays?.isBounded).toBe(true)
    expect(html).toContain('href="../../../../songs/invented/elm/"')
    expect(html).toContain('href="../../../../artists/invented/_odo/"')
  })

  test('ends each list with the number of further holders of its last value', async () => {
    const ids = Array.from({ length: 13 }, (_, index) => `tree-${String(index).padStart(2, '0')}`)
    const trees = Object.fromEntries(ids.map((id) => [id, { title: id, artists: [] }]))
    const short = await createWarehouse(trees, [
      { date: '2026-01-01', songs: ids },
      { date: '2026-01-02', songs: ids.slice(0, 9) },
    ])
    const html = await (await requestSite(short)(`${chart}/records/`)).text()
    await short.close()
    const list =
      /<section aria-labelledby="most_issues_on_chart">(.*?)<\/section><p class="quiet">(.*?)<\/p>/s.exec(
        html,
      )
    expect(list?.[1]?.match(/<tr>/g)).toHaveLength(11)
    expect(list?.[2]).toBe('and 3 more at 1; the data of this page has all')
  })

  test('has what the insight answers beside it', async () => {
    const { records } = JSON.parse(await readHtml(`${chart}/records.json`))
    const given = { chart: 'invented/parade', limit: '10' }
    const { rows } = await runInsight(warehouse, 'records', given, { now: '2026-02-01T00:00:00Z' })
    expect(records).toEqual(rows)
  })
})

describe('the page of the top ten', () => {
  test('has the positions of every song, the newest issue first', async () => {
    const heads = ['01-09', '01-08', '01-07', '01-06', '01-03', '01-02', '01-01']
    const positions = await readCells(`${chart}/bump/`, 'Positions', ['Song', ...heads])
    expect(positions[0]).toEqual(['ElmOdo', '1', '1', '2', '1', '1', '3', '4'])
    expect(positions[1]).toEqual(['HazelUma, Ida, Odo', '2', '', '4', '5', '', '', ''])
  })

  test('draws a stub where a song leaves, and begins again where it comes back', async () => {
    const html = await readHtml(`${chart}/bump/`)
    const lines = [...html.matchAll(/<g class="stroke-\d">(.*?)<\/g>/gs)].map(([, line = '']) => line)
    expect(lines[0]?.match(/<path /g)).toHaveLength(1)
    expect(lines[1]).toContain('>out</text>')
    expect(lines[0]).toContain('>1  Elm</text>')
  })
})

describe('the page of a year', () => {
  test('has the lists of the insights for that year', async () => {
    const page = JSON.parse(await readHtml(`${chart}/years/2026.json`))
    const context = { now: '2026-02-01T00:00:00Z' }
    const given = { chart: 'invented/parade', limit: '40' }
    const songsOfYear = await runInsight(warehouse, 'year_end', { ...given, year: '2026' }, context)
    const artists = await runInsight(warehouse, 'top_artists', { ...given, per: 'year' }, context)
    const albums = await runInsight(warehouse, 'top_albums', { ...given, per: 'year' }, context)
    expect(page.top_songs).toEqual(songsOfYear.rows)
    expect(page.top_artists).toEqual(artists.rows)
    expect(page.top_albums).toEqual(albums.rows)
  })

  test('has numbers of the year and its new number ones', async () => {
    const page = JSON.parse(await readHtml(`${chart}/years/2026.json`))
    expect(page).toMatchObject({ year: 2026, issues: 7, songs: 7, number_ones: 4, debuts: 2, re_entries: 1 })
    expect(page.new_number_ones.map(({ song }: { song: string }) => song)).toEqual([
      'Ash Élan',
      'Birch',
      'Elm',
      'Fir',
    ])
  })

  test('exists only for years with an issue', async () => {
    for (const year of ['2025', '26', 'all', '2026-01'])
      expect((await request(`${chart}/years/${year}/`)).status).toBe(404)
  })
})

describe('the page of a decade', () => {
  test('has the lists of the insights for that decade', async () => {
    const page = JSON.parse(await readHtml(`${chart}/decades/2020s.json`))
    const context = { now: '2026-02-01T00:00:00Z' }
    const given = { chart: 'invented/parade', limit: '40', per: 'decade' }
    for (const of of ['songs', 'artists', 'albums']) {
      const { rows } = await runInsight(warehouse, `top_${of}`, given, context)
      expect(rows.length).toBeGreaterThan(1)
      expect(page[`top_${of}`]).toEqual(rows)
    }
    expect(page).toMatchObject({ decade: '2020s', issues: 7, songs: 7, number_ones: 4, debuts: 2 })
  })

  test('shows each song with its points as the insight has them', async () => {
    const { rows } = await runInsight(
      warehouse,
      'top_songs',
      { chart: 'invented/parade', per: 'decade', limit: '40' },
      { now: '2026-02-01T00:00:00Z' },
    )
    const cells = await readCells(`${chart}/decades/2020s/`, 'Songs of the 2020s', ['#', 'Points', 'Issues'])
    expect(cells.map((row) => row.map((text) => readValue(text).value))).toEqual(
      rows.map(({ place, points, issues: own }) => [place, points, own]),
    )
  })

  test('leads to its years, and they lead back', async () => {
    expect(await readHtml(`${chart}/decades/2020s/`)).toContain('parade/years/2026/">2026</a>')
    expect(await readHtml(`${chart}/years/2026/`)).toContain('parade/decades/2020s/">The 2020s</a>')
  })

  test('exists only for decades with an issue', async () => {
    for (const decade of ['2010s', '2020', '2026s', '20', 'all'])
      expect((await request(`${chart}/decades/${decade}/`)).status).toBe(404)
  })
})

describe.each([yearPages, decadePages])('the page of a $name', (kind) => {
  test('is the same whether it is read alone or with others', async () => {
    const orders: [string, string[]][] = [
      ['2009-12-30', ['ash', 'elm']],
      ['2009-12-31', ['ash', 'fir']],
      ['2010-01-01', ['elm', 'ash']],
      ['2019-12-31', ['birch', 'ash']],
      ['2020-01-01', ['ash', 'cedar']],
    ]
    const years = await createWarehouse(
      songs,
      orders.map(([date, order]) => ({ date, songs: order })),
    )
    const site = await openSite(createContext(years))
    const wanted = (await kind.list(site, await readVersions(site))).map(({ parts }) => parts)
    const [together, alone] = [[], []] as [string[], string[]]
    for await (const page of kind.read(site, wanted)) together.push(renderPage(site, page))
    for (const parts of wanted)
      for await (const page of kind.read(site, [parts])) alone.push(renderPage(site, page))
    await years.close()
    expect(together).toHaveLength(kind === yearPages ? 4 : 3)
    expect(alone).toEqual(together)
  })
})

test.each(['number-ones', 'records', 'bump', 'years/2026', 'decades/2020s'])(
  '%s is linked from the chart',
  async (page) => {
    expect(await readHtml(`${chart}/`)).toContain(`href="../../../charts/invented/parade/${page}/"`)
  },
)
