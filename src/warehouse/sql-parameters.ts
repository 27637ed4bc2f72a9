/**
 * Calls `replace` for each `:name` of a query that is a parameter: not inside a literal, a quoted name or a
 * comment, and not a `::` cast. Gives the query with what it returned in their place.
 */
export function replaceParameters(sql: string, replace: (name: string) => string): string {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z_][a-z0-9_]*)/gi
  return sql.replace(token, (whole, name: string | undefined) => (name === undefined ? whole : replace(name)))
}
