import { canonicalWords, LANGUAGES } from './spelling.ts'

/** The meaning of a part of a title (in brackets or after a dash). */
export type PartReading = { kind: 'title' } | { kind: 'remark' } | { kind: 'version'; words: string[] }

/**
 * Reads one part of a title. A *version* is another recording: a remix with its name, live, acoustic, sped up, an edit,
 * “someone's version”. A *remark* is not: how the recording was mastered (remastered 2011, mono), where it comes from (a
 * film, an album, a bonus track), which single or album it was cut for, and whether its lyrics are explicit. Everything
 * else belongs to the *title*.
 */
export function readPart(part: string): PartReading {
  const words = canonicalWords(part)
  if (words.length === 0) return { kind: 'title' }
  const rest = withoutMastering(words)
  if (rest.length === 0 || isPackaging(rest)) return { kind: 'remark' }
  const language = rest.filter((word) => !PREPOSITIONS.has(word))
  if (language.length > 0 && language.every((word) => LANGUAGES.has(word))) {
    return { kind: 'version', words: [...language, 'version'] }
  }
  if (isOrigin(rest)) {
    // A film's soundtrack version is the same recording, “from the acoustic sessions” is another one.
    const unquoted = canonicalWords(withoutQuotes(part)).filter(
      (word) => word !== 'version' && word !== 'edition',
    )
    return isVersion(unquoted) ? { kind: 'version', words: versionWords(rest) } : { kind: 'remark' }
  }
  return isVersion(rest) ? { kind: 'version', words: versionWords(rest) } : { kind: 'title' }
}

/** Removes the words about mastering: “2011 remaster”, “digital remaster”, “mono”, “stereo mix”. */
function withoutMastering(words: string[]): string[] {
  if (!words.includes('remaster')) return words
  return words.filter((word) => !REMASTERING.has(word) && !/^(?:19|20)\d\d$/.test(word))
}

const REMASTERING = new Set('remaster digital digitally newly version edition mono stereo in the'.split(' '))

/** Whether the part only names a release of the same recording: “album version”, “bonus track”, “explicit”. */
function isPackaging(words: string[]): boolean {
  if (words[0] === 'bonus' && words[1] === 'track') return true
  if (!words.some((word) => PACKAGING.has(word) || CENSORING.has(word))) return false
  // A “clean edit” is the same take, a “single edit” is a shorter one.
  if (words.includes('edit')) return words.every((word) => CENSORING.has(word) || word === 'edit')
  return words.every((word) => PACKAGING.has(word) || CENSORING.has(word) || PACKAGED.test(word))
}

const CENSORING = new Set('explicit clean dirty uncensored censored'.split(' '))
const PACKAGING = new Set(
  'mono stereo deluxe bonus expanded anniversary standard regular main full studio single album lp original official digital audio video lyric lyrics visualizer track'.split(
    ' ',
  ),
)
const PACKAGED = /^(?:version|edition|mix|music|title|tracks|non|the|\d+(?:st|nd|rd|th))$/

/** Whether the part names the origin of the recording: a film, a series, an album. */
function isOrigin(words: string[]): boolean {
  const text = words.join(' ')
  return FROM.test(text) || SOUNDTRACK.test(text) || FROM_A_WORK.test(text)
}

const FROM =
  /^(?:(?:original|official|main|end|opening|title|new|the|love|song|songs|music|theme|track|single|score|taken) )*(?:from|featured in|inspired by|extrait d[eu]|tire d[eu]) (?!(?:me|you|us|him|her|them|my|your|our|a|another|this|that|now|here|there|then|today|above|afar|within)(?: |$))/
const SOUNDTRACK =
  /(?:^| )(?:soundtrack|ost|motion picture|bande originale|banda sonora|trilha sonora|colonna sonora|filmmusik)(?: |$)/
const FROM_A_WORK =
  /^(?:aus|fra|fran|ur|uit|dal|dalla|de|del|des|du|da|do) .*(?:^| )(?:film|filme|pelicula|serie|novela|telenovela|musical|album)(?: |$)/

function withoutQuotes(part: string): string {
  return part.replace(/["“”„«»][^"“”„«»]*["“”„«»]/gu, ' ')
}

function isVersion(words: string[]): boolean {
  return words.some((word, at) => {
    if (VERSION_WORDS.has(word) || /(?:re|mega|mini)mix$/.test(word)) return true
    const next = words[at + 1]
    if (word === 'live') return isLive(next, at === 0)
    return LAST_WORDS.has(word) && (next === undefined || /^\d+$/.test(next))
  })
}

/** A live recording names a place or a time: “live at”, “live 1986”. “Live your life” is a sentence. */
function isLive(next: string | undefined, first: boolean): boolean {
  if (next === undefined) return first
  return (first ? AFTER_FIRST_LIVE : AFTER_LIVE).test(next)
}

const AFTER_LIVE = /^(?:at|from|lounge|performance)$/
const AFTER_FIRST_LIVE = /^(?:at|from|lounge|performance|in|on|en|em|no|na|de|desde|a|au|aus|bei|im|i|\d+)$/

const VERSION_WORDS = new Set(
  'remix version mix mixed edit edition acoustic instrumental unplugged karaoke a-cappella sped-up slowed reverb nightcore demo mashup bootleg remake rework rerecorded extended orchestral symphonic stripped reprise session sessions recorded recording singles snippet lo-fi'.split(
    ' ',
  ),
)
/** Words with other meanings too, which name a version only at the end: “someone cover”, “take 2”. */
const LAST_WORDS = new Set('cover dub flip cut take vip size'.split(' '))

/** The words of a version without those that do not distinguish two versions. */
function versionWords(words: string[]): string[] {
  const distinctive = words.filter((word, at) => {
    if (IGNORED.has(word) || CENSORING.has(word)) return false
    const isBeforePlace = BEFORE_PLACE.has(words[at - 1] ?? '') || LANGUAGES.has(words[at + 1] ?? '')
    return !(isBeforePlace && PREPOSITIONS.has(word))
  })
  const named = distinctive.filter((word) => word !== 'version' && word !== 'recorded')
  return named.some((word) => KINDS.has(word)) ? named : distinctive
}

const IGNORED = new Set('official mono stereo bonus track and y et und og x vs the by'.split(' '))
const PREPOSITIONS = new Set('at from in on of en em no na de del da do au aus im auf desde'.split(' '))
const BEFORE_PLACE = new Set(['live', 'recorded'])
/** Kinds that mean the same with and without “version” after them. */
const KINDS = new Set(
  'live remix edit acoustic instrumental unplugged karaoke a-cappella sped-up slowed nightcore demo extended stripped lo-fi'.split(
    ' ',
  ),
)
