import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, listInsights, readInsight } from '../../src/insights/run-insight.ts'
import { InsightFigure } from '../../src/site/pictures/insight-figure.tsx'
import { placeLabels } from '../../src/site/pictures/place-labels.ts'
import type { ResultRow } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { smallWorld } from '../support/fixtures/small-world.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { requestSite } from './demo-site.ts'
import { readText, readValue } from './read-page.ts'

let world: Awaited<ReturnType<typeof smallWorld>>
let streamed: Awaited<ReturnType<typeof createWarehouse>>

/** Another source is the first one of the small world, so what needs streams is read from a chart of its own. */
beforeAll(async () => {
  world = await smallWorld()
  const streams = issues.map((issue, day) => ({
    ...issue,
    streams: issue.songs.map((_, index) => 900 - 100 * index - 7 * day),
  }))
  streamed = await createWarehouse(songs, streams)
}, 120_000)

afterAll(async () => {
  await world.close()
  await streamed.close()
})

const drawn = listInsights().filter(({ figure }) => figure.kind !== 'table')

async function readInsightPage(name: string) {
  const needsMetric = drawn.some((insight) => insight.name === name && insight.needs.includes('metric'))
  const request = requestSite(needsMetric ? streamed : world.warehouse)
  const address = `/insights/${name.replaceAll('_', '-')}`
  const html = await (await request(`${address}/`)).text()
  const data = (await (await request(`${address}.json`)).json()) as { answer: { rows: ResultRow[] } | null }
  const [figure = ''] = /<figure>.*?<\/figure>/s.exec(html) ?? []
  return { figure, rows: data.answer?.rows ?? [] }
}

const readAll = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match.slice(1))

describe('the picture of an insight', () => {
  test.each(listInsights())('of $name is drawn from columns that it returns', ({ figure, columns }) => {
    const names = columns.map(({ name }) => name)
    expect([...figure.values, ...figure.by].filter((name) => !names.includes(name))).toEqual([])
    expect(['table', 'bar', 'line']).toContain(figure.kind)
    expect(figure.values.length > 0).toBe(figure.kind !== 'table')
  })

  test.each(drawn)('$name has a name and a sentence', async ({ name, title }) => {
    const { figure } = await readInsightPage(name)
    const [[labels = ''] = []] = readAll(figure, /<svg[^>]* role="img" aria-labelledby="([^"]*)"/g)
    const texts = labels
      .split(' ')
      .map((id) => readText(new RegExp(`<(title|desc) id="${id}">(.*?)</\\1>`, 's').exec(figure)?.[2] ?? ''))
    expect(texts[0]).toMatch(new RegExp(`^${title}(?:, [^/]+)?$`))
    expect(texts[1]).toMatch(/^\d+ (row|line)s? with .+\.$/s)
  })

  test.each(drawn.filter(({ figure }) => figure.kind === 'bar'))(
    'has the values of $name in their order, and bars of their length',
    async ({ name, figure: { values } }) => {
      const { figure, rows } = await readInsightPage(name)
      const shown = rows.filter((row) => values.some((column) => row[column] !== null)).slice(0, 40)
      const texts = readAll(figure, /<text class="value"[^>]*>(.*?)<\/text>/gs).map(([text = '']) =>
        readText(text).replace(/(\d) [a-z].*$/, '$1'),
      )
      const wanted = shown.flatMap((row) => values.flatMap((column) => row[column] ?? []))
      expect(texts.map((text) => readValue(text).value)).toEqual(
        wanted.map((value) => Math.round(Number(value) * 100) / 100),
      )
      const widths = readAll(figure, /<rect class="hue-\d" [^>]*? width="(\d+)"/g).map(([width]) =>
        Number(width),
      )
      const most = Math.max(...wanted.map(Number))
      const longest = Math.max(...widths)
      for (const [index, value] of wanted.entries())
        expect(Math.abs((widths[index] ?? 0) - (Number(value) / most) * longest)).toBeLessThanOrEqual(1)
    },
  )

  test.each(drawn.filter(({ figure }) => figure.kind === 'line'))(
    'has the values of $name where its axis says that they are',
    async ({ name, figure: { values } }) => {
      const { figure, rows } = await readInsightPage(name)
      const ticks = readAll(figure, /<text class="tick" x="46" y="(\d+)"[^>]*>(.*?)<\/text>/g).map(
        ([y, text = '']) => ({ y: Number(y) - 4, value: Number(text.replaceAll(',', '')) }),
      )
      const [first, last] = [ticks[0], ticks.at(-1)]
      if (first === undefined || last === undefined) throw new Error('no axis')
      const step = (last.value - first.value) / (last.y - first.y)
      const points = new Set<string>()
      for (const [path = ''] of readAll(figure, / d="(M[^"]*)" fill="none"/g))
        for (const [, y] of readAll(path, /[ML](\d+) (\d+)/g)) points.add(y ?? '')
      const read = [...points].map((y) => first.value + (Number(y) - first.y) * step)
      const wanted = rows
        .flatMap((row) => values.flatMap((column) => row[column] ?? []))
        .flatMap((value) => String(value).split(/-| \(RE\) /))
        .map(Number)
        .filter((value) => !Number.isNaN(value))
      const near = (one: number, others: number[]) =>
        others.some((other) => Math.abs(one - other) <= Math.abs(step) * 1.01)
      expect(wanted.length).toBeGreaterThan(0)
      expect(wanted.filter((value) => !near(value, read))).toEqual([])
      expect(read.filter((value) => !near(value, wanted))).toEqual([])
      expect(step > 0).toBe(['position', 'positions'].includes(values[0] ?? ''))
    },
  )
})

describe('a picture of many rows', () => {
  const draw = (name: string, rows: ResultRow[]) =>
    String(
      InsightFigure({
        insight: readInsight(name),
        answer: { rows, draw: {}, charts: [] } as unknown as Answer,
        chart: null,
      }),
    )

  test('has the first forty bars, and says so', () => {
    const html = draw(
      'top_songs',
      Array.from({ length: 41 }, (_, index) => ({ song: `Song ${index}`, points: 100 - index })),
    )
    expect(html.match(/<rect /g)).toHaveLength(40)
    expect(readText(html)).toContain('The picture has the first 40 of 41 rows.')
  })

  test('has the first twelve lines, and says so', () => {
    const rows = Array.from({ length: 26 }, (_, index) => ({
      chart: `chart ${index % 13}`,
      chart_date: `2026-01-0${index < 13 ? 1 : 2}`,
      position: 3,
    }))
    const html = draw('song_matrix', rows)
    expect(html.match(/<g class="stroke-/g)).toHaveLength(12)
    expect(readText(html)).toContain('The picture has the first 12 of 13 lines.')
    const heights = readAll(html, /<text class="label" x="\d+" y="(\d+)"/g).map(([y]) => Number(y))
    const steps = heights.sort((one, other) => one - other).map((y, index) => y - (heights[index - 1] ?? 0))
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(12)
  })

  test('keeps a gap where an issue is missing, and where it does not have the song', () => {
    const positions: [string, number | null][] = [
      ['2026-01-01', 2],
      ['2026-01-02', 1],
      ['2026-01-04', 3],
      ['2026-01-05', null],
      ['2026-01-06', 4],
    ]
    const html = draw(
      'song_matrix',
      positions.map(([chart_date, position]) => ({ chart: 'parade', chart_date, position })),
    )
    const [[path = ''] = []] = readAll(html, / d="(M[^"]*)" fill="none"/g)
    expect(path.match(/M/g)).toHaveLength(3)
  })

  test('cuts a long name, and is left out without a value', () => {
    const html = draw('top_songs', [{ song: '長い名前'.repeat(10), points: 1 }])
    expect(html).toMatch(/<text class="label"[^>]*>[長い名前]{16}…<\/text>/)
    expect(draw('top_songs', [{ song: 'One', points: null }])).toBe('null')
  })

  test('moves names apart that would cover each other', () => {
    const at = { x: 10, y: 50, text: 'A name' }
    const placed = placeLabels([at, at, at, { ...at, x: 200 }], { top: 0, bottom: 100 })
    expect(placed.map(({ y }) => y)).toEqual([50, 63, 37, 50])
  })
})
