import { foldText } from '../text/fold.ts'
import { mainScript } from '../text/script.ts'
import { readTitle } from './split-title.ts'

/** The columns of `songs` that identify a recording. */
export interface IdentityKeys {
  title_key: string
  variant_key: string
  credit_key: string
  title_script: string | null
}

/**
 * The keys that are equal for two track ids of one recording. `title_key` is the folded title without featured artists
 * and versions, `variant_key` the sorted words that make another recording, `credit_key` the sorted ids of the credited
 * artists; `-` for an empty key. Pure; never returns empty text.
 */
export function identityKeys(song: {
  song_name: string | null
  artists: readonly { artist_id: string; artist_name: string | null }[]
}): IdentityKeys {
  const credit_key = creditKey(song.artists.map(({ artist_id }) => artist_id))
  const whole = song.song_name ?? ''
  if (foldText(whole) === '') return { title_key: '-', variant_key: '-', credit_key, title_script: null }
  const { title, variant } = readTitle(whole, song.artists)
  const title_key = foldText(title)
  return {
    title_key: title_key === '-' ? '"-"' : title_key,
    variant_key: variant.length === 0 ? '-' : variant.join(' '),
    credit_key,
    title_script: mainScript(title),
  }
}

/** Escapes a comma in an id, so that two lists of ids never have the same key. */
function creditKey(ids: string[]): string {
  const distinct = [...new Set(ids)].filter((id) => id !== '').sort()
  return distinct.map((id) => id.replace(/[%,]/g, encodeURIComponent)).join() || '-'
}
