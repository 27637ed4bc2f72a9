import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { modelColumns } from '../../../src/cloud/snowflake/objects/model-columns.ts'
import { renderTemplate } from '../../../src/cloud/snowflake/objects/render-template.ts'
import { createObjects } from '../../../src/cloud/snowflake/objects/snowflake-objects.ts'
import { loadingFindings } from '../../../src/cloud/snowflake/operations/loading-findings.ts'
import { knownProblems } from '../../../src/warehouse/snowflake/snowflake-advice.ts'
import type { SnowflakeLogin } from '../../../src/warehouse/snowflake/snowflake-login.ts'
import { quoteUser } from '../../../src/warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../src/warehouse/sql-text.ts'
import { documented, statementRules } from '../../support/snowflake/documented.ts'
import { readBy, tokenize } from '../../support/snowflake/grammar.ts'
import { allStatements, otherStatements, target } from '../../support/snowflake/objects.ts'
import { splitStatements } from '../../support/snowflake/text.ts'
import { findTraps, trapNames } from '../../support/snowflake/traps.ts'

const statements = [...(await allStatements()), ...(await otherStatements())]
const pipe = (copy: string) =>
  `create pipe if not exists landing.songs_pipe auto_ingest = true as copy into landing.songs ${copy}`
const options =
  'match_by_column_name = case_insensitive include_metadata = (loaded_at = metadata$start_scan_time, file_name = metadata$filename)'

const dynamic = (query: string, options = 'refresh_mode = full') =>
  `create or alter dynamic table core.d target_lag = downstream warehouse = w ${options} as ${query}`
const view = (query: string) => `create or replace view core.v copy grants as ${query}`

/** At least one statement for each trap, with a part of the trap's name. */
const trapped: [trap: string, statement: string][] = [
  [
    'or replace of a pipe',
    `create or replace pipe landing.songs_pipe auto_ingest = true as copy into landing.songs from @landing.curated/songs/ ${options}`,
  ],
  ['or replace of a pipe', 'create or replace table landing.songs (song_id varchar not null)'],
  ['or replace of a pipe', 'create or replace storage integration s3 type = external_stage'],
  ['create or alter table', 'create or alter table landing.songs (song_id varchar not null)'],
  ['create or alter of a view', 'create or alter view core.songs as select 1 as one'],
  ['create or alter of a view', 'create or alter pipe landing.p auto_ingest = true as copy into t from @s/'],
  ['on all pipes', 'grant monitor on all pipes in schema landing to role m'],
  ['truncate', 'truncate table landing.songs'],
  ['end in a slash', "create stage if not exists landing.curated url = 's3://charts'"],
  [
    'end in a slash',
    "alter storage integration s3 set storage_allowed_locations = ('s3://charts/', 's3://others')",
  ],
  ['end in a slash', pipe(`from @landing.curated/songs ${options}`)],
  ['by name and selected', pipe(`from (select $1 from @landing.curated/songs/) ${options}`)],
  [
    'reads the clock, which',
    pipe(`from @landing.curated/songs/ ${options} -- \n where current_timestamp() > 1`.replace(' -- \n', '')),
  ],
  ['neither file nor time', pipe('from @landing.curated/songs/ match_by_column_name = case_insensitive')],
  [
    'in any case',
    pipe(`from @landing.curated/songs/ ${options.replace('case_insensitive', 'case_sensitive')}`),
  ],
  [
    'without auto_ingest',
    `create pipe if not exists landing.songs_pipe as copy into landing.songs from @landing.curated/songs/ ${options}`,
  ],
  ['schema evolution', 'alter table landing.songs set enable_schema_evolution = true'],
  ['key may be null', 'create table if not exists landing.runs (run_id varchar)'],
  ['text has a length', 'create table if not exists t (a varchar(20))'],
  ['TIMESTAMP_TYPE_MAPPING', 'create table if not exists t (a timestamp)'],
  ['TIMESTAMP_TYPE_MAPPING', view('select cast(x as timestamp) as d from t')],
  ['old scanner', 'create or alter file format landing.parquet type = parquet'],
  ['depends on their session', view("select to_char(d, 'YYYY') as y from t")],
  ['depends on their session', view("select cast('2026-01-01' as date) as d from t")],
  ['depends on their session', view("select to_date('2026-01-01') as d from t")],
  ['depends on their session', view('select current_date() as d from t')],
  ['depends on their session', view("select cast(date_trunc('week', d) as date) as d from t")],
  ['depends on their session', view('select dayofweek(d) as d from t')],
  ['depends on their session', view('select "a" from t')],
  ['readers lose', 'create or replace view core.v as select a from t'],
  ['reads the clock or takes any', dynamic('select sysdate() as d')],
  ['reads the clock or takes any', dynamic('select any_value(a) as a from t')],
  ['lets Snowflake choose', dynamic('select a from t', '')],
  ['reserved word', view('select a as issue from t')],
  ['reserved word', view('with sample as (select a from t) select a from sample')],
]

describe('the statements for Snowflake', () => {
  it.each(trapped)('contain the trap “%s”: %s', (trap, statement) =>
    expect(findTraps(statement)).toContainEqual(expect.stringContaining(trap)),
  )
  it('have an example of every trap', () => {
    const unseen = trapNames.filter((name) => !trapped.some(([trap]) => name.includes(trap)))
    expect(unseen).toEqual([])
  })
  it.each(statements)('run into no trap: $file $statement', ({ statement }) =>
    expect(findTraps(statement)).toEqual([]),
  )

  it('drop nothing except in 99-undo.sql', () => {
    const dropping = statements.filter(({ statement }) => /^drop\b/.test(statement))
    expect(new Set(dropping.map(({ file }) => file))).toEqual(new Set(['99-undo.sql']))
  })

  it('are shorter than the 95 KB that a view may have', () => {
    for (const { statement } of statements) expect(statement.length).toBeLessThan(95_000)
  })
})

const findRules = (statement: string) =>
  statementRules.filter((rule) => readBy(documented, rule, statement) !== null)

describe('the grammar of Snowflake’s documentation', () => {
  it.each(statements)('has exactly one rule for: $file $statement', ({ statement }) =>
    expect(findRules(statement)).toHaveLength(1),
  )

  it('rejects a statement with any word misspelt, left out or repeated', () => {
    const accepted: string[] = []
    const shapes = new Set<string>()
    // Without one word, the right to run a managed alert is the right to run an alert.
    const others = new Set(statements.map(({ statement }) => tokenize(statement).join(' ')))
    for (const { statement } of statements) {
      // Other tests parse what a model selects, and one column of a long list is enough.
      const [rule = ''] = findRules(statement)
      const readings = readBy(documented, rule, statement.replace(/\bas\n[\s\S]*$/, 'as select 1')) ?? []
      const head = readings.slice(0, 60)
      const shape = head.map(({ token, isWord }) => (isWord ? token : '…')).join(' ')
      if (shapes.has(shape) || head.length === 0) continue
      shapes.add(shape)
      const rest = readings.slice(60).map(({ token }) => token)
      head.forEach(({ token, isWord }, index) => {
        if (!isWord) return
        for (const wrong of [[`${token}x`], [], [token, token]]) {
          const tokens = head.map((reading) => reading.token)
          tokens.splice(index, 1, ...wrong)
          const mutated = [...tokens, ...rest].join(' ')
          if (findRules(mutated).length > 0 && !others.has(mutated)) accepted.push(mutated)
        }
      })
    }
    expect(shapes.size).toBeGreaterThan(30)
    expect(accepted).toEqual([])
  })
})

describe('the statements in messages and comments', () => {
  const users = ['ada', 'ada@example.com', "ada.o'neil@example.com", '1ada', 'a"b', 'Ada Ohm', null]
  const login = (user: string | null): SnowflakeLogin => ({
    ...{ account: 'myorg-charts', url: 'https://myorg-charts.snowflakecomputing.com', user },
    ...{ role: 'hitparade_deploy', warehouse: 'hitparade_wh', database: 'hitparade', region: null },
    ...{ authenticator: 'key_pair', private_key: null, secrets: { private_key: null, passphrase: null } },
  })
  const isStatement = (text: string) => /^(alter|grant|create|drop|show)\b/.test(text)
  const listQuoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted)
  const commented = [
    ...readFileSync('src/cloud/snowflake/objects/sql/00-admin.sql', 'utf8').matchAll(/^-- {5}(.*);$/gm),
  ]
  const pipes = [
    { pipe: 'landing.songs_pipe', state: 'PAUSED', waiting: 0, last_ingested: null, error: null },
  ]
  const dynamicTables = [{ name: 'core.recordings', isSuspended: true, data_timestamp: null }]
  const nothing = { failed: null, files: null, partial: null, alert: null, lacking: [] }
  const printed = [
    ...users.flatMap((user) =>
      knownProblems.flatMap(({ advice }) => listQuoted(advice?.(login(user)) ?? '')),
    ),
    ...loadingFindings({ ...nothing, pipes, dynamicTables }, '2026-01-05T00:00:00Z').flatMap(({ next }) =>
      listQuoted(next),
    ),
    ...commented.map(([, statement = '']) => statement.replaceAll('<% service_user %>', 'hitparade_service')),
  ].filter(isStatement)

  it.each([...new Set(printed)])('follow the documentation: %s', (statement) => {
    // The reader completes a name.
    expect(findRules(statement.replace('user …', 'user somebody'))).toHaveLength(1)
  })

  it('are of every kind', () => {
    expect(new Set(printed.map((statement) => statement.split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set(['alter user', 'grant role', 'alter pipe', 'alter dynamic']),
    )
  })

  it.each(users.filter((user) => user !== null))(
    '00-admin.sql grants the role to the user %s',
    async (user) => {
      const columns = await modelColumns()
      const { admin } = createObjects({ ...target, user }, columns)
      const grants = splitStatements(admin).filter((statement) => statement.startsWith('grant role'))
      expect(grants.filter((statement) => statement.endsWith(` to user ${quoteUser(user)}`))).toHaveLength(1)
      for (const statement of splitStatements(admin)) expect(findRules(statement)).toHaveLength(1)
    },
  )
})

describe('a file of SQL', () => {
  it('is split at semicolons outside of literals and comments', () => {
    const text =
      "-- first; comment\nselect 'a;b' -- why; so\n, 2;\n\n/* x; */ select ';''' as \"a;b\";\n-- the end;\n"
    expect(splitStatements(text)).toEqual(["select 'a;b' -- why; so\n, 2", "select ';''' as \"a;b\""])
  })

  it('rejects a value that could end a literal or a name', () => {
    const values = new Proxy({}, { get: (_, name) => (name === 'bucket' ? "a'; drop database x; --" : 'x') })
    expect(() => renderTemplate('00-admin', values)).toThrow(
      /bucket cannot be used in SQL: expected letters, digits/,
    )
  })

  it('quotes any text as a literal', () => {
    expect(quoteSnowflakeLiteral("it's a \\ and ''")).toBe("'it''s a \\\\ and '''''")
  })
})
