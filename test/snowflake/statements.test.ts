import { describe, expect, it } from 'vitest'
import { fillFile } from '../../src/snowflake/fill.ts'
import { literal, statementsOf } from '../../src/snowflake/statements.ts'
import { documented, statementRules } from '../support/snowflake/documented.ts'
import { readBy } from '../support/snowflake/grammar.ts'
import { allStatements } from '../support/snowflake/objects.ts'
import { trapsOf } from '../support/snowflake/traps.ts'

const statements = await allStatements()
const pipe = (copy: string) =>
  `create pipe if not exists landing.songs_pipe auto_ingest = true as copy into landing.songs ${copy}`
const options =
  'match_by_column_name = case_insensitive include_metadata = (loaded_at = metadata$start_scan_time, file_name = metadata$filename)'

/** One for each trap at least. */
const trapped = [
  `create or replace pipe landing.songs_pipe auto_ingest = true as copy into landing.songs from @landing.curated/songs/ ${options}`,
  'create or replace table landing.songs (song_id varchar not null)',
  "create or replace storage integration s3 type = external_stage storage_allowed_locations = ('s3://charts/')",
  'create or alter table landing.songs (song_id varchar not null)',
  'create or alter view core.songs as select 1 as one',
  'truncate table landing.songs',
  "create stage if not exists landing.curated url = 's3://charts'",
  pipe(`from @landing.curated/songs ${options}`),
  pipe(`from (select $1 from @landing.curated/songs/) ${options}`),
  pipe(`from (select $1, current_timestamp() from @landing.curated/songs/) ${options}`),
  pipe('from @landing.curated/songs/ match_by_column_name = case_insensitive'),
  pipe(`from @landing.curated/songs/ ${options.replace('case_insensitive', 'case_sensitive')}`),
  'create pipe if not exists landing.songs_pipe as copy into landing.songs from @landing.curated/songs/ ' +
    options,
  'create table if not exists landing.runs (run_id varchar)',
  'alter table landing.songs set enable_schema_evolution = true',
  'create table if not exists t (a varchar(20))',
  'create table if not exists t (a timestamp)',
  'create or alter file format landing.parquet type = parquet',
  "create or replace view core.v copy grants as select to_char(d, 'YYYY') as y from t",
  "create or replace view core.v copy grants as select cast('2026-01-01' as date) as d from t",
  "create or replace view core.v copy grants as select to_date('2026-01-01') as d from t",
  'create or replace view core.v copy grants as select current_date() as d from t',
  'create or replace view core.v copy grants as select cast(x as timestamp) as d from t',
  "create or replace view core.v copy grants as select cast(date_trunc('week', d) as date) as d from t",
  'create or replace view core.v copy grants as select "a" from t',
  'create or replace view core.v as select a from t',
  'create or alter dynamic table core.d target_lag = downstream warehouse = w refresh_mode = full as select sysdate() as d',
  'create or alter dynamic table core.d target_lag = downstream warehouse = w refresh_mode = full as select any_value(a) as a from t',
  'create or alter dynamic table core.d target_lag = downstream warehouse = w as select a from t',
  'create or replace view core.v copy grants as select a as issue from t',
  'create or replace view core.v copy grants as with sample as (select a from t) select a from sample',
]

describe('the statements for Snowflake', () => {
  it.each(trapped)('know the trap in: %s', (statement) => expect(trapsOf(statement)).not.toEqual([]))
  it.each(statements)('run into no trap: $file $statement', ({ statement }) =>
    expect(trapsOf(statement)).toEqual([]),
  )

  it('drop nothing but in the file that undoes all', () => {
    const dropping = statements.filter(({ statement }) => /^drop\b/.test(statement))
    expect(new Set(dropping.map(({ file }) => file))).toEqual(new Set(['99-undo.sql']))
  })

  it('are short enough for a view, which may have 95 KB', () => {
    for (const { statement } of statements) expect(statement.length).toBeLessThan(95_000)
  })
})

describe('the grammar of Snowflake’s documentation', () => {
  const rulesOf = (statement: string) =>
    statementRules.filter((rule) => readBy(documented, rule, statement) !== null)

  it.each(statements)('has exactly one rule for: $file $statement', ({ statement }) =>
    expect(rulesOf(statement)).toHaveLength(1),
  )

  it('refuses a statement with any of its words misspelt, left out or said twice', () => {
    const accepted: string[] = []
    for (const { statement } of statements) {
      const [rule = ''] = rulesOf(statement)
      const readings = readBy(documented, rule, statement) ?? []
      // What a model selects is for another parser, and no rule repeats: one column is as good as a hundred.
      const head = readings.slice(0, 60)
      const rest = readings.slice(60).map(({ token }) => token)
      head.forEach(({ token, isWord }, index) => {
        if (!isWord) return
        for (const wrong of [[`${token}x`], [], [token, token]]) {
          const tokens = head.map((reading) => reading.token)
          tokens.splice(index, 1, ...wrong)
          const mutated = [...tokens, ...rest].join(' ')
          if (rulesOf(mutated).length > 0) accepted.push(mutated)
        }
      })
    }
    expect(accepted).toEqual([])
  })
})

describe('a file of SQL', () => {
  it('is taken apart at semicolons that are no text', () => {
    const text =
      "-- first; comment\nselect 'a;b' -- why; so\n, 2;\n\n/* x; */ select ';''' as \"a;b\";\n-- the end;\n"
    expect(statementsOf(text)).toEqual(["select 'a;b' -- why; so\n, 2", "select ';''' as \"a;b\""])
  })

  it('takes no value that could end a literal or a name', () => {
    const values = new Proxy({}, { get: (_, name) => (name === 'bucket' ? "a'; drop database x; --" : 'x') })
    expect(() => fillFile('10-database', values)).toThrow(/bucket is .*expected letters, digits/)
  })

  it('says any text as a literal', () => {
    expect(literal("it's a \\ and ''")).toBe("'it''s a \\\\ and '''''")
  })
})
