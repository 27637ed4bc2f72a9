import { actAliases } from '../../domain/credits/act-aliases.ts'
import { foldArtistName } from '../../domain/credits/artist-name.ts'
import { findWholeNames } from '../../domain/credits/whole-names.ts'
import { once } from '../../domain/once.ts'
import type { Artist } from '../../sources/source.ts'
import { nameArtistId } from '../../sources/text-ids.ts'
import { type CreditForm, splitCreditText, type TextCredit } from './split-credit-text.ts'

/** A name that a credit text may contain, see `TextCredit`. */
export interface DerivedCredit {
  artist_id: string
  group: number | null
  form: CreditForm
}

/** The names that a text may contain, and all artists of these names and for whom they count. */
export interface DerivedCredits {
  credits: DerivedCredit[]
  artists: Artist[]
}

/** Reads a `credit_text`, or a `credit_list` of a song. */
export type CreditDeriver = (credit: string, form?: 'text' | 'list') => DerivedCredits

/** Reads credit texts and lists of names. `unsplit_artists` are names that stay whole, in addition to the names that always do. */
export function creditDeriver(unsplit_artists: readonly string[]): CreditDeriver {
  const unsplit = once(() => findWholeNames(unsplit_artists))
  const known = new Map<string, DerivedCredits>()
  const derive = (names: readonly TextCredit[]): DerivedCredits => {
    const acts = names.flatMap(({ name }) => aliases().get(foldArtistName(name)) ?? [])
    return {
      credits: names.map(({ name, group, form }) => ({ artist_id: nameArtistId(name), group, form })),
      artists: [...names.map(({ name }) => name), ...acts].map(createArtist),
    }
  }
  return (text, form = 'text') => {
    if (form === 'list') return derive(readList(text))
    const derived = known.get(text) ?? derive(splitCreditText(text, unsplit()))
    if (known.size >= MAX_TEXTS) known.clear()
    known.set(text, derived)
    return derived
  }
}

/** The names of a list are artists, so that they are the same ones as in texts. */
function readList(credit_list: string): TextCredit[] {
  const names = JSON.parse(credit_list) as string[]
  return names.map((name) => ({ name, group: null, form: 'always' }))
}

/** Texts that are kept: artists have several songs. */
const MAX_TEXTS = 50_000

const aliases = once(
  () => new Map(actAliases.map(({ name, counts_for }) => [foldArtistName(name), counts_for])),
)

function createArtist(name: string): Artist {
  return { artist_id: nameArtistId(name), artist_name: name, url: null }
}
