import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDatesAtPeak } from '../../src/site/data/entry-facts.ts'
import type { EntryView } from '../../src/site/data/issue-view.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'
import { readFields, readTables, readText } from './read-page.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues)
  request = requestSite(warehouse)
})

afterAll(() => warehouse.close())

const chart = '/charts/invented/parade'
const readHtml = async (address: string) => (await request(address)).text()

/** What opens below a song: each label with its HTML. */
async function openRow(date: string, index: number): Promise<Map<string, string>> {
  const row = readTables(await readHtml(`${chart}/${date}/`))[0]?.rows[index]?.html ?? ''
  const pairs = [...row.matchAll(/<dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/gs)]
  return new Map(pairs.map(([, label = '', html = '']) => [label, html]))
}

describe('a row that opens', () => {
  test('has the first entry and every stretch of dates at the peak, which a gap ends', async () => {
    const row = await openRow('2026-01-09', 0)
    expect(row.get('First entry')).toBe('2026-01-01 at 4')
    expect(row.get('Peak')).toBe('1 on 2026-01-03, 2026-01-06, 2026-01-08 to 2026-01-09')
  })

  test('has the songs one place above and below on this issue, with links', async () => {
    const row = await openRow('2026-01-07', 1)
    expect(readText(row.get('Above') ?? '')).toBe('1 Fir')
    expect(readText(row.get('Below') ?? '')).toBe('3 Ash Élan')
    expect(row.get('Above')).toContain('href="../../../../songs/invented/fir/"')
  })

  test('passes over a place without an entry, and has no song above no. 1', async () => {
    const row = await openRow('2026-01-08', 0)
    expect(row.has('Above')).toBe(false)
    expect(readText(row.get('Below') ?? '')).toBe('3 Fir')
  })

  test('keeps the run as text', async () => {
    const html = readTables(await readHtml(`${chart}/2026-01-09/`))[0]?.rows[0]?.html ?? ''
    expect(readFields(html).get('last_30')).toBe('4-3-1-1-2-1-1')
  })

  test('has a dash in the run for an issue with a hole, and xx where the song was absent', async () => {
    const rows = readTables(await readHtml(`${chart}/2026-01-09/`))[0]?.rows ?? []
    const runs = rows.map(({ html }) => readFields(html).get('last_30'))
    expect(runs.join(' ')).toContain('–')
    expect(runs.join(' ')).toContain('xx')
    for (const run of runs) expect(run?.split('-').at(-2)).not.toBe('xx')
    const { hole_dates } = (await (await request(`${chart}/2026-01-09.json`)).json()) as {
      hole_dates: string[]
    }
    expect(hole_dates).toEqual(['2026-01-08'])
  })

  test('counts issues at the peak that are older than its run', () => {
    const entry = { peak_position: 2, issues_at_peak: 5, last_30: [2, 3, null, 2] } as EntryView
    const dates = {
      run_dates: ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'],
      after_gap: new Set<string>(),
    }
    expect(findDatesAtPeak(entry, dates)).toEqual({
      stretches: [
        { from: '2026-01-01', to: '2026-01-01' },
        { from: '2026-01-04', to: '2026-01-04' },
      ],
      earlier: 3,
    })
  })
})

describe('the form for a day', () => {
  test('is shown by the script; without one a sentence leads to the calendar', async () => {
    const html = await readHtml(`${chart}/`)
    expect(html).toContain('<form class="day" method="get" hidden')
    expect(html).toMatch(/<input id="on" name="on" type="date" min="2026-01-01" required/)
    expect(html).toMatch(/<noscript> Without a script, choose it below/)
  })
})
