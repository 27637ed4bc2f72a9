/** The statements of a text, without the comments around them; `;` counts outside of literals and comments. */
export function splitStatements(sql: string): string[] {
  const token = /'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|;/g
  const parts: string[] = []
  let start = 0
  for (const match of sql.matchAll(token)) {
    if (match[0] !== ';') continue
    parts.push(sql.slice(start, match.index))
    start = match.index + 1
  }
  return [...parts, sql.slice(start)].map(trimmed).filter((part) => part !== '')
}

/** Without the blanks and comments in front and behind. */
function trimmed(sql: string): string {
  const front = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/
  return sql.replace(front, '').trim()
}

/** An identifier as Snowflake keeps it: upper case unless it is quoted. */
export function identifier(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toUpperCase()
}

/** The parts of a name, `db.schema.object`. */
export function nameParts(name: string): string[] {
  return (name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map(identifier)
}

/** `'it''s'` → `it's`. */
export function literal(text: string): string {
  return text.replace(/^'|'$/g, '').replaceAll("''", "'")
}

/**
 * `key = value` pairs after the name of an object: literals without their quotes, lists and nested pairs as
 * written, keys in lower case.
 */
export function parseProperties(text: string): Record<string, string> {
  const pair =
    /([a-z_][a-z0-9_]*)\s*=\s*('(?:[^']|'')*'|\((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*\)|[^\s,()]+)/gi
  return Object.fromEntries(
    [...text.matchAll(pair)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      value.startsWith("'") ? literal(value) : value,
    ]),
  )
}
