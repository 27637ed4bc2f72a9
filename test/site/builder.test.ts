import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, openWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'
import { readTables, readText, readValue } from './read-page.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  const other = issues
    .slice(0, 2)
    .map((issue) => ({ ...issue, chart: 'other', settings: { scope: 'other' } }))
  warehouse = await createWarehouse(songs, [...issues, ...other])
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

const context = { now: '2026-02-01T00:00:00Z' }
const readHtml = async (query: string) => (await request(`/builder/${query}`)).text()

/** What each field of the form says is wrong. */
function readProblems(html: string): Record<string, string> {
  const found = html.matchAll(/<span class="problem" id="builder-(\w+)-problem">(.*?)<\/span>/gs)
  return Object.fromEntries([...found].map(([, field = '', text = '']) => [field, readText(text)]))
}

describe('the builder', () => {
  test.each([
    ['?chart=invented/parade', 'top_songs', {}],
    [
      '?chart=parade&of=artists&points=log&bonus_at_one=2.5',
      'top_artists',
      { points: 'log', bonus_at_one: '2.5' },
    ],
    ['?chart=parade&of=albums&points=reciprocal&limit=1', 'top_albums', { points: 'reciprocal', limit: '1' }],
    ['?chart=parade&from=2026-01-02&to=2026-01-06', 'top_songs', { from: '2026-01-02', to: '2026-01-06' }],
    ['?chart=parade&from=2026-01-07', 'top_songs', { from: '2026-01-07' }],
    ['?chart=parade&span=2026', 'top_songs', { from: '2026-01-01', to: '2026-12-31' }],
    ['?chart=parade&span=2020s', 'top_songs', { from: '2020-01-01', to: '2029-12-31' }],
    [
      '?chart=parade&span=2026-01&points=power',
      'top_songs',
      { from: '2026-01-01', to: '2026-01-31', points: 'power' },
    ],
  ])('answers %s with what the insight answers', async (query, insight, given: Record<string, string>) => {
    const { rows } = await runInsight(warehouse, insight, { chart: 'invented/parade', ...given }, context)
    const { rows: shown, insight: used } = (await (await request(`/builder.json${query}`)).json()) as {
      rows: object[]
      insight: string
    }
    expect([used, shown]).toEqual([insight, rows])
    expect(rows.length).toBeGreaterThan(0)
    const [table] = readTables(await readHtml(query))
    const points = (table?.rows ?? []).map(({ cells }) => readValue(cells.get('Points') ?? '').value)
    expect(points).toEqual(rows.map((row) => Math.round(Number(row.points) * 100) / 100))
  })

  test('begins with the songs of the main chart', async () => {
    const html = await readHtml('')
    expect(html).toContain('Top songs of ')
    expect(html).toContain('<option value="invented/parade"')
    expect(html).toContain('href="../insights/top-songs/"')
    expect(readProblems(html)).toEqual({})
  })

  test('counts what the source measured where the chart has it', async () => {
    const streams = issues.map((issue) => ({ ...issue, streams: issue.songs.map((_, index) => 90 - index) }))
    const streamed = await createWarehouse(songs, streams)
    const { rows } = await runInsight(streamed, 'top_songs', { points: 'metric' }, context)
    const answer = await (await requestSite(streamed)('/builder.json?points=metric')).json()
    expect(answer).toMatchObject({ rows, rule: expect.stringContaining('what the source measured') })
    await streamed.close()
  })

  test('says the rule as a sentence', async () => {
    const text = readText(await readHtml('?points=reciprocal&bonus_at_one=3&of=artists'))
    expect(text).toContain('An issue gives 1 ÷ position, and 3 more at no. 1. An artist has the sum')
  })

  test('keeps the choice in the form, and leads to the data by the same parameters', async () => {
    const html = await readHtml('?chart=other&points=power&limit=3&to=')
    expect(html).toContain('<option value="invented/other" selected="">')
    expect(html).toContain('<option value="power" selected="">')
    expect(html).toMatch(/name="limit" type="text" value="3"/)
    const query = '?chart=invented%2Fother&amp;points=power&amp;limit=3'
    expect(html).toContain(`href="../builder.json${query}"`)
    expect(html).toContain(`href="../builder.csv${query}"`)
    const csv = await request('/builder.csv?chart=other&points=power&limit=3')
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect((await csv.text()).split('\n')[0]).toContain('place,song,artists,points')
  })

  test.each([
    ['?chart=parad%C3%A9', { chart: /^Chart: there is no chart paradé/ }],
    ['?of=labels', { of: /expects one of songs, artists, albums, got "labels"/ }],
    ['?span=1990', { span: /no issue then; invented\/parade has 7 issues from 2026-01-01 to 2026-01-09/ }],
    ['?span=199', { span: /expects a year, a decade or a month, such as 1994, 1990s or 1994-06, got "199"/ }],
    ['?span=2026-13', { span: /expects a year/ }],
    ['?span=2026&from=2026-01-01', { span: /given together with a first or last day/ }],
    ['?from=2026-02-30', { from: /there is no 2026-02-30/ }],
    ['?to=soon', { to: /expected a date as YYYY-MM-DD/ }],
    ['?from=2026-01-06&to=2026-01-02', { from: /2026-01-06 is after the last day, 2026-01-02/ }],
    ['?from=2027-01-01', { from: /no issue then; invented\/parade has 7 issues/ }],
    ['?to=2025-01-01', { to: /no issue then; invented\/parade has 7 issues/ }],
    [
      '?from=2026-01-04&to=2026-01-05',
      { from: /there is no issue from 2026-01-04 to 2026-01-05; invented\/parade has 7/ },
    ],
    ['?points=fair', { points: /expects one of inverse, log, power, reciprocal, metric, got "fair"/ }],
    ['?points=metric', { points: /not available from this source/ }],
    ['?bonus_at_one=-1', { bonus_at_one: /expects a number from 0/ }],
    ['?limit=501', { limit: /expects a whole number from 1 to 500, got "501"/ }],
    ['?limit=1&limit=2', { limit: /given more than once/ }],
    ['?of=x&limit=y', { of: /songs/, limit: /whole number/ }],
  ])('refuses %s at the field', async (query, wanted) => {
    const given = query.includes('chart=') ? query : `${query}&chart=parade`
    const response = await request(`/builder/${given}`)
    expect(response.status).toBe(400)
    const html = await response.text()
    const problems = readProblems(html)
    expect(Object.keys(problems)).toEqual(Object.keys(wanted))
    for (const [field, pattern] of Object.entries(wanted)) {
      expect(problems[field]).toMatch(pattern)
      expect(html).toMatch(new RegExp(`id="builder-${field}"[^>]*aria-invalid="true"`))
    }
    expect(html).not.toMatch(/ at .*\.ts:\d|<table/)
    const data = await request(`/builder.json${given}`)
    const answer = (await data.json()) as { problems: { field: string }[] }
    expect([data.status, answer.problems.map(({ field }) => field)]).toEqual([400, Object.keys(wanted)])
    expect((await request(`/builder.csv${given}`)).status).toBe(400)
  })

  test('refuses a parameter that there is not', async () => {
    const response = await request('/builder/?colour=red')
    expect([response.status, readText(await response.text())]).toEqual([
      400,
      expect.stringContaining('there is no parameter colour'),
    ])
  })

  test('shows a hostile value as text', async () => {
    const hostile = encodeURIComponent('"><script>alert(1)</script>')
    for (const field of ['chart', 'span', 'limit', 'colour'])
      expect(await readHtml(`?${field}=${hostile}&${hostile}=1`)).not.toContain('<script>alert')
  })

  test('is only at its address: no page leads to it', async () => {
    for (const address of ['/', '/insights/', '/charts/invented/parade/', '/terms/'])
      expect(await (await request(address)).text()).not.toContain('builder')
    expect((await request('/builder')).headers.get('location')).toBe('builder/')
    expect((await request('/builder/more/')).status).toBe(404)
  })

  test('says that there is no chart yet', async () => {
    const empty = await openWarehouse(new Map())
    await empty.load()
    const response = await requestSite(empty)('/builder/')
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('There is no chart yet.'),
    ])
    await empty.close()
  })
})
