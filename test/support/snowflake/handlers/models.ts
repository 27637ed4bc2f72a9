import { alreadyExists, notAuthorized, SnowflakeError } from '../errors.ts'
import { done, type Statement, type StatementContext } from '../statement.ts'
import { literal, nameParts, parseProperties, withoutComments } from '../text.ts'

/** The options between the name of a view or table and its query. */
const head = String.raw`([\w.]+)\s*(\((?:[^()']|'(?:[^'\\]|''|\\.)*'|\([^()]*\))*\))?((?:[^'](?!\bas\s+(?:--|select|with)\b)|'(?:[^'\\]|''|\\.)*')*?)\s+as\s+((?:--[^\n]*\n\s*)*(?:select|with)\b[\s\S]*)$`

/** Views and dynamic tables with columns, comments and kept grants; tables with comments. */
export const modelStatements: Statement[] = [
  {
    pattern: new RegExp(String.raw`^create\s+(?:or\s+(replace|alter)\s+)?view\s+${head}`, 'i'),
    async handle(context) {
      const { match, session, catalogue, run } = context
      const [, or = '', name = '', list = '', options = '', query = ''] = match
      const { full, isThere } = checkCanCreate(context, 'view', name, or)
      if (or.toLowerCase() === 'alter' && isThere)
        throw new SnowflakeError(
          '000002',
          '0A000',
          "Unsupported feature 'changing the definition of a view'.",
        )
      await run(`create or replace view ${full.toLowerCase()} as ${queryForDuckdb(query)}`)
      // Without COPY GRANTS a replaced view loses its grants.
      if (isThere && !/\bcopy\s+grants\b/i.test(options)) catalogue.drop('view', full, true)
      replace(
        context,
        'view',
        full,
        { comment: parseProperties(options).comment ?? '', query },
        parseColumnList(list),
      )
      return done(`View ${nameParts(full)[2]} successfully created, owner ${session.role}.`)
    },
  },
  {
    pattern: new RegExp(String.raw`^create\s+or\s+(replace|alter)\s+dynamic\s+table\s+${head}`, 'i'),
    async handle(context) {
      const { match, catalogue, run } = context
      const [, or = '', name = '', list = '', options = '', query = ''] = match
      const { full, isThere } = checkCanCreate(context, 'dynamic table', name, or)
      const columns = parseColumnList(list)
      if (isThere && or.toLowerCase() === 'alter')
        refuseReorder(catalogue.get('dynamic table', full).state, columns)
      refuseViewsOfDynamicTables(context, query)
      const text = queryForDuckdb(query)
      await run(`create or replace table ${full.toLowerCase()} as ${text}`)
      if (isThere && or.toLowerCase() === 'replace' && !/\bcopy\s+grants\b/i.test(options))
        catalogue.drop('dynamic table', full, true)
      replace(context, 'dynamic table', full, { ...parseProperties(options), query: text }, columns)
      return done(`Dynamic table ${nameParts(full)[2]} successfully created.`)
    },
  },
  {
    pattern: /^drop\s+(view|dynamic\s+table)\s+(if\s+exists\s+)?([\w.]+)$/i,
    async handle({ match, session, catalogue, run, qualified }) {
      const kind = (match[1] ?? '').toLowerCase().replace(/\s+/g, ' ')
      const full = qualified(match[3] ?? '')
      if (catalogue.find(kind, full) === undefined && match[2] !== undefined) return done('already dropped')
      if (!catalogue.may(session.role, 'OWNERSHIP', kind, full)) throw notAuthorized(kind, full)
      catalogue.drop(kind, full)
      await run(`drop ${kind === 'view' ? 'view' : 'table'} ${full.toLowerCase()}`)
      return done(`${full} successfully dropped.`)
    },
  },
]

/** Refreshes every dynamic table, in the order in which they were created. */
export async function refreshDynamicTables({ catalogue, run }: Pick<StatementContext, 'catalogue' | 'run'>) {
  for (const { name, properties } of catalogue.list('dynamic table')) {
    await run(`delete from ${name.toLowerCase()}`)
    await run(`insert into ${name.toLowerCase()} ${properties.query}`)
  }
}

function checkCanCreate(
  { session, catalogue, qualified }: StatementContext,
  kind: string,
  name: string,
  or: string,
) {
  const full = qualified(name)
  const [database = '', schema = ''] = nameParts(full)
  catalogue.demand(session.role, `CREATE ${kind.toUpperCase()}`, 'schema', `${database}.${schema}`)
  const other = kind === 'view' ? 'dynamic table' : 'view'
  const isThere = catalogue.find(kind, full) !== undefined
  if (catalogue.find(other, full) !== undefined || (isThere && or === '')) throw alreadyExists(full)
  if (isThere && !catalogue.may(session.role, 'OWNERSHIP', kind, full)) throw notAuthorized(kind, full)
  return { full, isThere }
}

/** Replaces an object, and keeps its position and its grants. */
function replace(
  { session, catalogue }: StatementContext,
  kind: string,
  name: string,
  properties: Record<string, string>,
  columns: ListedColumn[],
) {
  const { object } = catalogue.create({ kind, name, owner: session.role, properties }, { ifNotExists: true })
  object.properties = properties
  object.state.columns = columns
}

export interface ListedColumn {
  name: string
  comment: string
}

/** `(a varchar not null comment 'x', b)` → names and comments; lower case. */
export function parseColumnList(list: string): ListedColumn[] {
  const items = list.slice(1, -1).match(/(?:[^,'(]|'(?:[^'\\]|''|\\.)*'|\([^)]*\))+/g) ?? []
  return items.map((item) => {
    const [, name = '', comment = "''"] = /^\s*(\w+)(?:[\s\S]*?\bcomment\s+('[\s\S]*'))?/i.exec(item) ?? []
    return { name: name.toLowerCase(), comment: unescaped(comment) }
  })
}

function unescaped(text: string): string {
  return literal(text).replace(/\\(.)/g, '$1')
}

/** As documented: columns may be dropped, and added at the end. */
function refuseReorder(state: Record<string, unknown>, columns: ListedColumn[]) {
  const before = (state.columns as ListedColumn[]).map(({ name }) => name)
  const after = columns.map(({ name }) => name)
  const staying = before.filter((name) => after.includes(name))
  if (staying.every((name, index) => after[index] === name)) return
  throw new SnowflakeError('002830', '42601', 'New columns can only be added at the end of existing columns.')
}

/** As documented: a dynamic table reads no dynamic table through a view. */
function refuseViewsOfDynamicTables({ catalogue, qualified }: StatementContext, query: string) {
  const listReads = (text: string) =>
    [...withoutComments(text).matchAll(/\b(?:from|join)\s+([a-z_]+\.\w+)/gi)].map(([, name = '']) =>
      qualified(name),
    )
  const readsDynamicTable = (name: string): boolean =>
    catalogue.find('dynamic table', name) !== undefined ||
    listReads(catalogue.find('view', name)?.properties.query ?? '').some(readsDynamicTable)
  for (const name of listReads(query)) {
    if (catalogue.find('view', name) !== undefined && readsDynamicTable(name))
      throw new SnowflakeError(
        '002731',
        '0A000',
        `Dynamic Table cannot read view '${name}' on a Dynamic Table.`,
      )
  }
}

/** The words of a query that DuckDB has others for. */
export function queryForDuckdb(query: string): string {
  return query
    .replace(/\bto_date\(('[^']*'), 'YYYY-MM-DD'\)/g, 'cast($1 as date)')
    .replace(/\bsysdate\(\)/g, 'cast(now() as timestamp)')
    .replace(/\bas timestamp_ntz\)/g, 'as timestamp)')
}
