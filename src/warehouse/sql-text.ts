/** A text as a literal of standard SQL, as DuckDB reads it. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A text as a literal of Snowflake, where a backslash starts an escape sequence. */
export function quoteSnowflakeLiteral(text: string): string {
  return quoteLiteral(text.replaceAll('\\', '\\\\'))
}

/** A name of a table or column, whatever characters it has. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
