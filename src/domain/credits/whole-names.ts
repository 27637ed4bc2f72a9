import { once } from '../once.ts'
import { foldArtistName } from './artist-name.ts'
import { unsplitNames } from './unsplit-names.ts'

/** Names that stay whole: folded name → the artists for whom it counts as well. */
export type WholeNames = ReadonlyMap<string, readonly string[]>

/** On demand: most objects have no text of credits, and the transform function starts with every one of them. */
const listedNames = once<WholeNames>(
  () => new Map(unsplitNames.map(({ name, counts_for }) => [foldArtistName(name), counts_for])),
)

/** The names that are known to stay whole, and these. */
export function findWholeNames(unsplit_artists: readonly string[] = []): WholeNames {
  if (unsplit_artists.length === 0) return listedNames()
  return new Map([...listedNames(), ...unsplit_artists.map((name) => [foldArtistName(name), []] as const)])
}

/** Parts of the longest name that stays whole. Without a limit, a text of hundreds of names takes seconds. */
const MOST_PARTS = 12

/** The last part of the longest run of parts, from one on, that is one name. Alone, any part is one. */
export function findLastPart(from: number, count: number, isName: (last: number) => boolean): number {
  let last = Math.min(count, from + MOST_PARTS) - 1
  while (last > from && !isName(last)) last--
  return last
}
