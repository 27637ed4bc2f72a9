/**
 * How a text of credits is cut. `feature`: what follows is a list of further artists. `join`: always separates. `list`:
 * a comma, & or "and", which may also be part of a name. `members`: a bracket at the end that lists who the artist is.
 */
export type SeparatorKind = 'feature' | 'members' | 'join' | 'list'

/** A name in a text, and what separates it from the name before; null for the first one. */
export interface CreditPart {
  start: number
  end: number
  before: SeparatorKind | null
}

const FEATURE_WORDS = String.raw`(?:featuring|feauring|featring|feat\b\.?|ft\b\.?|(?:a\s+)?duet\s+with|with(?:\s+special\s+guests?)?|co-starring|starring|introducing|presents|vs\b\.?|versus|vocals?\s+by)`
const FEATURE = String.raw`(?:\s*[([]\s*|[\s,&]*\s)(?:${FEATURE_WORDS}(?::\s*|\s+)|(?:feat|ft)\.(?=\S)|w\/\s*|f\/\s*)|\s*[([]\s*(?:&|and|\+|as)\s+|\s+as\s+(?=the\s)|(?<=\s(?:&|and)\s.*)\s+are\s+`
/** Words after a comma that belong to the name before it. */
const SUFFIX = String.raw`(?:jr|sr|inc|ltd|llc|esq|etc|i{1,3}|iv|m\.?d|ph\.?d)\b`
const LIST = String.raw`\s+(?:[-–—]\s+)?(?=(?:his|her)\s\S)|\s*,(?!\d{3}(?!\d))(?!\s*${SUFFIX})\s*(?:(?:&|and)\s+)?|\s+(?:&|and)\s+`
/** Words before which an X is part of the name, as in Lil Nas X. */
const BEFORE_X = String.raw`(?<!\b(?:nas|mia|malcolm|the|brand|generation|planet|terminator|racer))`
const AFTER_X = String.raw`(?!&|,|x\s|and\b|with\b|${FEATURE_WORDS})`
const JOIN = String.raw`${BEFORE_X}\s+x\s+${AFTER_X}|\s+\+\s+|\s*(?:(?<!\d)\/|\/(?!\d))\s*|(?<!alias):\s+`

const MEMBERS = String.raw`\s+[([](?!\s*(?:the|${FEATURE_WORDS})\s)(?=[^()[\]]*(?:,\s|\s(?:&|and)\s)[^()[\]]*[)\]]\s*$)`

const SEPARATOR = new RegExp(
  `(?<members>${MEMBERS})|(?<feature>${FEATURE})|(?<join>${JOIN})|(?<list>${LIST})`,
  'giu',
)
/** Text without any of these is one name. */
const MAY_SEPARATE =
  /[,&+/:([]|\sx\s|\s(?:and|f(?:ea|t)|a\s+duet|duet|with|co-|star|intro|presents|v(?:s|ersus|ocal)|as|his|her)/iu

const kinds = ['feature', 'members', 'join', 'list'] as const satisfies SeparatorKind[]

/** The names in a text at every possible cut, from left to right. Separators within quotes and brackets do not count. */
export function cutCreditText(credit_text: string): CreditPart[] {
  const text = writePlainly(credit_text)
  if (!MAY_SEPARATE.test(text)) return [{ start: 0, end: text.length, before: null }]
  const closed = findClosedSpans(text)
  const parts: CreditPart[] = []
  let start = 0
  let before: SeparatorKind | null = null
  for (const match of text.matchAll(SEPARATOR)) {
    const at = match.index
    const end = at + match[0].length
    // A separator without a name on both sides separates nothing.
    if (at <= start || end >= text.length || closed.some((span) => span.start < end && at < span.end))
      continue
    parts.push({ start, end: at, before })
    start = end
    before = kinds.find((kind) => match.groups?.[kind] !== undefined) ?? null
  }
  parts.push({ start, end: text.length, before })
  return parts
}

/** The same text with wide characters, curly quotes, × and 、 as the separators that they are. Every character keeps its place. */
function writePlainly(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[“”„×、]/g, (character) => ({ '×': 'x', '、': ',' })[character] ?? '"')
}

interface Span {
  start: number
  end: number
}

/** Quoted text, and brackets that add no artist: (r&b), (Not Was), (As The Bunkers). */
function findClosedSpans(text: string): Span[] {
  const spans: Span[] = []
  for (const { index, 0: found } of text.matchAll(/"[^"]*"|\(([^()]*)\)|\[([^[\]]*)\]/gu)) {
    const isList =
      MEMBERS_ONLY.test(text.slice(0, index + found.length)) && index + found.length === text.trimEnd().length
    if (found.startsWith('"') || !(ADDS_ARTISTS.test(found) || isList))
      spans.push({ start: index, end: index + found.length })
  }
  return spans
}

const MEMBERS_ONLY = new RegExp(MEMBERS, 'iu')
const ADDS_ARTISTS = new RegExp(String.raw`^[([]\s*(?:${FEATURE_WORDS}|&|and\s|\+|as\s)`, 'iu')
