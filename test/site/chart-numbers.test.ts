import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, runInsight } from '../../src/insights/run-insight.ts'
import { addresses } from '../../src/site/addresses.ts'
import { openSite, type SiteChart } from '../../src/site/site.ts'
import type { ResultRow, Warehouse } from '../../src/warehouse/warehouse.ts'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { smallWorld } from '../support/fixtures/small-world.ts'
import { takeSome } from '../support/samples.ts'
import { compareAnswer } from './compare-answers.ts'
import { type Difference, expectMovement } from './compare-pages.ts'
import { createContext, requestSite } from './demo-site.ts'
import { readTables, readText, readValue } from './read-page.ts'

const worlds: Record<string, () => Promise<{ warehouse: Warehouse; close(): Promise<void> }>> = {
  'the charts of the simulator': () => simulatedWarehouse('2026-11-01', '2026-11-14'),
  'charts with gaps, ties, holes and joined songs': smallWorld,
}

const chosen = takeSome(Object.entries(worlds), 2, 1)
const timeout = 120_000
const now = '2026-12-01T00:00:00Z'

describe.each(chosen)('the numbers of whole pages of %s', { timeout }, (_name, open) => {
  let world: Awaited<ReturnType<typeof open>>
  let request: ReturnType<typeof requestSite>
  let all: SiteChart[]
  /** Those whose pages are read. */
  let charts: SiteChart[]
  /** The recording of each song id of a source. */
  let recordings: Map<string, string>

  beforeAll(async () => {
    world = await open()
    request = requestSite(world.warehouse)
    all = (await openSite(createContext(world.warehouse))).charts
    charts = takeSome(all, 2)
    const { rows } = await world.warehouse.query('select source, song_id, recording_id from core.recordings')
    recordings = new Map(rows.map((row) => [`${row.source} ${row.song_id}`, String(row.recording_id)]))
  })

  afterAll(() => world.close())

  const readHtml = async (address: string | null) => (await request(address ?? '')).text()
  const answer = (chart: SiteChart, insight: string, given: Record<string, string> = {}): Promise<Answer> =>
    runInsight(world.warehouse, insight, { chart: `${chart.source}/${chart.chart}`, ...given }, { now })
  /** Null where the source does not offer it. */
  const tryAnswer = (...question: Parameters<typeof answer>) => answer(...question).catch(() => null)
  const findRecording = ({ source }: SiteChart, row: ResultRow) =>
    recordings.get(`${source} ${row.song_id}`) ?? String(row.song_id)

  const issues = new Map<string, Promise<ResultRow[]>>()
  /** The answer of `chart` for an issue, without the worse of two entries of a recording. */
  function readIssue(chart: SiteChart, on: string): Promise<ResultRow[]> {
    const name = `${chart.source}/${chart.chart}/${on}`
    const known =
      issues.get(name) ??
      answer(chart, 'chart', { on }).then(({ rows }) => {
        const songs = rows.map((row) => findRecording(chart, row))
        return rows.filter((_, index) => songs.indexOf(songs[index] ?? '') === index)
      })
    issues.set(name, known)
    return known
  }
  const listDates = async ({ source, chart }: SiteChart) => {
    const { rows } = await world.warehouse.query(
      `select issues.chart_date from core.published_issues as issues
      where issues.source = :source and issues.chart = :chart order by 1 desc`,
      { source, chart },
    )
    return rows.map(({ chart_date }) => String(chart_date))
  }
  async function countEntries(chart: SiteChart, year: string, status: string): Promise<number> {
    let count = 0
    for (const date of await listDates(chart))
      if (date.startsWith(year))
        count += (await readIssue(chart, date)).filter((row) => row.status === status).length
    return count
  }

  test('of number ones are those of the insights', async () => {
    const differences: Difference[] = []
    for (const chart of charts) {
      const address = addresses.numberOnes(chart.source, chart.chart) ?? '/'
      const tables = readTables(await readHtml(address))
      const songs = await answer(chart, 'number_ones')
      differences.push(...compareAnswer({ address, table: tables[0], answer: songs }))
      const { rows } = await answer(chart, 'number_one_calendar')
      const reigns = new Map<string, [from: string, to: string, issues: string]>()
      for (const row of rows) {
        if (row.song_id === null) continue
        const name = `${findRecording(chart, row)} ${row.reign_number}`
        const from = reigns.get(name)?.[0] ?? String(row.chart_date)
        reigns.set(name, [from, String(row.chart_date), String(row.reign_issues)])
      }
      const shown = tables[1]?.rows.map(({ cells }) =>
        ['From', 'To', 'Issues'].map((head) => cells.get(head)),
      )
      expect([address, shown?.map(String).sort()]).toEqual([address, [...reigns.values()].map(String).sort()])
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of records are those of the insight', async () => {
    const differences: Difference[] = []
    for (const chart of charts) {
      const address = addresses.records(chart.source, chart.chart) ?? '/'
      const tables = readTables(await readHtml(address))
      const records = await answer(chart, 'records', { limit: '10' })
      const names = [...new Set(records.rows.map(({ record }) => String(record)))]
      expect([address, tables.length]).toEqual([address, names.length])
      for (const [index, name] of names.entries()) {
        const rows = records.rows.filter(({ record }) => record === name).slice(0, 10)
        const unit = String(rows[0]?.unit)
        const without = records.columns.filter(
          (column) => !['place', 'holder', 'value', 'reached_on'].includes(column),
        )
        const heads = { value: `${unit.charAt(0).toUpperCase()}${unit.slice(1)}` }
        differences.push(
          ...compareAnswer({ address, table: tables[index], answer: records, rows, without, heads }),
        )
      }
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of years are those of the insights', async () => {
    const differences: Difference[] = []
    const without = ['year', 'period', 'observed', 'missing', 'lead_artist']
    for (const chart of charts) {
      for (
        let year = Number(chart.first_date.slice(0, 4));
        year <= Number(chart.last_date.slice(0, 4));
        year++
      ) {
        const address = addresses.year(chart.source, chart.chart, String(year)) ?? '/'
        const html = await readHtml(address)
        const tables = readTables(html)
        const span = { from: `${year}-01-01`, to: `${year}-12-31` }
        const lists = [
          await answer(chart, 'year_end', { year: String(year), limit: '40' }),
          await answer(chart, 'top_artists', { per: 'year', limit: '40', ...span }),
          await tryAnswer(chart, 'top_albums', { per: 'year', limit: '40', ...span }),
        ].filter((list): list is Answer => list !== null && list.rows.length > 0)
        expect([address, tables.length]).toEqual([address, lists.length])
        for (const [index, list] of lists.entries())
          differences.push(...compareAnswer({ address, table: tables[index], answer: list, without }))
        const songs = await answer(chart, 'top_songs', { limit: '100000', ...span })
        const facts = [...html.matchAll(/<dt>([^<]*)<a class="about".*?<dd class="big">(.*?)<\/dd>/gs)]
        expect([address, facts.map(([, label, value = '']) => [label, readValue(value).value])]).toEqual([
          address,
          [
            ['Issues', songs.coverage.observed],
            ['Entries', songs.rows.reduce((sum, { issues }) => sum + Number(issues), 0)],
            ['Songs', songs.rows.length],
            ['Debuts', await countEntries(chart, String(year), 'NEW')],
            ['Re-entries', await countEntries(chart, String(year), 'RE')],
            ['Number ones', (await answer(chart, 'number_ones', span)).rows.length],
          ],
        ])
      }
    }
    expect(differences.slice(0, 10)).toEqual([])
  })

  test('of the top ten, issue by issue, are those of the insight', async () => {
    for (const chart of charts) {
      const address = addresses.bump(chart.source, chart.chart) ?? '/'
      const table = readTables(await readHtml(address))[0]
      const dates = (await listDates(chart)).slice(0, 12)
      const lines = new Map<string, Map<string, unknown>>()
      for (const date of dates)
        for (const row of await readIssue(chart, date)) {
          const name = findRecording(chart, row)
          lines.set(name, (lines.get(name) ?? new Map()).set(date, row.position))
        }
      const expected = [...lines.values()]
        .filter((line) => Math.min(...[...line.values()].map(Number)) <= 10)
        .map((line) => dates.map((date) => line.get(date) ?? '').join())
      const shown = table?.rows.map(({ cells }) => [...cells.values()].slice(1).join())
      expect([address, shown?.sort()]).toEqual([address, expected.sort()])
    }
  })

  test('of albums add up to those of the insight, and those of a song are its own', async () => {
    let compared = 0
    for (const chart of charts) {
      const albums = await tryAnswer(chart, 'top_albums', { limit: '30' })
      for (const row of albums?.rows ?? []) {
        const address = addresses.album(chart.source, String(row.album_id))
        const html = await readHtml(address)
        // Several charts may have one name.
        const sections = html.split('<section aria-label=')
        const own = sections.findIndex((text) =>
          text.includes(`..${addresses.chart(chart.source, chart.chart)}"`),
        )
        const table = readTables(sections.slice(own, own + 2).join(''))[0]
        const column = (head: string) =>
          (table?.rows ?? []).map(({ cells }) => Number(readValue(cells.get(head) ?? '').value))
        const figures = [
          column('Issues').length,
          column('Points').reduce((sum, points) => sum + points, 0),
          Math.min(...column('Peak')),
        ]
        expect([address, ...figures]).toEqual([address, row.songs, row.points, row.peak_position])
        const data = JSON.parse(await readHtml(`${address?.slice(0, -1)}.json`))
        const songs: ResultRow[] = data.charts.find((each: SiteChart) => each.chart === chart.chart).songs
        for (const [index, { recording_id }] of songs.entries()) {
          // Other ids of the recording may be on other albums.
          if ([...recordings.values()].filter((id) => id === recording_id).length > 1) continue
          const [summary = {}] = (await answer(chart, 'song_summary', { song: String(recording_id) })).rows
          const cells = table?.rows[index]?.cells
          const shown = ['Peak', 'Issues', 'No. 1', 'Points', 'First', 'Last'].map(
            (head) => readValue(cells?.get(head) ?? '').value,
          )
          const expected = [
            'peak_position',
            'issues_on_chart',
            'issues_at_one',
            'points',
            'debut_date',
            'last_date',
          ]
          expect([address, ...shown]).toEqual([address, ...expected.map((name) => summary[name])])
          compared += 1
        }
      }
    }
    expect(compared).toBeGreaterThan(2)
  })

  test('of the home page are those of the newest issues', async () => {
    const html = await readHtml('/')
    const cards = [...html.matchAll(/<article>(.*?)<\/article>/gs)].map(([, card = '']) => card)
    expect(cards).toHaveLength(all.length)
    for (const [index, chart] of all.entries()) {
      const card = cards[index] ?? ''
      const on = chart.last_date
      const best = await readIssue(chart, on)
      const top = [...card.matchAll(/<li value="(\d+)">(.*?)<\/li>/gs)].map(([, value, item = '']) => [
        Number(value),
        readText(item).replace(/\s+/g, ' '),
      ])
      const expected = best.slice(0, 3).map((row) => {
        const count = `${row.censored ? '≥ ' : ''}${row.issues_on_chart}`
        const unit = row.issues_on_chart === 1 ? 'issue' : 'issues'
        const words = `${row.song} ${row.artists ?? ''} ${expectMovement(row)} ${count} ${unit}`
        return [row.position, words.replace(/\s+/g, ' ')]
      })
      expect([chart.chart, top]).toEqual([chart.chart, expected])
      const news = await answer(chart, 'chart_beat', { on, limit: '3' })
      const [, list = ''] = /<ul class="news">(.*?)<\/ul>/s.exec(card) ?? []
      const sentences = [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, text = '']) => readText(text))
      expect(sentences).toEqual(news.rows.slice(0, 3).map(({ sentence }) => sentence))
      const [, summary = ''] = /<p class="quiet">(\d.*?)<\/p>/s.exec(card) ?? []
      const debuts = best.filter(({ status }) => status === 'NEW')
      const gains = best.map(({ movement }) => Number(movement ?? 0))
      const text = readText(summary)
      expect([chart.chart, text.startsWith(`${debuts.length} debut`)]).toEqual([chart.chart, true])
      expect([chart.chart, /up (\d+)$/.exec(text)?.[1] ?? '0']).toEqual([
        chart.chart,
        String(Math.max(0, ...gains)),
      ])
    }
  })
})
