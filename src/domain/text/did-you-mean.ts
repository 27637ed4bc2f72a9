import { findNearest } from './nearest.ts'

/** Advice for an unknown name: `did you mean X?` where a known name is near, else the known names. */
export function didYouMean(word: string, known: readonly string[]): string {
  const distance = (name: string) => Math.abs(name.length - word.length)
  const near = findNearest(
    word,
    [...known].sort((a, b) => distance(a) - distance(b)),
  )
  return near === null ? `there are: ${known.join(', ')}` : `did you mean ${near}?`
}
