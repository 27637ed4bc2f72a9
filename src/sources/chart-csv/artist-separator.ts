import { foldArtistName } from '../../domain/credits/artist-name.ts'
import { findWholeNames } from '../../domain/credits/whole-names.ts'
import { type ArtistSeparator, splitAtBareCommas } from '../artist-cells.ts'
import { readIdList } from '../chart-rows/column-values.ts'
import type { CsvLayout } from './csv-columns.ts'
import { createSongKeys } from './csv-song-fields.ts'

/**
 * What the column of artists writes between two names; null where it does not name all artists. A row whose names and ids
 * are as many shows whether the commas have a blank; without ids most of the rows show it. `Tyler, The Creator,Kali Uchis`
 * with two ids fits both, but few names contain a comma without a blank.
 */
export function findArtistSeparator(
  layout: CsvLayout,
  keys: string[],
  unsplit_artists: readonly string[],
): ArtistSeparator | null {
  if (layout.isYoutube) return 'commas and &'
  if (!layout.lists_artists) return null
  const { parse } = createSongKeys(layout)
  const unsplit = findWholeNames(unsplit_artists)
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
