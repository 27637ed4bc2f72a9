import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { requestSite } from './demo-site.ts'

let demo: Awaited<ReturnType<typeof simulatedWarehouse>>
let request: ReturnType<typeof requestSite>
let songs: { address: string }[]

beforeAll(async () => {
  demo = await simulatedWarehouse('2026-11-01', '2026-11-03')
  request = requestSite(demo.warehouse)
  songs = JSON.parse(await readText('/search/songs.json'))
})

afterAll(() => demo.close())

const readText = async (address: string) => (await request(address)).text()
const chart = '/embed/charts/simulator/global-top-100/'

/** The embedded pages of the chart and of some songs. */
const listEmbeds = () => [
  chart,
  ...songs
    .slice(0, 20)
    .map(({ address }) => new URL(`../embed/${address.slice(3)}`, 'http://site/search/').pathname),
]

describe('a page for other sites', () => {
  test('has at most 10 kB, no navigation and no script', async () => {
    for (const address of listEmbeds()) {
      const html = await readText(address)
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(10_000)
      expect(html).not.toMatch(/<nav|<script|<form/)
      expect(html).toContain('<base target="_blank"/>')
    }
  })

  test('names the site, with a link to it', async () => {
    for (const address of listEmbeds())
      expect(await readText(address)).toMatch(/<footer><p[^>]*>From <a href="(\.\.\/)+">hitparade<\/a>/)
  })

  test('may be shown within them, unlike every other page', async () => {
    const readPolicy = async (address: string) =>
      (await request(address)).headers.get('content-security-policy') ?? ''
    for (const address of listEmbeds()) expect(await readPolicy(address)).toContain('frame-ancestors *')
    for (const address of ['/', '/nothing/', '/charts/simulator/global-top-100/'])
      expect(await readPolicy(address)).toContain("frame-ancestors 'none'")
  })

  test('has the top ten of the newest issue', async () => {
    const html = await readText(chart)
    expect(html.match(/<tr>/g)?.length).toBe(11)
    expect(html).toContain('<time datetime="2026-11-03">')
  })

  test('has no data beside it, and is linked from the page that it shows', async () => {
    expect((await request(`${chart.slice(0, -1)}.json`)).status).toBe(404)
    const html = await readText('/charts/simulator/global-top-100/')
    expect(html).toContain('href="../../../embed/charts/simulator/global-top-100/"')
  })
})

describe('latest.json', () => {
  test('has the newest issue of every chart, with the address of its data', async () => {
    const { charts } = JSON.parse(await readText('/latest.json'))
    expect(charts).toHaveLength(2)
    for (const { date, data, top } of charts) {
      expect([date, top.length]).toEqual(['2026-11-03', 10])
      const whole = JSON.parse(await readText(`/${data}`))
      expect(whole.entries[0].recording_id).toBe(top[0].recording_id)
    }
  })
})
