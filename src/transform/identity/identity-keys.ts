import { foldText } from '../../domain/text/fold.ts'
import { mainScript } from '../../domain/text/script.ts'
import { readTitle } from './title.ts'

export interface IdentityKeys {
  title_key: string
  variant_key: string
  credit_key: string
  title_script: string | null
}

/**
 * The keys by which two track ids are found to be one recording. `title_key` is the folded title without
 * featured artists and versions, `variant_key` the sorted words that make another recording, `credit_key`
 * the sorted ids of the credited artists; each is `-` where there is nothing to say. Pure; never empty text.
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

/** A comma inside an id is escaped, so that the joined list reads back in one way only. */
function creditKey(ids: string[]): string {
  const distinct = [...new Set(ids)].filter((id) => id !== '').sort()
  return distinct.map((id) => id.replace(/[%,]/g, encodeURIComponent)).join() || '-'
}
