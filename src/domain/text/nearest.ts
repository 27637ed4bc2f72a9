/** The name that was probably meant; null where none is near. Case, `_` and `-` do not count. */
export function findNearest(word: string, known: readonly string[]): string | null {
  const typed = plain(word)
  const near = (other: string) => {
    const [short, long] = typed.length < other.length ? [typed, other] : [other, typed]
    return (
      (short.length > 2 && long.startsWith(short)) || distance(typed, other) <= (other.length > 4 ? 2 : 1)
    )
  }
  return known.find((other) => plain(other) === typed) ?? known.find((other) => near(plain(other))) ?? null
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}

/** Levenshtein's: letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
