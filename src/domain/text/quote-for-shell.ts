/** An argument quoted for a shell. */
export function quoteForShell(text: string): string {
  return /^[\w./:\\-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
