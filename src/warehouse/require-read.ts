import { WarehouseError } from '../domain/errors.ts'
import { replaceTokens } from './sql-parameters.ts'

/** First words of the statements that only read, in DuckDB and in Snowflake. */
const readWords = [
  ...['select', 'with', 'values', 'from', 'table', 'show', 'describe', 'desc', 'explain', 'list', 'ls'],
  ...['pivot', 'unpivot', 'summarize'],
]

/** Functions of DuckDB that a `select` can call and that change settings. Some abort the process. */
const changingFunction =
  /\b((?:en|dis)able_\w+|truncate_duckdb_logs|(?:force_)?checkpoint|add_parquet_key)"?\s*\(/i

/** Throws code `Query` unless every statement only reads: a role, or the engine, may allow more. */
export function requireRead(sql: string): void {
  const statements = listStatements(sql)
  if (statements.length === 0) throw refuse('no statement')
  for (const statement of statements) {
    const word = /^[\s(]*([a-z]*)/i.exec(statement)?.[1]?.toLowerCase() ?? ''
    if (!readWords.includes(word)) throw refuse(word === '' ? 'no statement' : word.toUpperCase())
  }
  // Also in a text: `query('…')` runs what it contains.
  const [, name] = changingFunction.exec(removeComments(sql)) ?? []
  if (name !== undefined) throw refuse(`a call of ${name}`)
}

/** The statements of a text as they are written, without empty ones and those of comments alone. */
export function splitStatements(sql: string): string[] {
  // Of the same length, so that the places are those of the text.
  const plain = replaceTokens(sql, (token) => (isComment(token) ? ' ' : '_').repeat(token.length))
  const ends = [...plain.matchAll(/;|$/g)].map(({ index }) => index)
  return ends.flatMap((end, place) => {
    const start = place === 0 ? 0 : (ends[place - 1] ?? 0) + 1
    return plain.slice(start, end).trim() === '' ? [] : [sql.slice(start, end).trim()]
  })
}

/** The statements of a text. Literals and quoted names are empty in them, comments are left out. */
function listStatements(sql: string): string[] {
  return replaceTokens(sql, (token) => (isComment(token) ? ' ' : '""'))
    .split(';')
    .filter((statement) => statement.trim() !== '')
}

function removeComments(sql: string): string {
  return replaceTokens(sql, (token) => (isComment(token) ? ' ' : token))
}

function isComment(token: string): boolean {
  return token.startsWith('--') || token.startsWith('/*')
}

function refuse(got: string): WarehouseError {
  return new WarehouseError('Query', `expected a query that only reads, got ${got}`)
}
