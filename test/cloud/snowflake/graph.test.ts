import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nameModels } from '../../../src/models/list-names.ts'
import { createGraph, findGraphFaults, graphLimits } from '../../support/snowflake/graph.ts'
import { allStatements } from '../../support/snowflake/objects.ts'

const statements = (await allStatements()).map(({ statement }) => statement)

const table = 'create table if not exists landing.rows_of_files (a varchar not null)'
const create = (kind: string, name: string, query: string) =>
  `create or replace ${kind} core.${name} comment = 'as select a from core.nothing' as ${query}`
const dynamic = (name: string, query: string, lag = 'downstream', mode = 'full') =>
  `create or alter dynamic table core.${name} (a varchar comment 'a') target_lag = ${lag} warehouse = w refresh_mode = ${mode} as ${query}`
const first = dynamic('first', 'select a from landing.rows_of_files')
const hourly = (query: string, mode?: string) => dynamic('hourly', query, "'1 hour'", mode)
const soundQuery =
  "with named as (select a from core.first) select extract(year from d) as y, 'from core.nowhere' as a from named where a is distinct from b"

/** For each limit, statements that do not keep it, and the place. */
const broken: [limit: string, statements: string[], place: string][] = [
  [
    'a view between two dynamic tables',
    [
      table,
      first,
      create('view', 'between', 'select a from core.first'),
      hourly('select a from core.between'),
    ],
    'core.hourly reads core.first through core.between',
  ],
  [
    'a view between two dynamic tables',
    [
      table,
      first,
      create('secure view', 'inner_view', 'select a from core.first'),
      create('view', 'outer_view', 'select a from (select a from core.inner_view) as v'),
      hourly('with v as (select a from core.outer_view) select a from v'),
    ],
    'core.hourly reads core.first through core.outer_view and core.inner_view',
  ],
  [
    'a shorter lag than that of a table upstream',
    [
      table,
      dynamic('first', 'select a from landing.rows_of_files', "'1 day'"),
      dynamic('second', 'select a from core.first'),
      hourly('select a from core.second'),
    ],
    'core.hourly has a lag of 3600 s, and core.first one of 86400 s',
  ],
  [
    'a lag of `downstream` and no table downstream that has a time',
    [table, first],
    'core.first is never refreshed',
  ],
  [
    'different refresh modes in one chain',
    [table, first, hourly('select a from core.first', 'incremental')],
    'core.hourly has refresh mode incremental, and core.first has full',
  ],
  [
    'different refresh modes in one chain',
    [table, first, hourly('select a from core.first').replace(' refresh_mode = full', '')],
    'core.hourly has refresh mode auto, and core.first has full',
  ],
  [
    'a refresh boundary',
    [table, first, hourly('select a from dynamic_table_refresh_boundary(core.first)')],
    'core.hourly is cut off from what it reads: dynamic_table_refresh_boundary in core.hourly',
  ],
  ...[
    ['materialized view', 'select a from landing.rows_of_files'],
    ['external table', 'select a from landing.rows_of_files'],
    ['directory table', 'select a from landing.rows_of_files'],
  ].map(([kind = '', query = '']): [string, string[], string] => [
    'a source other than a table, a dynamic table or a view',
    [table, create(kind, 'other', query), hourly('select a from core.other')],
    `core.hourly reads core.other, a ${kind}`,
  ]),
  [
    'a source other than a table, a dynamic table or a view',
    [
      table,
      'create stream if not exists core.changes on table landing.rows_of_files',
      create('view', 'of_changes', 'select a from core.changes'),
      hourly('select a from core.of_changes'),
    ],
    'core.hourly reads core.changes, a stream',
  ],
  [
    'an object of another database, or one that the deployment does not create',
    [table, hourly('select a from landing.rows_of_files join others.core.songs using (a)')],
    'core.hourly reads others.core.songs',
  ],
  [
    'an object of another database, or one that the deployment does not create',
    [table, create('view', 'lost', 'select a from core.forgotten')],
    'core.lost reads core.forgotten',
  ],
  [
    'an object of another database, or one that the deployment does not create',
    [hourly('select a from directory(@landing.curated)')],
    'core.hourly reads landing.curated',
  ],
  ...['current_user()', 'current_role()', 'current_session()', 'invoker_role()', 'current_database()'].map(
    (call): [string, string[], string] => [
      'a function of the session or of the user',
      [table, hourly(`select ${call} as a from landing.rows_of_files`)],
      `core.hourly depends on who refreshes it: ${call.slice(0, -2)} in core.hourly`,
    ],
  ),
  [
    'a function of the session or of the user',
    [table, hourly("select a from landing.rows_of_files where is_role_in_session('A') and a = $b")],
    'core.hourly depends on who refreshes it: is_role_in_session in core.hourly',
  ],
  [
    'a function that reads the clock, a random value or a sequence',
    [
      table,
      create('view', 'of_today', 'select a from landing.rows_of_files where d = current_timestamp()'),
      hourly('select a from core.of_today'),
    ],
    'core.hourly reads the clock: current_timestamp in core.of_today',
  ],
  [
    'a function that reads the clock, a random value or a sequence',
    [table, hourly('select random() as a from landing.rows_of_files')],
    'core.hourly has other rows after each refresh: random( in core.hourly',
  ],
  [
    'a source without a history of changes',
    [`${table} data_retention_time_in_days = 0`, first, hourly('select a from core.first')],
    'core.first needs landing.rows_of_files, which has none',
  ],
]

describe('the graph of all statements', () => {
  it('keeps every limit of dynamic tables', () => {
    expect(findGraphFaults(statements)).toEqual([])
  })

  it('contains every object and what it reads', () => {
    const graph = createGraph(statements)
    const created = statements.filter((one) => /^create (or \w+ )?(dynamic )?(table|view)\b/.test(one))
    expect(graph.size).toBe(created.length)
    const lists = new Set([...nameModels().keys()].map((name) => `core.${name}`))
    for (const { kind, name, reads } of graph.values())
      expect(reads.length > 0, `${name} reads something unless it is a table or a list`).toBe(
        kind !== 'table' && !lists.has(name),
      )
    expect(graph.get('core.song_names')?.reads.sort()).toEqual([
      'core.known_artists',
      'core.song_artists',
      'core.songs',
      'core.songs_in_scope',
    ])
  })
})

describe('a limit of dynamic tables', () => {
  it.each(broken)('is found: %s, in %j', (limit, some, place) =>
    expect(findGraphFaults(some)).toEqual([`${limit}: ${place}`]),
  )

  it('is kept by a chain of tables, by literals and by the words of expressions', () => {
    expect(findGraphFaults([table, first, hourly(soundQuery)])).toEqual([])
  })

  it('has an example, and a row in the documentation', () => {
    const documentation = readFileSync(new URL('../../../docs/deploy-snowflake.md', import.meta.url), 'utf8')
    for (const { name } of graphLimits) {
      expect(broken.map(([limit]) => limit)).toContain(name)
      expect(documentation).toContain(`| ${name} |`)
    }
  })
})
