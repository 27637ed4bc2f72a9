import { foldArtistName } from '../../domain/credits/artist-name.ts'
import { findWholeNames, type WholeNames } from '../../domain/credits/whole-names.ts'
import { type ArtistSeparator, splitAtBareCommas } from '../artist-cells.ts'
import { readIdList } from '../chart-rows/column-values.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { CsvLayout } from './csv-columns.ts'
import { createSongKeys } from './csv-song-fields.ts'

/**
 * What the column of artists writes between two names; null where it does not name all artists, or only in one text.
 * `texts`: the column of the songs with these keys.
 */
export function findArtistSeparator(
  layout: CsvLayout,
  { keys, texts }: { keys: string[]; texts: string[] },
  { identity, unsplit_artists }: Pick<RawHeader, 'identity' | 'unsplit_artists'>,
): ArtistSeparator | null {
  if (layout.isYoutube) return 'commas and &'
  const unsplit = findWholeNames(unsplit_artists)
  if (layout.lists_artists) return findListSeparator(layout, keys, unsplit)
  // Without ids of songs the artists are read in that text, with all texts of the chart.
  const hasIds = layout.columns.id !== undefined && identity !== 'text'
  return hasIds && showsLists(texts, unsplit) ? 'commas' : null
}

/**
 * A row whose names and ids are as many shows whether the commas have a blank; without ids most of the rows show it.
 * `Tyler, The Creator,Kali Uchis` with two ids fits both, but few names contain a comma without a blank.
 */
function findListSeparator(layout: CsvLayout, keys: string[], unsplit: WholeNames): ArtistSeparator {
  const { parse } = createSongKeys(layout)
  let bare = 0
  let spaced = 0
  for (const key of keys) {
    const { artist = '', artist_ids = '' } = parse(key)
    if (!artist.includes(',') || artist.includes(';') || unsplit.has(foldArtistName(artist))) continue
    const ids = layout.listsIds ? readIdList(artist_ids).length : 0
    const fits = ({ length }: string[]) => length > 1 && (ids === 0 || length === ids)
    if (fits(splitAtBareCommas(artist))) bare++
    else if (fits(artist.split(', '))) spaced++
  }
  return bare > spaced ? 'bare commas' : 'commas'
}

/**
 * True where at least two texts, and half of those with commas, have a part that is elsewhere in the column, and one such
 * part is alone there. Names with a comma, such as those of bands, have no such part; those of `Elk, Ida` and `Elk, Odo`
 * are never alone.
 */
function showsLists(texts: string[], unsplit: WholeNames): boolean {
  const isList = (text: string) =>
    text.includes(', ') && !text.includes(';') && !unsplit.has(foldArtistName(text))
  const uses = new Map<string, number>()
  const alone = new Set<string>()
  const lists: string[][] = []
  for (const text of new Set(texts)) {
    const parts = (isList(text) ? text.split(', ') : [text]).map(foldArtistName)
    if (parts.length > 1) lists.push(parts)
    else alone.add(parts[0] as string)
    for (const part of new Set(parts)) uses.set(part, (uses.get(part) ?? 0) + 1)
  }
  const shown = lists.filter((parts) =>
    parts.some((part) => !SUFFIX.test(part) && (uses.get(part) as number) > 1),
  )
  const hasAlone = shown.some((parts) => parts.some((part) => alone.has(part)))
  return hasAlone && shown.length > 1 && 2 * shown.length >= lists.length
}

/** Not a name: `Sammy Davis, Jr.` */
const SUFFIX = /^(?:jr|sr)\b/
