/** A literal, a quoted name or a comment. */
const opaque = String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\/`

/**
 * Replaces each parameter `:name` of a query by what `replace` returns. A `::` cast and text inside a literal, a quoted
 * name or a comment are left as they are.
 */
export function replaceParameters(sql: string, replace: (name: string) => string): string {
  const token = new RegExp(`${opaque}|::|:([a-z_][a-z0-9_]*)`, 'gi')
  return sql.replace(token, (whole, name: string | undefined) => (name === undefined ? whole : replace(name)))
}

/** Replaces each literal, quoted name and comment of a query by what `replace` returns. */
export function replaceTokens(sql: string, replace: (token: string) => string): string {
  return sql.replace(new RegExp(opaque, 'g'), replace)
}
