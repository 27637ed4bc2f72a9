import { distance } from 'fastest-levenshtein'

/** Advice for an unknown name: `did you mean X?` where a known name is near, else `otherwise`, by default the known names. */
export function didYouMean(
  word: string,
  known: readonly string[],
  otherwise = `there are: ${known.join(', ')}`,
): string {
  const byLength = (a: string, b: string) =>
    Math.abs(a.length - word.length) - Math.abs(b.length - word.length)
  const near = findNearest(word, [...known].sort(byLength))
  return near === null ? otherwise : `did you mean ${near}?`
}

/** The first known name that differs from a word by few letters, or that begins it or is begun by it; null without one. */
export function findNearest(word: string, known: readonly string[]): string | null {
  const typed = simplify(word)
  const isNear = (name: string) => {
    const [short, long] = typed.length < name.length ? [typed, name] : [name, typed]
    return (short.length > 2 && long.startsWith(short)) || distance(typed, name) <= (name.length > 4 ? 2 : 1)
  }
  return (
    known.find((name) => simplify(name) === typed) ?? known.find((name) => isNear(simplify(name))) ?? null
  )
}

/** The first known name that has a word like the given one, as `brazil-top-50` has for `brasil`; null without one. */
export function findNearestWord(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase()
  const isNear = (part: string) => part.length > 3 && distance(typed, part) <= (part.length > 5 ? 2 : 1)
  return (
    known.find((name) =>
      name
        .toLowerCase()
        .split(/[-_/ ]/)
        .some(isNear),
    ) ?? null
  )
}

/** Case, `_` and `-` do not count. */
function simplify(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}
