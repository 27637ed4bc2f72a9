import { withoutComments } from './text.ts'
import { clocks } from './traps.ts'

/** What Snowflake's documentation says about dynamic tables and what they read. `find` lists where it is not kept. */
export interface GraphLimit {
  /** As in the table of `docs/deploy-snowflake.md`. */
  name: string
  find(graph: Graph): string[]
}

/** Every object that a deployment creates, by its name with the schema. */
export type Graph = ReadonlyMap<string, GraphObject>

interface GraphObject {
  name: string
  /** `view`, `dynamic table`, `materialized view`, … */
  kind: string
  /** What stands after `from` and `join`, or is named with a schema; no common table expressions. */
  reads: string[]
  /** The whole statement in lower case, without comments and the text of literals. */
  sql: string
  /** Seconds; null for `downstream`, and for what has no lag. */
  lag: number | null
  refreshMode: string
}

const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 }

/** Functions whose value depends on who asks, and in which session. */
const sessionFunctions =
  /\b(?:current_(?:user|role|session|account\w*|available_roles|secondary_roles|database|schemas?|warehouse|region|client|ip_address|statement|transaction|version|organization\w*)|invoker_(?:role|share)|is_(?:\w+)_in_session|getvariable|last_query_id|last_transaction)\b|\$[a-z_]\w*/

/** Functions with another value in each call, and sequences. */
const randomFunctions = /\b(?:random|randstr|uuid_string|any_value|seq[1248])\s*\(|\.nextval\b/

const isDynamic = ({ kind }: GraphObject) => kind === 'dynamic table'

export const graphLimits: readonly GraphLimit[] = [
  {
    name: 'a view between two dynamic tables',
    find: (graph) =>
      inDynamicTables(graph, (table) =>
        readThroughViews(graph, table)
          .filter(({ path, object }) => path.length > 0 && isDynamic(object))
          .map(({ path, object }) => `reads ${object.name} through ${path.join(' and ')}`),
      ),
  },
  {
    name: 'a shorter lag than that of a table upstream',
    find: (graph) =>
      inDynamicTables(graph, (table) =>
        listUpstream(graph, table)
          .filter(({ lag }) => table.lag !== null && lag !== null && table.lag < lag)
          .map(({ name, lag }) => `has a lag of ${table.lag} s, and ${name} one of ${lag} s`),
      ),
  },
  {
    name: 'a lag of `downstream` and no table downstream that has a time',
    find: (graph) =>
      inDynamicTables(graph, (table) => {
        const isRefreshed = [...graph.values()].some(
          (other) => other.lag !== null && listUpstream(graph, other).includes(table),
        )
        return table.lag !== null || isRefreshed ? [] : ['is never refreshed']
      }),
  },
  {
    name: 'different refresh modes in one chain',
    find: (graph) =>
      inDynamicTables(graph, (table) =>
        listUpstream(graph, table)
          .filter(({ refreshMode }) => refreshMode !== table.refreshMode)
          .map(
            ({ name, refreshMode }) =>
              `has refresh mode ${table.refreshMode}, and ${name} has ${refreshMode}`,
          ),
      ),
  },
  {
    name: 'a refresh boundary',
    find: (graph) => inQueries(graph, /\bdynamic_table_refresh_boundary\b/, 'is cut off from what it reads'),
  },
  {
    name: 'a source other than a table, a dynamic table or a view',
    find: (graph) =>
      inDynamicTables(graph, (table) =>
        readThroughViews(graph, table)
          .filter(({ object }) => !['table', 'dynamic table', 'view'].includes(object.kind))
          .map(({ object }) => `reads ${object.name}, a ${object.kind}`),
      ),
  },
  {
    name: 'an object of another database, or one that the deployment does not create',
    find: (graph) =>
      [...graph.values()].flatMap(({ name, reads }) =>
        reads.filter((read) => !graph.has(read)).map((read) => `${name} reads ${read}`),
      ),
  },
  {
    name: 'a function of the session or of the user',
    find: (graph) => inQueries(graph, sessionFunctions, 'depends on who refreshes it'),
  },
  {
    name: 'a function that reads the clock, a random value or a sequence',
    find: (graph) => [
      ...inQueries(graph, clocks, 'reads the clock'),
      ...inQueries(graph, randomFunctions, 'has other rows after each refresh'),
    ],
  },
  {
    name: 'a source without a history of changes',
    find: (graph) =>
      inDynamicTables(graph, (table) =>
        [table, ...readThroughViews(graph, table).map(({ object }) => object)]
          .filter(({ sql }) => /\bdata_retention_time_in_days = 0\b/.test(sql))
          .map(({ name }) => `needs ${name}, which has none`),
      ),
  },
]

/** Every place where the statements of a deployment do not keep a limit: its name, then the place. */
export function findGraphFaults(statements: readonly string[]): string[] {
  const graph = createGraph(statements)
  return graphLimits.flatMap(({ name, find }) => find(graph).map((fault) => `${name}: ${fault}`))
}

/** The objects that these statements create. Other statements are left out. */
export function createGraph(statements: readonly string[]): Graph {
  const objects = statements.flatMap((statement) => parseObject(statement) ?? [])
  return new Map(objects.map((object) => [object.name, object]))
}

function parseObject(statement: string): GraphObject | null {
  const whole = withoutComments(statement).toLowerCase().replace(/\s+/g, ' ').trim()
  const sql = whole.replace(/'(?:[^'\\]|''|\\.)*'/g, "''")
  const head =
    /^create (?:or (?:replace|alter) )?(?:(?:secure|transient) )?((?:dynamic|external|directory|iceberg) table|materialized view|table|view|stream|sequence) (?:if not exists )?([\w.]+)/
  const [, kind, name] = head.exec(sql) ?? []
  if (kind === undefined || name === undefined) return null
  const query = / as ((?:with|select)\b.*)$/.exec(sql)?.[1] ?? ''
  const [, count, unit = ''] = /\btarget_lag = '(\d+) (second|minute|hour|day)s?'/.exec(whole) ?? []
  return {
    name,
    kind,
    reads: listReads(query),
    sql,
    lag: count === undefined ? null : Number(count) * (units[unit] ?? Number.NaN),
    refreshMode: /\brefresh_mode = (\w+)/.exec(sql)?.[1] ?? 'auto',
  }
}

function listReads(query: string): string[] {
  const ctes = new Set([...query.matchAll(/(?:\bwith|,) (\w+) as \(/g)].map(([, name]) => name))
  // The `from` of an expression is followed by no table.
  const text = query.replace(/\bdistinct from\b/g, '').replace(/\bextract ?\([^()]*\)/g, '')
  const joined = [...text.matchAll(/\b(?:from|join) @?([\w.]+)(?![\w.(])/g)].map(([, name = '']) => name)
  const named = text.match(/\b(?:\w+\.)?(?:landing|core|bi|insights)\.\w+\b/g) ?? []
  return [...new Set([...joined, ...named])].filter((name) => !ctes.has(name))
}

interface Reached {
  /** The views on the way. */
  path: string[]
  object: GraphObject
}

/** What a query reads in the end: not only by itself, but also through views, which are part of it. */
function readThroughViews(graph: Graph, { reads }: GraphObject, path: string[] = []): Reached[] {
  return reads.flatMap((read) => {
    const object = graph.get(read)
    if (object === undefined) return []
    const further = object.kind === 'view' ? readThroughViews(graph, object, [...path, object.name]) : []
    return [{ path, object }, ...further]
  })
}

/** The dynamic tables that a dynamic table reads, directly and through others. */
function listUpstream(graph: Graph, table: GraphObject, seen = new Set<GraphObject>()): GraphObject[] {
  for (const { object } of readThroughViews(graph, table)) {
    if (!isDynamic(object) || seen.has(object)) continue
    seen.add(object)
    listUpstream(graph, object, seen)
  }
  return [...seen]
}

function inDynamicTables(graph: Graph, find: (table: GraphObject) => string[]): string[] {
  return [...graph.values()]
    .filter(isDynamic)
    .flatMap((table) => [...new Set(find(table))].map((fault) => `${table.name} ${fault}`))
}

/** The dynamic tables whose query, or that of a view in it, has the words. */
function inQueries(graph: Graph, words: RegExp, fault: string): string[] {
  return inDynamicTables(graph, (table) => {
    const views = readThroughViews(graph, table).filter(({ object }) => object.kind === 'view')
    return [table, ...views.map(({ object }) => object)].flatMap(({ name, sql }) => {
      const found = words.exec(sql)?.[0]
      return found === undefined ? [] : `${fault}: ${found} in ${name}`
    })
  })
}
