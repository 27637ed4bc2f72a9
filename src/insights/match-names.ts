import { foldText } from '../domain/text/fold.ts'

/** A song or an artist that a text may name. */
export interface Named {
  id: string
  /** Title or name. */
  name: string | null
  /** The artists of a song; null for an artist. */
  artists: string | null
}

/**
 * Ways in which a text names something, the strictest first: its id; the whole name; a part of the name; words of the name
 * and the artists together, in any order, each from its beginning. Case and accents do not count.
 */
export function listMatches(text: string): ((one: Named) => boolean)[] {
  const wanted = foldText(text)
  const words = wanted.split(' ')
  const hasAllWords = ({ name, artists }: Named) => {
    const all = ` ${foldText(name ?? '')} ${foldText(artists ?? '')}`
    return words.every((word) => all.includes(` ${word}`))
  }
  return [
    ({ id }) => id === text,
    ({ name }) => wanted !== '' && foldText(name ?? '') === wanted,
    ({ name }) => wanted !== '' && foldText(name ?? '').includes(wanted),
    (one) => wanted !== '' && hasAllWords(one),
  ]
}
