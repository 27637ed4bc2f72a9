/** One text, or several that must be in one line. */
export type Words = string | string[]

/** The texts that no line has. A text is found whole, in any letter case: `--date` is not in `--dates`. */
export function findMissing(words: Words[], lines: string[]): Words[] {
  return words.filter((group) => !lines.some((line) => hasAll(group, line)))
}

/** The texts that a line has. */
export function findPresent(words: Words[], lines: string[]): Words[] {
  return words.filter((group) => lines.some((line) => hasAll(group, line)))
}

function hasAll(words: Words, line: string): boolean {
  return [words].flat().every((word) => findWhole(word).test(line))
}

function findWhole(word: string): RegExp {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(
    `${/^\w/.test(word) ? String.raw`(?<!\w)` : ''}${escaped}${/\w$/.test(word) ? String.raw`(?!\w)` : ''}`,
    'i',
  )
}
