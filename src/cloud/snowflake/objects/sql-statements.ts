/** The statements of a file of SQL, without their semicolons and without the comments around them. */
export function splitStatements(text: string): string[] {
  const statements: string[] = []
  let statement = ''
  for (const part of text.match(parts) ?? []) {
    if (part === ';') {
      statements.push(statement)
      statement = ''
    } else if (statement !== '' || !/^(\s|--|\/\*)/.test(part)) {
      statement += part
    }
  }
  if (withoutComments(statement).trim() !== '') statements.push(statement)
  return statements.map((one) => one.trim())
}

/** Literals, quoted names and comments stay in one piece: what they hold is no syntax. */
const pieces = /'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g
const parts = new RegExp(`${pieces.source}|\\s+|;|[^\\s;'"]`, 'g')

/** The same text, each comment a blank. */
export function withoutComments(sql: string): string {
  return sql.replace(pieces, (part) => (part.startsWith('--') || part.startsWith('/*') ? ' ' : part))
}
