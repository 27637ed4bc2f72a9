/** Columns of a header that a message shows. */
const SHOWN = 30

/** The names of columns in quotes, for a message. */
export function showHeader(header: string[]): string {
  const names = header.map((name) => (name.trim() === '' ? '(no name)' : name.trim().slice(0, 60)))
  const more = names.length - SHOWN
  return JSON.stringify(names.slice(0, SHOWN).join(', ')) + (more > 0 ? ` and ${more} more` : '')
}
