import { foldText } from '../text/fold.ts'
import { canonicalWords } from './spelling.ts'
import { DASH, segments } from './split-title.ts'

/**
 * The key that is equal for the editions of an album: its folded title without words such as “deluxe”, “expanded”,
 * “remastered 2011” or “3am edition” in brackets or after a dash. What makes another album stays: live, a soundtrack,
 * “someone's version”, a volume. `-` where the title is unknown. Pure; never returns empty text.
 */
export function albumKey(name: string | null): string {
  const whole = name ?? ''
  if (foldText(whole) === '') return '-'
  const key = foldText(withoutEditions(whole.normalize('NFKC')))
  return key === '-' ? '"-"' : key
}

function withoutEditions(name: string): string {
  let title = ''
  const hasTitle = () => foldText(title) !== ''
  for (const { text, bracket } of segments(name)) {
    const [plain = '', ...parts] = bracket ? ['', text] : text.split(DASH)
    title += ` ${plain}`
    // A part before the title belongs to it.
    for (const part of parts) title += ` ${hasTitle() ? readPart(part) : part}`
  }
  return hasTitle() ? title : name
}

/** What is left of a part in brackets or after a dash without the edition that it names. */
function readPart(part: string): string {
  return part
    .split(WITHIN_PART)
    .map((piece) => withoutEdition(piece))
    .join(' ')
}

const WITHIN_PART = /[/|;]|\s[-‐–—―−]+\s/u

function withoutEdition(piece: string): string {
  const words = canonicalWords(piece).map((word) => (EDITION.test(word) ? 'edition' : word))
  const isNamed = words[0] === 'edition' || words.at(-1) === 'edition'
  if (!isNamed && !words.some((word) => EDITION_WORDS.has(word))) return piece
  const rest = words.filter((word) => !EDITION_WORDS.has(word) && !FILLERS.has(word) && !NUMBER.test(word))
  if (rest.length === 0) return ''
  // “3am edition” has any name. A live edition is another album, and “someone's version” stays without its “deluxe”.
  if (isNamed && !rest.some((word) => OTHER_ALBUM.has(word))) return ''
  return words.filter((word) => !EDITION_WORDS.has(word)).join(' ')
}

const EDITION = /^(?:edition|editions|edicion|edicao|edizione|ausgabe|editie|utgave|utgava)$/
const NUMBER = /^\d+(?:st|nd|rd|th)?$/

/** Words that name an edition of an album anywhere in a part. */
const EDITION_WORDS = new Set(
  'deluxe expanded remaster edition anniversary bonus reissue standard explicit clean censored uncensored'.split(
    ' ',
  ),
)
/** Words that mean nothing beside one of them: “the super deluxe version with bonus tracks”. */
const FILLERS = new Set(
  'the a super special complete limited digital digitally newly full track tracks version album lp mono stereo mix with and y e und et de'.split(
    ' ',
  ),
)
/** Words that make another album, even in the name of an edition. */
const OTHER_ALBUM = new Set(
  'live recorded acoustic unplugged instrumental instrumentals karaoke remix remixes demo demos orchestral symphonic stripped session sessions sped-up slowed a-cappella version soundtrack score volume vol part'.split(
    ' ',
  ),
)
