/**
 * Replaces each parameter `:name` of a query by what `replace` returns. A `::` cast and text inside a literal, a quoted
 * name or a comment are left as they are.
 */
export function replaceParameters(sql: string, replace: (name: string) => string): string {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z_][a-z0-9_]*)/gi
  return sql.replace(token, (whole, name: string | undefined) => (name === undefined ? whole : replace(name)))
}
