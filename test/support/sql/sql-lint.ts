import { conditions, names, windows } from './sql-clauses.ts'

/** A spelling that Snowflake refuses or reads otherwise than DuckDB, and what to write in its place. */
interface Rule {
  refused: RegExp
  instead: string
}

const rules: Rule[] = [
  { refused: /::/, instead: 'cast(x as type)' },
  { refused: /(?<!:)\blimit\b/, instead: 'qualify row_number() over (…) <= :limit' },
  { refused: /\bwindow\s+\w+\s+as\b|\bover\s+(?!\()\w/, instead: 'over (…) written out' },
  { refused: /\blast_value\b/, instead: 'first_value in the other order, with a frame' },
  { refused: /\b(ignore|respect) nulls\b/, instead: 'max(x) over a group that count(x) over (…) makes' },
  { refused: /\bgenerate_series\b|\bgenerator\b|\brange\s*\(/, instead: 'a table of numbers' },
  { refused: /\bfilter\s*\(/, instead: 'sum(case when … then 1 else 0 end)' },
  {
    refused: /\b(count_if|countif|bool_or|bool_and|boolor_agg|booland_agg)\b/,
    instead: 'max or sum of 0 and 1',
  },
  { refused: /\b(string_agg|group_concat|array_agg)\b/, instead: 'listagg(…) within group (…) over (…)' },
  { refused: /\blistagg\s*\(\s*distinct\b/, instead: 'select distinct in a subquery first' },
  { refused: /\bwithin group\s*\(\s*order by [^()]*,/, instead: 'one key: row_number() in a subquery first' },
  { refused: /\bgroup\s+by\s+all\b/, instead: 'group by 1, 2' },
  {
    refused: /\b(to_char|strftime|date_format|dayname|monthname|to_date|to_timestamp|date_from_parts)\b/,
    instead: 'extract and lpad',
  },
  {
    refused: /\b(dayofweek|dayofweekiso|isodow|weekofyear|yearweek)\b/,
    instead: "mod(datediff('day', cast('1900-01-01' as date), d), 7) + 1",
  },
  { refused: /\bdate_trunc\s*\(\s*'week'/, instead: 'the ISO weekday and a subtraction' },
  { refused: /(?<!cast\(\s*)\bdate_trunc\b/, instead: "cast(date_trunc('month', d) as date)" },
  { refused: /\bdatediff\s*\(\s*(?!')/, instead: "datediff('day', a, b)" },
  { refused: /\bdatediff\s*\(\s*'week'/, instead: 'floor(days / 7)' },
  { refused: /\b(dateadd|date_add|timestampadd)\b/, instead: "cast(d + interval '7 days' as date)" },
  { refused: /\bfull\s+(outer\s+)?join\s+[^)]*?\busing\b/, instead: 'full join … on' },
  { refused: /\bconcat(_ws)?\s*\(/, instead: 'a || b' },
  { refused: /\b(greatest|least)\s*\(/, instead: 'case' },
  { refused: /\b(iff|nvl|nvl2|ifnull|zeroifnull|div0|decode|equal_null)\s*\(/, instead: 'case or coalesce' },
  { refused: /\bregexp_|\brlike\b|\bsimilar to\b|\bilike\b/, instead: 'like over folded columns' },
  { refused: /\b(starts_with|startswith|ends_with|endswith|contains|instr)\s*\(/, instead: 'like' },
  { refused: /\b(max_by|min_by|arg_max|arg_min|any_value)\b/, instead: 'qualify row_number() over (…) = 1' },
  { refused: /\b(quantile|quantile_cont|approx_percentile)\b/, instead: 'percentile_cont within group' },
  { refused: /\b(median|percentile_cont)\b[^,]*?\bover\s*\(/, instead: 'a plain aggregate, joined' },
  { refused: /\b(unnest|flatten|pivot|unpivot|asof|lateral)\b/, instead: 'joins' },
  { refused: /\bselect\s+[\w.]*\*\s+(replace|except)\s*\(/, instead: 'the columns, written out' },
  { refused: /\bwith\s+recursive\b/, instead: 'unrolled rounds' },
  { refused: /\bcount\s*\(\s*distinct\s+[\w.]+\s*,/, instead: 'count(*) over a select distinct' },
  {
    refused: /\b(timestamptz|timestamp_tz|timestamp_ltz|decimal|numeric|number)\b/,
    instead: 'timestamp, double',
  },
  {
    refused: /\b(now|today|random|rand|getdate|sysdate|gen_random_uuid|uuid_string)\s*\(/,
    instead: 'a parameter: the same data always say the same',
  },
  {
    refused: /\b(current_date|current_time|current_timestamp|localtime|localtimestamp)\b/,
    instead: 'a parameter: the same data always say the same',
  },
  { refused: /\binterval\s*(\d|\(|:|'\d+'\s*\w)/, instead: "interval '7 days'" },
  { refused: /\bsubstring\s*\([^()]*\bfrom\b/, instead: 'substr(a, 1, 2)' },
  { refused: /\btrim\s*\(\s*(both|leading|trailing)\b/, instead: 'trim(a)' },
  { refused: /\bextract\s*\(\s*(?!(year|month|day)\b)/, instead: 'extract of year, month or day' },
  { refused: /\bnth_value\b/, instead: 'row_number() and a filter' },
  { refused: /\b(semi|anti|natural|positional|asof)\s+(left\s+)?join\b/, instead: 'inner or left join … on' },
  { refused: /\b(tablesample|using sample|offset)\b/, instead: 'row_number() and a filter' },
  { refused: /(^|\()\s*from\b/, instead: 'select … from' },
  { refused: /,\s*(\)|from\b)/, instead: 'no comma after the last' },
  { refused: /[[\]{}]/, instead: 'rows in the place of lists' },
  { refused: /->|\*\*|\^|~|==/, instead: 'an operator that both know' },
  { refused: /\b(isnull|notnull)\b/, instead: 'is null' },
  { refused: /\b(glob|columns\s*\(|mode\s*\(|list\s*\()/, instead: 'what both know' },
  { refused: /\brange\s+(between|unbounded|current)\b/, instead: 'rows between …' },
  {
    refused:
      /\bas\s+(int|int4|int8|tinyint|smallint|hugeint|float|real|text|string|char|uuid|json|variant|time|interval|blob|binary)\s*\)/,
    instead: 'bigint, double, varchar, boolean, date or timestamp',
  },
  { refused: /"/, instead: 'unquoted lower-case names' },
  { refused: /\$\w/, instead: ':name' },
  { refused: /[A-Z]/, instead: 'lower case' },
  { refused: /\/\//, instead: 'floor(a / n)' },
]

/** What in a model's text is outside of the SQL that both engines share; nothing where all is inside. */
export function lintSql(sql: string): string[] {
  const code = withoutComments(sql)
  const plain = withoutLiterals(code)
  const found = rules
    .filter(({ refused }) => refused.test(refused.source.includes("'") ? code : plain))
    .map(({ refused, instead }) => `${refused.exec(code)?.[0] ?? refused.source}: write ${instead}`)
  return [
    ...found,
    ...literals(code),
    ...orders(plain),
    ...divisions(plain),
    ...subqueries(plain),
    ...names(plain),
    ...windows(plain),
    ...conditions(plain),
  ]
}

function withoutComments(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, (part) => (part.startsWith('--') ? '' : part))
}

function withoutLiterals(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'/g, "''")
}

function literals(code: string): string[] {
  return [...code.matchAll(/'(?:[^']|'')*'/g)]
    .filter(([literal]) => literal.includes('\\'))
    .map(([literal]) => `${literal}: a backslash is an escape in Snowflake`)
}

/** Every item of every `order by` must say where nulls go: the engines' defaults differ. */
function orders(plain: string): string[] {
  return [...plain.matchAll(/\border\s+by\b/g)]
    .flatMap(({ index }) => orderItems(plain.slice(index).replace(/^order\s+by/, '')))
    .filter((item) => !/\bnulls (first|last)$/.test(item))
    .map((item) => `order by ${item}: write nulls first or nulls last`)
}

/** The items up to the end of the clause, split at the commas that are in no brackets. */
function orderItems(text: string): string[] {
  const items = ['']
  let depth = 0
  for (const token of text.match(/\w+|\s+|./g) ?? []) {
    if (token === ')' && depth === 0) break
    if (depth === 0 && /^(rows|range|qualify|limit|union|except|offset|;)$/.test(token)) break
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (token === ',' && depth === 0) items.push('')
    else items[items.length - 1] += token
  }
  return items.map((item) => item.replace(/\s+/g, ' ').trim())
}

/** Snowflake divides integers to six decimals and stops at a zero. */
function divisions(plain: string): string[] {
  return [...plain.matchAll(/\//g)]
    .map(({ index }) => ({ before: plain.slice(0, index), after: plain.slice(index + 1) }))
    .filter(({ before, after }) => {
      const isOfDoubles = /as double\)\s*$/.test(before) && /^\s*nullif\(/.test(after)
      const isFloored = /\bfloor\((?:\([^()]*\)|\w+)\s*$/.test(before) && /^\s*\d+\)/.test(after)
      return !isOfDoubles && !isFloored
    })
    .map(
      ({ before, after }) =>
        `${before.slice(-20)}/${after.slice(0, 20)}: write cast(a as double) / nullif(b, 0)`,
    )
}

/** A query inside another stands in from, join, in, exists or a common table expression. */
function subqueries(plain: string): string[] {
  return [...plain.matchAll(/\(\s*(select|with)\b/g)]
    .filter(({ index }) => !/\b(from|join|in|exists|as)\s*$/.test(plain.slice(0, index)))
    .map(({ index }) => `${plain.slice(Math.max(0, index - 20), index + 20)}: write a join`)
}
