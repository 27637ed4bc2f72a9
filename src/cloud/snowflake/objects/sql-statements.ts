/** A text as a Snowflake literal. Snowflake reads a backslash as an escape. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
