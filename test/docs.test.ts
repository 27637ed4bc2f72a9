import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { configJsonSchema } from '../scripts/config-json-schema.ts'
import { helpPage } from '../scripts/help-page.ts'
import { insightsPage } from '../scripts/insights-page.ts'
import { operatorPage } from '../scripts/operator-page.ts'
import { scalePictures, scaleTable } from '../scripts/scale-page.ts'
import { listInsights } from '../src/insights/run-insight.ts'
import { biTables } from '../src/models/bi-tables.ts'

describe('docs/insights.md', () => {
  it('is what `npm run docs` makes of the headers', () => {
    expect(readFileSync('docs/insights.md', 'utf8')).toBe(insightsPage(listInsights()))
  })
})

describe('docs/operator-policy.md', () => {
  it('is what `npm run docs` makes of the table of calls', () => {
    expect(readFileSync('docs/operator-policy.md', 'utf8')).toBe(operatorPage())
  })
})

describe('docs/help.txt', () => {
  it('is what `hitparade --help` prints', () => {
    expect(readFileSync('docs/help.txt', 'utf8')).toBe(helpPage())
  })
})

describe('hitparade.schema.json', () => {
  const text = readFileSync('hitparade.schema.json', 'utf8')
  const example = parse(readFileSync('hitparade.example.jsonc', 'utf8'), [], { allowTrailingComma: true })
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text))

  it('is what `npm run docs` makes of the schema and the example', () => {
    expect(text).toBe(configJsonSchema())
  })

  it('accepts the example, and no unknown key', () => {
    expect(validate(example)).toBe(true)
    expect(validate({ ...example, date_dir: 'x' })).toBe(false)
    expect(validate({ ...example, charts: [{ chart: 'a', source: 'radio' }] })).toBe(false)
  })

  it('explains a key with the comment of the example and what is expected', () => {
    const { description } = JSON.parse(text).properties.charts.items.properties.market
    expect(description).toMatch(/^ISO 3166 country, lower case\. Expected: .*"de"\.$/)
  })
})

describe('docs/definitions.md', () => {
  it('states the agreement that is measured', () => {
    const text = readFileSync('docs/definitions.md', 'utf8')
    const measured: Record<string, unknown>[] = JSON.parse(
      readFileSync('test/golden/oracle-agreement.json', 'utf8'),
    )
    const counts = measured.flatMap((row) => Object.values(row)).filter(Number.isInteger)
    for (const count of counts) expect(text).toContain(` ${Number(count).toLocaleString('en')} `)
  })

  it('states how near the points rules come to published year-ends', () => {
    const text = readFileSync('docs/definitions.md', 'utf8')
    const measured = JSON.parse(readFileSync('test/golden/year-ends.json', 'utf8'))
    expect(text).toContain(
      `${measured.matched.toLocaleString('en')} of ${measured.published.toLocaleString('en')} songs`,
    )
    for (const { points, year, runs, ...rule } of measured.rules) {
      const correlations = ['spearman', '1960s', '1970s', '1980s', '1990s'].map((key) => rule[key].toFixed(3))
      const cells = [
        points,
        year,
        runs,
        ...correlations,
        rule.top_ten.toFixed(2),
        `${rule.first} of ${rule.years}`,
      ]
      expect(text).toContain(`| ${cells.join(' | ')} |`)
      if (year === 'december' && runs === 'cut')
        expect(text).toContain(`| ${points} | ${rule.top_of_1992.replaceAll(', ', ' | ')} |`)
    }
  })
})

describe('docs/scale.md', () => {
  const text = readFileSync('docs/scale.md', 'utf8')
  const figures = JSON.parse(readFileSync('bench/daily.json', 'utf8'))

  it('has the figures that are measured, and the pictures that `npm run docs` makes of them', () => {
    expect(text).toContain(scaleTable(figures))
    for (const [name, picture] of Object.entries(scalePictures(figures))) {
      expect(text).toContain(`(scale/${name})`)
      expect(readFileSync(`docs/scale/${name}`, 'utf8')).toBe(picture)
    }
  })

  it('compares a rebuild with one from an import and with version 0.1.0', () => {
    for (const { snapshots, rebuild } of [figures.import, figures.first_version])
      expect(text).toMatch(
        new RegExp(`${snapshots.toLocaleString('en')}.*\\b${rebuild.toFixed(1).replace('.', '\\.')} s`),
      )
  })
})

describe('docs/bi.md', () => {
  it('maps every table with its key and what it refers to', () => {
    const text = readFileSync('docs/bi.md', 'utf8')
    for (const { key, name, refers } of biTables().filter(({ isView }) => !isView)) {
      const list = (names: string[]) => names.map((one) => `\`${one}\``).join(', ')
      const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
      expect(row, name).toMatch(/^\| .* \| .* \| .* \| .*\|$/)
      expect(row).toContain(`| ${list(key)} | ${list(refers.map(({ table }) => table))}`)
    }
  })
})
