/** Words that Snowflake keeps for itself, of which DuckDB takes some as names. */
const reserved = new Set(
  `account all alter and any as between by case cast check column connect connection constraint create cross current
  database delete distinct drop else exists false following for from full grant group gscluster having ilike in
  increment inner insert intersect into is issue join lateral left like localtime minus natural not null of on or order
  organization qualify regexp revoke right rlike row rows sample schema select set some start table tablesample then to
  trigger true try_cast union unique update using values view when whenever where with`.split(/\s+/),
)

/** Names that are words of Snowflake's, and common table expressions that hide the table they read. */
export function names(plain: string): string[] {
  const given = [...plain.matchAll(/\bas\s+(\w+)\b(?!\s*\()|(?:\bwith|\),)\s+(\w+)\s+as\s*\(/g)]
  const words = given.map(([, alias, table]) => alias ?? table ?? '').filter((name) => reserved.has(name))
  const hiding = [...plain.matchAll(/(?:\bwith|\),)\s+(\w+)\s+as\s*\(/g)].filter(
    ({ 0: head, 1: name, index }) => {
      const start = index + head.length
      return new RegExp(`\\b(core|landing)\\.${name}\\b`).test(plain.slice(start, closing(plain, start)))
    },
  )
  return [
    ...words.map((word) => `${word}: is reserved in Snowflake, choose another name`),
    ...hiding.map(([, name]) => `${name}: has the name of the table it reads, choose another`),
  ]
}

const ordered = 'row_number|rank|dense_rank|percent_rank|cume_dist|ntile|lag|lead|first_value'
const running = 'sum|min|max|count|avg'

/** What Snowflake wants in `over (…)`, and where it takes no window at all. */
export function windows(plain: string): string[] {
  const found: string[] = []
  for (const { 0: head, 1: name = '', index } of plain.matchAll(/\b(\w+)\s*\(/g)) {
    const end = closing(plain, index + head.length)
    const over = /^\)\s*(?:within\s+group\s*\(.*?\)\s*)?over\s*\(/s.exec(plain.slice(end))
    if (over === null) continue
    const start = end + over[0].length
    const window = plain.slice(start, closing(plain, start))
    const isOrdered = /\border\s+by\b/.test(window)
    const call = `${name}(…) over (${window.replace(/\s+/g, ' ').trim()})`
    if (new RegExp(`^(${ordered})$`).test(name) && !isOrdered) found.push(`${call}: write order by`)
    if (new RegExp(`^(${running})$`).test(name) && isOrdered && !/\brows\b/.test(window))
      found.push(`${call}: write rows between …`)
    if (name === 'listagg' && isOrdered) found.push(`${call}: write the order in within group`)
    if (/^(where|group by|having|on)$/.test(clauseAt(plain, index))) found.push(`${call}: write qualify`)
    if (/\bover\s*\(/.test(plain.slice(index + head.length, end))) found.push(`${call}: has another inside`)
  }
  return [...found, ...qualifies(plain)]
}

/** `qualify` needs a window function, in its condition or in a column. */
function qualifies(plain: string): string[] {
  return [...plain.matchAll(/\bqualify\b/g)]
    .filter(({ index }) => {
      const before = surrounding(plain, index)
      const columns = before.slice(before.lastIndexOf('select'))
      const [condition = ''] = plain.slice(index, closing(plain, index)).split(/\b(?:union|except)\b/)
      return !/\bover\b/.test(columns + condition)
    })
    .map(({ index }) => `${plain.slice(index, index + 40)}: has no window, write where`)
}

/** `exists` and `in (select …)` stand in where, and look outside by equality only. */
export function conditions(plain: string): string[] {
  const found: string[] = []
  for (const { 0: head, index } of plain.matchAll(/\b(?:exists|in)\s*\(\s*select\b/g)) {
    const start = index + head.indexOf('(') + 1
    const inner = plain.slice(start, closing(plain, start))
    if (clauseAt(plain, index) !== 'where') found.push(`${head}: stands outside of where, write a join`)
    if (/\b\w+\.\w+\s*(<>|!=|<=?|>=?)\s*\w+\.\w+/.test(inner))
      found.push(`${inner}: looks outside by more than equality, write a join`)
  }
  return found
}

/** The clause that a place stands in, of the innermost query around it. */
function clauseAt(plain: string, index: number): string {
  const before = surrounding(plain, index)
  const clauses = before.match(/\b(select|from|where|group\s+by|having|qualify|order\s+by|on|when|over)\b/g)
  return (clauses?.at(-1) ?? '').replace(/\s+/g, ' ')
}

/** What stands before a place in the brackets around it and around these, up to the query's own; others left out. */
function surrounding(plain: string, index: number): string {
  let depth = 0
  let text = ''
  for (let at = index - 1; at >= 0; at -= 1) {
    const letter = plain[at] ?? ''
    if (letter === ')') depth += 1
    if (depth === 0 && letter === '(' && /^\s*(select|with)\b/.test(plain.slice(at + 1))) break
    if (letter === '(' && depth > 0) depth -= 1
    else if (depth === 0) text = letter + text
  }
  return text
}

/** Where the bracket closes that is open at a place; the end where none is. */
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return at
  }
  return text.length
}
