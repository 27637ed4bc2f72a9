/** The common table expressions of a query, in order, and the query behind them. */
export function listCtes(sql: string): { ctes: { name: string; sql: string }[]; rest: string } {
  const text = sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, (part) => (part.startsWith('--') ? '' : part)).trim()
  const ctes: { name: string; sql: string }[] = []
  let rest = text
  while (ctes.length === 0 ? /^with\b/.test(rest) : rest.startsWith(',')) {
    const head = /^(?:with|,)\s*(\w+) as \(/.exec(rest)
    if (head === null) throw new Error(`no common table expression: ${rest.slice(0, 80)}`)
    const end = closing(rest, head[0].length)
    ctes.push({ name: head[1] ?? '', sql: rest.slice(head[0].length, end) })
    rest = rest.slice(end + 1).trim()
  }
  return { ctes, rest }
}

/** Where the bracket closes that is open at a place. */
function closing(text: string, from: number): number {
  let depth = 1
  for (const { 0: token, index } of text.slice(from).matchAll(/'(?:[^']|'')*'|[()]/g)) {
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (depth === 0) return from + index
  }
  throw new Error('a bracket is not closed')
}
