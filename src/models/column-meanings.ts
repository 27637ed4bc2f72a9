import { readFileSync } from 'node:fs'
import { type Column, tableNames, tables } from '../domain/tables/tables.ts'
import { type ModelFolder, readHeaderLines, sqlFiles } from './model-files.ts'

export interface ModelColumn {
  name: string
  /** Empty if no file explains the column. */
  meaning: string
  /** What a number counts, e.g. issues; null if it counts nothing. */
  unit: string | null
}

interface Model {
  name: string
  sql: string
}

/**
 * The columns that a model returns, in order, each with its meaning. A model that selects `*` returns only the
 * columns that its header explains.
 */
export function listColumns(model: Model): ModelColumn[] {
  const explained = parseColumns(model.sql).map(({ name }) => name)
  const names = selectedNames(model.sql).flatMap((name) => (name === '*' ? explained : [name]))
  return names.map((name) => findMeaning(name, model))
}

/**
 * What a column of a model means. Every meaning is written once, so it comes from the first of these that has it: the
 * header of the model, the header of the core model with the same name, `glossary.md`, and the landing tables.
 */
export function findMeaning(column: string, { name, sql }: Model): ModelColumn {
  const own = findColumn(column, sql)
  const reference = /^as in (\w+)\.(\w+)$/.exec(own?.meaning ?? '')
  if (reference !== null) {
    const [, folder, other = ''] = reference
    return findMeaning(column, { name: other, sql: sqlFiles(folder as ModelFolder).get(other) ?? '' })
  }
  const core = findColumn(column, sqlFiles('core').get(name) ?? '')
  const shared = readGlossary().get(column) ?? findLandingMeaning(column, name)
  return own ?? core ?? { name: column, ...splitUnit(shared) }
}

function findColumn(column: string, sql: string): ModelColumn | undefined {
  return parseColumns(sql).find(({ name }) => name === column)
}

/** The column of the landing table with the model's name, else of the first landing table that has it. */
function findLandingMeaning(column: string, model: string): string {
  const names = [...tableNames.filter((table) => table === model), ...tableNames]
  const columns = names.map((table) => (tables[table].columns as Record<string, Column>)[column])
  return columns.find((found) => found !== undefined)?.about ?? ''
}

/** The columns that a header explains itself, one in each line `-- column: name, meaning [unit]`. */
export function parseColumns(sql: string): ModelColumn[] {
  return readHeaderLines(sql, 'column').map((line) => {
    const [, name = line, meaning = ''] = /^(\w+), (.*)$/.exec(line) ?? []
    return { name, ...splitUnit(meaning) }
  })
}

let glossary: Map<string, string> | null = null

/** The lines of `glossary.md`: columns by name, parameters by `:name`. */
export function readGlossary(): ReadonlyMap<string, string> {
  glossary ??= new Map(listGlossary().flatMap(({ terms }) => terms))
  return glossary
}

/** The sections of `glossary.md`, each with its columns or parameters and their meanings. */
export function listGlossary(): { title: string; terms: [name: string, meaning: string][] }[] {
  const text = readFileSync(new URL('./glossary.md', import.meta.url), 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      terms: [...section.matchAll(/^- `(:?\w+)`: (.*)$/gm)].map(([, name = '', meaning = '']) => [
        name,
        meaning,
      ]),
    }))
}

/** `observed issues [issues]` → the meaning and the unit. */
function splitUnit(text: string): { meaning: string; unit: string | null } {
  const [, meaning = text, unit = null] = /^(.*?)(?: \[([^\]]+)\])?$/.exec(text) ?? []
  return { meaning, unit }
}

/** The names that the outermost `select` of a query gives to its columns. Its common table expressions are indented. */
function selectedNames(sql: string): string[] {
  const plain = sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, '')
  const [, list = ''] = /^select\b(?: distinct\b)?(.*)/ms.exec(plain) ?? []
  const items = ['']
  let depth = 0
  for (const [token] of list.matchAll(/\w+|[^\w]/g)) {
    if (depth === 0 && token === 'from') break
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (depth === 0 && token === ',') items.push('')
    else items[items.length - 1] += token
  }
  return items.map((item) => /(\w+|\*)(?: exclude \(.*\))?\s*$/.exec(item)?.[1] ?? '')
}

/** `meaning [unit]`, or the meaning alone. */
export function formatMeaning({ meaning, unit }: Pick<ModelColumn, 'meaning' | 'unit'>): string {
  return unit === null ? meaning : `${meaning} [${unit}]`
}
