import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, listInsights } from '../../src/insights/run-insight.ts'
import { displayWidth } from '../../src/terminal/display-width.ts'
import { formatInsightTable } from '../../src/terminal/format-insight.ts'
import { formatTable } from '../../src/terminal/format-table.ts'
import type { ResultRow, Value } from '../../src/warehouse/warehouse.ts'
import { type SmallWorld, smallQuestions, smallWorld } from '../support/fixtures/small-world.ts'
import { answersTo } from '../support/warehouse/answers.ts'

const insights = listInsights()
let world: SmallWorld
/** The answers with rows, by insight. */
const answers = new Map<string, Answer[]>()

const severalCharts = { one: [], each: [{ chart: 'all' }], summed: [{ chart: 'invented/all' }] }

/** Its rows need names that never occur apart, which the small world does not have. */
const splitName: Answer['rows'] = [{ name: 'Ida & Odo', artist: 'Ida', other_artist: 'Odo', songs: 12 }]

beforeAll(async () => {
  world = await smallWorld()
  for (const insight of insights) {
    const hasAll = insight.parameters.some(({ name, initial }) => name === 'chart' && initial === 'all')
    const several = hasAll ? [{ chart: 'all' }] : severalCharts[insight.charts]
    const found = await answersTo(insight, world.warehouse, [...smallQuestions, ...several])
    const given = [...found.values()].filter((answer) => typeof answer !== 'string')
    const filled = insight.name === 'split_names' ? given.map((one) => ({ ...one, rows: splitName })) : given
    answers.set(
      insight.name,
      filled.filter(({ rows }) => rows.length > 0),
    )
  }
}, 240_000)
afterAll(() => world.close())

describe('the key columns of an insight', () => {
  it.each(insights)('are declared in the header of $name, which returns them', ({ key, columns }) => {
    const names = columns.map(({ name }) => name)
    expect(key.length).toBeGreaterThan(0)
    expect(key.filter((name) => !names.includes(name))).toEqual([])
  })

  it.each(insights)('are whole in a table of $name on terminals of 60 to 200 columns', ({ name }) => {
    const known = answers.get(name) ?? []
    // Without rows this would show nothing: ask for something in `smallQuestions` that the insight answers.
    expect(known.length).toBeGreaterThan(0)
    for (const answer of known) {
      for (const shown of [answer, { ...answer, rows: answer.rows.map(lengthen) }]) {
        for (const width of [60, 80, 100, 200]) expectWhole(shown, width)
      }
    }
  })
})

/** Names as long as real ones, with accents and characters of two cells. */
function lengthen(row: ResultRow): ResultRow {
  const isName = (column: string) => /^(song|artists?|other_artist|lead_artist|holder|album)$/.test(column)
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      isName(column) && value !== null ? `${value}, Ñandú 月葉 and the Incomprehensibilities` : value,
    ]),
  )
}

function expectWhole(answer: Answer, width: number) {
  const { hidden, ...options } = formatInsightTable(answer)
  const columns = answer.columns.filter((column) => !hidden.includes(column))
  const { text } = formatTable(
    { ...answer, columns },
    { ...options, width, bold: (head) => `${mark}${head}` },
  )
  for (const line of text.split('\n')) {
    expect(displayWidth(line.replaceAll(mark, ''))).toBeLessThanOrEqual(width)
  }
  const shown = readColumns(text)
  for (const column of answer.key.filter((name) => !hidden.includes(name))) {
    const cells = answer.rows.map((row) => options.show((row[column] ?? null) as Value, column, row))
    expect([answer.insight, width, column, shown.get(column)]).toEqual([
      answer.insight,
      width,
      column,
      withoutSpaces(cells.join('')),
    ])
  }
}

/** Before what is bold. */
const mark = '§'
const withoutSpaces = (text: string) => text.replace(/\s/g, '')

/** What a reader finds below or after each name, without spaces. */
function readColumns(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '')
  const isTable = lines[0]?.startsWith(mark) === true
  return isTable ? readTable(lines) : readRecords(lines)
}

function readTable(lines: string[]): Map<string, string> {
  const heads = lines.filter((line) => line.startsWith(mark)).length
  const grid = lines.map((line) => splitCells(line.replace(mark, '')))
  const end = Math.max(...grid.map((cells) => cells.length))
  const isBlank = (place: number) => grid.every((cells) => (cells[place] ?? ' ') === ' ')
  const columns = new Map<string, string>()
  for (let start = 1; start < end; ) {
    let stop = start
    while (stop < end && !(isBlank(stop) && isBlank(stop + 1))) stop += 1
    const parts = grid.map((cells) => withoutSpaces(cells.slice(start, stop).join('')))
    const name = parts
      .slice(0, heads)
      .filter((part) => part !== '')
      .join('_')
    columns.set(name, parts.slice(heads).join(''))
    start = stop
    while (start < end && isBlank(start)) start += 1
  }
  return columns
}

function readRecords(lines: string[]): Map<string, string> {
  const columns = new Map<string, string>()
  let name = ''
  for (const line of lines) {
    const [, head = '', value = ''] = /^ (?:§(\w*))?(.*)$/s.exec(line) ?? []
    name = head || name
    columns.set(name, `${columns.get(name) ?? ''}${withoutSpaces(value)}`)
  }
  return columns
}

/** One element for each terminal cell; the second cell of a character is empty. */
function splitCells(line: string): string[] {
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)
  return [...segments].flatMap(({ segment }) => [
    segment,
    ...Array(Math.max(0, displayWidth(segment) - 1)).fill(''),
  ])
}
