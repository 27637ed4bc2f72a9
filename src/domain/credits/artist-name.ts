import { foldText } from '../text/fold.ts'

/**
 * What names of one artist have in common in a credit text: they fold to the same, apart from a leading "The". So Jay-Z,
 * JAY Z and Jay Z are one artist, and so are Beatles and The Beatles.
 */
export function foldArtistName(name: string): string {
  return foldText(name).replace(/^the (?=.)/, '')
}
