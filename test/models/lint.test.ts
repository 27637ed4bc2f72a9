import { describe, expect, it } from 'vitest'
import { headerOf, sqlFiles } from '../../src/models/models.ts'
import { lintSql } from '../support/sql-lint.ts'

const folders = ['core', 'insights', 'checks', 'bi'] as const

/** Documented refusals of Snowflake, and what it reads otherwise than DuckDB. */
const refused = [
  'select a from t order by a',
  'select a from t order by a desc',
  'select a from t order by a nulls last, b',
  'select row_number() over (partition by k order by coalesce(a, b) asc) as n from t',
  'select sum(x) over (order by d rows between 1 preceding and current row) as s from t',
  'select sum(x) over w as s from t window w as (partition by k)',
  'select a::date as d from t',
  'select a from t order by a nulls last limit 5',
  'select a from (select a from t limit 1) as u',
  'select last_value(a) over (partition by k order by d nulls last) as a from t',
  'select lag(a) ignore nulls over (order by d nulls last) as a from t',
  'select lag(a ignore nulls) over (order by d nulls last) as a from t',
  "select d from generate_series(date '2026-01-01', date '2026-01-31', interval '1 day') as s(d)",
  'select n from table(generator(rowcount => 10))',
  'select n from range(10) as r(n)',
  'select count(*) filter (where a > 1) as n from t',
  'select count_if(a > 1) as n from t',
  'select bool_or(a) as n from t',
  "select string_agg(a, ',') as l from t",
  "select listagg(distinct a, ',') within group (order by a nulls last) over (partition by k) as l from t",
  'select k, count(*) as n from t group by all',
  "select to_char(d, 'YYYY-MM') as m from t",
  'select dayofweek(d) as w from t',
  'select dayofweekiso(d) as w from t',
  "select cast(date_trunc('week', d) as date) as w from t",
  "select date_trunc('month', d) as m from t",
  'select datediff(day, a, b) as n from t',
  "select datediff('week', a, b) as n from t",
  "select dateadd('day', 7, d) as d from t",
  'select a from t full join u using (k)',
  'select a from t full outer join u using (k)',
  'select "a" from t',
  "select concat(a, 'x') as a from t",
  "select concat_ws('-', a, b) as a from t",
  'select greatest(a, b) as a from t',
  'select least(a, b) as a from t',
  'select iff(a, 1, 2) as a from t',
  'select nvl(a, 1) as a from t',
  "select regexp_replace(a, 'x', 'y') as a from t",
  "select starts_with(a, 'x') as a from t",
  'select max_by(a, b) as a from t',
  'select quantile_cont(a, 0.5) as a from t',
  'select percentile_cont(0.9) within group (order by a nulls last) over (partition by k) as p from t',
  'select unnest(a) as a from t',
  'select * replace (a as b) from t',
  'with recursive r as (select 1 as n) select n from r',
  'select count(distinct a, b) as n from t',
  'select a, exists (select 1 from u) as b from t',
  'select case when exists (select 1 from u) then 1 end as b from t',
  'select (select max(b) from u where u.k = t.k) as b from t',
  'select a from t where a = (select max(a) from t)',
  'select a / b as c from t',
  'select a / nullif(b, 0) as c from t',
  'select cast(a as double) / b as c from t',
  'select a // b as c from t',
  'select a from t where k = $k',
  "select replace(a, '\\', '') as a from t",
  'select cast(a as decimal(10, 2)) as a from t',
  'select cast(a as timestamptz) as a from t',
  'select Title from t',
]

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

describe('the SQL that both engines share', () => {
  it.each(refused)('refuses %s', (sql) => expect(lintSql(sql)).not.toEqual([]))
  it.each(accepted)('accepts %s', (sql) => expect(lintSql(sql)).toEqual([]))

  const files = folders.flatMap((folder) =>
    [...sqlFiles(folder)].map(([name, sql]) => ({ name: `${folder}/${name}.sql`, sql })),
  )
  it.each(files)('holds for $name', ({ sql }) => expect(lintSql(sql)).toEqual([]))
  it.each(files)('has $name begin with its grain', ({ sql }) => {
    expect(sql.startsWith('-- grain: ')).toBe(true)
    expect(headerOf(sql, 'grain')).toHaveLength(1)
  })
})
