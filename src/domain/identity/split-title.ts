import { foldText } from '../text/fold.ts'
import { readPart } from './variant.ts'

type Artist = { artist_name: string | null }

/**
 * Splits a title into the title itself and the sorted words that make another recording. A part in brackets or after a
 * dash is a credit (dropped), a version (its words), a remark (dropped), or part of the title. A part that no rule
 * matches stays in the title: to keep two ids of one song apart is better than to join two songs.
 */
export function readTitle(name: string, artists: readonly Artist[]): { title: string; variant: string[] } {
  if (!MAY_HAVE_PARTS.test(name)) return { title: name, variant: [] }
  const credits = lazyCredits(artists)
  const variant = new Set<string>()
  let title = ''
  let hasTitle = false
  const keep = (text: string) => {
    title += ` ${text}`
    hasTitle ||= /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text)
  }
  const addPart = (part: string, bracket: boolean) => {
    for (const piece of splitPieces(part, credits())) {
      const read = readPart(withoutGuests(piece, credits()))
      if (read.kind === 'version') addAll(variant, read.words)
      if (read.kind !== 'title' || isOnlyNames(piece, credits())) continue
      // The place and the date of a concert may contain dashes.
      if (!bracket && variant.has('live')) addAll(variant, foldText(piece).split(' '))
      else keep(piece)
    }
  }

  for (const { text, bracket } of segments(name.normalize('NFKC'))) {
    const [plain = '', ...parts] = bracket ? ['', text] : text.split(DASH)
    if (!(hasTitle && isFeature(plain))) keep(cutFeature(plain))
    for (const part of parts) {
      if (hasTitle) addPart(part, bracket)
      // A part before the title belongs to it.
      else if (!isFeature(part)) keep(part)
    }
  }
  return hasTitle ? { title, variant: [...variant].sort() } : { title: name, variant: [] }
}

const MAY_HAVE_PARTS = /[([{【〔〈《（［｛]|(?:^|\s)[-‐‑–—―−－]|\s(?:feat|ft)/iu
/** A dash between spaces: the hyphen of a word does not split it. */
export const DASH = /(?:^|\s)[-‐–—―−]+(?:\s|$)/u
const WITHIN_PART = /\s[/|]\s|;|(?:^|\s)[-‐–—―−]+(?:\s|$)/u

/** Cuts text at its outermost brackets; a bracket without its other half is an ordinary character. */
export function segments(text: string): { text: string; bracket: boolean }[] {
  const closers = matchingClosers(text)
  const found: { text: string; bracket: boolean }[] = []
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const closer = closers.get(at)
    if (closer === undefined) continue
    if (at > start) found.push({ text: text.slice(start, at), bracket: false })
    found.push({ text: text.slice(at + 1, closer), bracket: true })
    at = closer
    start = closer + 1
  }
  if (start < text.length) found.push({ text: text.slice(start), bracket: false })
  return found
}

/** Index of an opening bracket → index of its closing one. All kinds of brackets are equal, as titles mix them up. */
function matchingClosers(text: string): Map<number, number> {
  const closers = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    if ('([{【〔〈《'.includes(text.charAt(at))) open.push(at)
    else if (open.length > 0 && ')]}】〕〉》'.includes(text.charAt(at))) closers.set(open.pop() ?? at, at)
  }
  return closers
}

/** “feat. X”, “ft X”, “prod. by X” at the start of a part names people and does not describe the recording. */
function isFeature(part: string): boolean {
  return /^\s*(?:feat(?:uring)?(?!\s+of\b)|ft|prod(?:uced\s+by|\s+by|\.))(?:[.:\s]|$)/iu.test(part)
}

/** The same within a text, after a word: not the “6 ft” of a length nor “a feat of strength”. */
const FEATURE_IN_TEXT = /(?<=\S\s?)[\s([](?:feat(?:uring)?|(?<!\d\s)ft)(?:\.|\b)\s*(?!of\b)[^\s.]/iu

function cutFeature(text: string): string {
  const at = text.search(FEATURE_IN_TEXT)
  return at < 0 ? text : text.slice(0, at)
}

/** The pieces of a part, without its featured artists. */
function splitPieces(part: string, credits: Credits): string[] {
  if (isFeature(part)) return []
  const pieces = part.split(WITHIN_PART).filter((piece) => !isGuest(piece, credits))
  return pieces.map(cutFeature).filter((piece) => piece.trim() !== '')
}

function addAll(set: Set<string>, words: string[]) {
  for (const word of words) set.add(word)
}

/** A version may name its guests: “Remix with A”, if A is credited. */
function withoutGuests(part: string, credits: Credits): string {
  const at = part.search(/(?<=\S)\s(?:with|w\/|con|com|avec|mit)\s/iu)
  return at > 0 && isGuest(part.slice(at), credits) ? part.slice(0, at) : part
}

/**
 * Whether a part is “with A” (in a few languages) and A is credited. If only the lead artist is known, upper and lower
 * case decide, as stores write them: a credit is “with A”, a title continues with “With A”.
 */
function isGuest(part: string, credits: Credits): boolean {
  const text = ` ${foldText(part)} `
  if (!/^ (?:duet )?(?:with|w|con|com|avec|mit|med|met|part|participacao) \S/.test(text)) return false
  if (credits.names.some((name) => text.includes(` ${name} `)) || isOnlyNames(part, credits)) return true
  return credits.names.length < 2 && /^\s*with\s\p{Lu}/u.test(part)
}

/** Whether a part consists of names of credited artists: “A & B”. */
function isOnlyNames(part: string, credits: Credits): boolean {
  const words = foldText(part)
    .split(' ')
    .filter((word) => !JOINING_WORDS.has(word))
  return words.length > 0 && words.every((word) => credits.words.has(word))
}

const JOINING_WORDS = new Set(
  'and with w feat ft featuring duet x vs versus con com avec mit med met y e et und og och'.split(' '),
)

interface Credits {
  /** Folded names of the credited artists. */
  names: string[]
  /** The words of these names. */
  words: Set<string>
}

/** Folds the names only when a part of the title needs them. */
function lazyCredits(artists: readonly Artist[]): () => Credits {
  let credits: Credits | undefined
  return () => {
    if (credits === undefined) {
      const names = artists
        .map(({ artist_name }) => foldText(artist_name ?? ''))
        .filter((name) => name !== '')
      credits = { names, words: new Set(names.flatMap((name) => name.split(' '))) }
    }
    return credits
  }
}
