import { describe, expect, it } from 'vitest'
import { readHeaderLines, sqlFiles } from '../../src/models/model-files.ts'
import { lintSql } from '../support/sql/sql-lint.ts'
import { refused } from './refused.ts'

const folders = ['core', 'insights', 'shared', 'checks', 'bi'] as const

const accepted = [
  "-- A comment may say limit, a / b and Order By what it likes.\nselect a from t where b = 'X / y: limit'",
  'select a from t order by a asc nulls last, coalesce(b, c) desc nulls first',
  'select a from t qualify row_number() over (order by a nulls last) <= :limit',
  'select first_value(a) over (partition by k order by d nulls last rows between unbounded preceding and current row) as a from t',
  "select listagg(a, ',') within group (order by b nulls last) over (partition by k) as l from t",
  'select cast(a as double) / nullif(b, 0) as c, floor(days / 7) as w, floor((n - 1) / 7) as v from t',
  "select datediff('day', a, b) as n, cast(date_trunc('month', d) as date) as m from t",
  'with u as (select a from t) select a from u where a in (select b from v) and exists (select 1 from w where w.a = u.a)',
]

const more = [
  'select * exclude (a) from t inner join u using (k, d) where t.b = 1',
  'select a, row_number() over (partition by k order by a nulls last) as n from t qualify n = 1',
  'with u as (select a from t where a is not null) select a as place from u where not exists (select 1 from v where v.a = u.a)',
  'select sum(a) over (partition by k) as s, lead(a, 1, 0) over (order by d nulls last) as l from t',
  'select max(x) over (partition by k order by d nulls last rows between unbounded preceding and current row) as m from t',
  'with named as (select r.a from core.recordings as r) select a, case when a = 1 then 2 end as b from named where a in (1, 2)',
]

describe('the SQL that both engines share', () => {
  it.each(refused)('refuses %s', (sql) => expect(lintSql(sql)).not.toEqual([]))
  it.each([...accepted, ...more])('accepts %s', (sql) => expect(lintSql(sql)).toEqual([]))

  const files = folders.flatMap((folder) =>
    [...sqlFiles(folder)].map(([name, sql]) => ({ name: `${folder}/${name}.sql`, sql })),
  )
  it.each(files)('holds for $name', ({ sql }) => expect(lintSql(sql)).toEqual([]))
  it.each(files)('has $name begin with its grain', ({ sql }) => {
    expect(sql.startsWith('-- grain: ')).toBe(true)
    expect(readHeaderLines(sql, 'grain')).toHaveLength(1)
  })
})
