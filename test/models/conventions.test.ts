import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listColumns, parseColumns, readGlossary } from '../../src/models/column-meanings.ts'
import { checkModels } from '../../src/models/list-checks.ts'
import { nameModels } from '../../src/models/list-names.ts'
import { sqlFiles } from '../../src/models/model-files.ts'

const folder = 'src/models'
const paths = readdirSync(folder, { encoding: 'utf8', recursive: true }).sort()
const models = [
  ...(['core', 'insights', 'shared', 'checks', 'bi'] as const).flatMap((name) => [...sqlFiles(name)]),
  ...nameModels(),
  ...[...checkModels()].filter(([name]) => !sqlFiles('checks').has(name)),
].map(([name, sql]) => ({ name, sql }))

/** Values that occur more than once. */
const repeated = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index)

describe('a table alias and the name of a common table expression', () => {
  const named = /\b(?:from|join)\s+[\w.]+\s+as\s+(\w+)|\)\s+as\s+(\w+)|(?:\bwith|\),)\s+(\w+)\s+as\s*\(/g

  it.each(paths.filter((path) => /\.(sql|ts)$/.test(path)))('is a word in %s', (path) => {
    const text = readFileSync(`${folder}/${path}`, 'utf8').replace(/--[^\n]*/g, '')
    const names = [...text.matchAll(named)].map(
      ([, table, query, expression]) => table ?? query ?? expression,
    )
    expect(names.filter((name) => (name ?? '').length < 3)).toEqual([])
  })
})

describe('the meaning of a column', () => {
  it('is written once', () => {
    const headers = models.flatMap(({ sql }) => parseColumns(sql).map(({ meaning }) => meaning))
    const shared = [...readGlossary().values()].map((text) => text.replace(/ \[\w+\]$/, ''))
    expect(repeated([...headers.filter((meaning) => !meaning.startsWith('as in ')), ...shared])).toEqual([])
  })

  it.each(models)('is known for every column of $name', ({ name, sql }) => {
    const columns = listColumns({ name, sql })
    expect(columns.filter(({ meaning }) => meaning === '' || meaning.startsWith('as in '))).toEqual([])
    expect(parseColumns(sql).filter((own) => columns.every((column) => column.name !== own.name))).toEqual([])
  })

  it('is in the glossary only if a model needs it there', () => {
    const used = models.flatMap(({ name, sql }) => {
      const own = parseColumns(sql).map((column) => column.name)
      return listColumns({ name, sql }).filter((column) => !own.includes(column.name))
    })
    const names = new Set(used.map(({ name }) => name))
    const columns = [...readGlossary().keys()].filter((name) => !name.startsWith(':'))
    expect(columns.filter((name) => !names.has(name))).toEqual([])
  })
})

describe('what insights share', () => {
  /** The insights that read it themselves, each with its reason. */
  const own: Record<string, string[]> = {
    // Songs of all charts; names of all sources.
    'core.credit_lists': ['records'],
    'core.song_credits': ['split_names'],
    'core.charts_in_totals': [],
  }

  it.each(Object.entries(own))('reads %s in src/models/shared', (table, names) => {
    const reading = [...sqlFiles('insights')].filter(([, sql]) => new RegExp(`${table}\\b`).test(sql))
    expect(reading.map(([name]) => name)).toEqual(names)
  })
})

describe('the file of an insight', () => {
  const files = paths.filter((path) => path.startsWith('insights/') && path.endsWith('.sql'))

  it('is in the folder of a subject', () => {
    const subjects = new Set(files.map((path) => path.split('/').slice(1, -1).join('/')))
    expect([...subjects]).toEqual(['albums', 'artists', 'charts', 'records', 'songs', 'trust'])
  })

  it('has a name that no other has', () => {
    expect(repeated(files.map((path) => basename(path)))).toEqual([])
    expect(files).toHaveLength(sqlFiles('insights').size)
  })
})
