import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'
import { readTables } from './read-page.ts'

let warehouse: LocalWarehouse
let request: ReturnType<typeof requestSite>

const refused = 'its terms do not allow derived figures'

beforeAll(async () => {
  const other = issues.slice(0, 1).map((issue) => ({ ...issue, source: 'other' }))
  const withheld = {
    date: '2026-01-10',
    songs: ['ash', 'birch', 'cedar', 'elm', 'fir'],
    positions: [1, 1, 2, 2, 5],
  }
  warehouse = await createWarehouse(songs, [...issues, ...other, withheld])
  request = requestSite(warehouse, {
    findRestriction: async (source) =>
      source === 'other' ? { problem: refused, advice: 'accept them' } : null,
    findTerms: async (source) => ({
      attribution: `Data of ${source}`,
      retention: null,
      url: `https://${source}.example/`,
      derived_metrics_allowed: true,
      summary: `${source} may be shown.`,
    }),
  })
})

afterAll(() => warehouse.close())

const readHtml = async (address: string) => (await request(address)).text()

test.each(['/insights/chart/', '/insights/freshness/', '/charts/invented/parade/records/'])(
  'an empty number of %s has no key to sort by',
  async (address) => {
    const html = await readHtml(address)
    expect(html).toMatch(/<td class="n[^>]*data-key="\d/)
    expect(html).not.toMatch(/data-key="0"><\/t[dh]>/)
  },
)

describe('methods and terms', () => {
  test('have every term of the glossary, the terms of each source, and why a source is left out', async () => {
    const html = await readHtml('/terms/')
    expect(html).toContain('<dt id="peak_position">peak_position</dt>')
    expect(html).toContain('<dt id="parameter-chart">chart</dt>')
    expect(html).toContain('invented may be shown. Data of invented')
    expect(html).toContain(`left out: ${refused}`)
    expect(html).not.toContain('Data of other')
  })

  test.each([
    '/charts/invented/parade/',
    '/charts/invented/parade/records/',
    '/charts/invented/parade/number-ones/',
    '/insights/top-songs/',
  ])('explain every column that links to them from %s', async (address) => {
    const links = [...(await readHtml(address)).matchAll(/class="about" href="([^"]*)"/g)]
    expect(links.length).toBeGreaterThan(3)
    for (const [, link = ''] of links) {
      const { pathname, hash } = new URL(link, `http://site${address}`)
      expect(await readHtml(pathname)).toContain(` id="${hash.slice(1)}"`)
    }
  })
})

describe('the pipeline', () => {
  test('shows the newest issue, the gaps and what could not be read of every chart that is shown', async () => {
    const state = JSON.parse(await readHtml('/pipeline.json'))
    expect(state.charts).toHaveLength(1)
    expect(state.coverage).toContainEqual(
      expect.objectContaining({ gap_from: '2026-01-04', gap_to: '2026-01-05', missing_before: 2 }),
    )
    expect(state.rejects).toContainEqual(expect.objectContaining({ chart: 'parade', rejects: 1 }))
    expect(state.withheld).toContainEqual(
      expect.objectContaining({ chart_date: '2026-01-10', checks: expect.stringContaining('ties') }),
    )
    const captions = readTables(await readHtml('/pipeline/')).map(({ caption }) => caption)
    expect(captions).toEqual(['Freshness and coverage', 'Gaps', 'Withheld issues', 'What could not be read'])
  })

  test('has instants, and nothing that depends on the clock', async () => {
    const html = await readHtml('/pipeline/')
    expect(html).toContain('<time datetime="2026-01-09T06:00:00Z" data-age="">2026-01-09 06:00 UTC</time>')
  })
})
