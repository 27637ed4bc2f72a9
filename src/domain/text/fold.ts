/**
 * Removes the differences that two spellings of a name may have: case, width, compatibility forms, punctuation, runs
 * of white space, and the accents of Latin and Greek letters. Marks that make another letter in other scripts
 * (dakuten, Devanagari vowels, the breve of й) are kept; Arabic and Hebrew pointing, which is optional, is removed.
 * Folding twice changes nothing. Text of punctuation alone keeps it, so that `???` and `!!!` differ; the result is
 * empty only for text without visible characters.
 */
export function foldText(text: string): string {
  const folded = ASCII.test(text) ? foldAscii(text) : foldUnicode(text)
  return folded === '' ? visible(text) : folded
}

const ASCII = /^[\x00-\x7f]*$/

function foldAscii(text: string): string {
  const words = text.toLowerCase().replace(/['`]/g, '').replaceAll('&', ' and ')
  return words
    .replace(ASCII_ACRONYM, withoutDots)
    .replace(/[^a-z0-9$+<=>]+/g, ' ')
    .trim()
}

const ASCII_ACRONYM = /(?<![a-z0-9])[a-z](?:\.[a-z])+(?![a-z0-9])/g
const withoutDots = (acronym: string) => acronym.replaceAll('.', '')

function foldUnicode(text: string): string {
  const shown = text.normalize('NFC').replace(TRADE_MARKS, '').normalize('NFKC').replace(OPTIONAL, '')
  const letters = caseFolded(shown).normalize('NFD').replace(APOSTROPHES, '').replace(/[|~]/g, ' ')
  return withoutAccents(letters)
    .replaceAll('&', ' and ')
    .replace(ACRONYM, withoutDots)
    .replace(SEPARATORS, ' ')
    .trim()
    .normalize('NFKC')
}

/** Invisible characters, tatweel, and Arabic and Hebrew pointing (hamza and madda make letters and are kept). */
const OPTIONAL =
  /[\p{Default_Ignorable_Code_Point}\u0640\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/gu
const TRADE_MARKS = /(?<=[\p{L}\p{N}])[™℠®©]/gu
const APOSTROPHES = /['`´‘’‛′ʹʻʼʽˈ＇]/gu
const ACRONYM = /(?<![\p{L}\p{N}\p{M}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}\p{M}])/gu
/** Symbols are kept (`+`, `$` and hearts are titles), except those that only separate. */
const SEPARATORS = /[\p{P}\p{Sk}\p{Z}\p{Cc}\p{Cf}\p{Cs}|~]+/gu

/** Lower case via upper case, so that ß and ẞ become ss, ı and İ become i, and all sigmas are equal. */
function caseFolded(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

/** Expects decomposed text and returns composed. */
function withoutAccents(text: string): string {
  return text
    .replace(LATIN_OR_GREEK_MARKS, '$1')
    .replace(STRAY_MARKS, '')
    .replace(/[æœøđðłħŧþ]/g, (letter) => LATIN_LETTERS[letter] ?? letter)
    .normalize('NFC')
}

const LATIN_OR_GREEK_MARKS = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
/** Marks without a letter, as in keycaps. */
const STRAY_MARKS = /(?<=^|[\p{N}\p{P}\p{Z}\p{Sk}\p{Cc}\p{Cf}\p{Cs}])\p{M}+/gu
/** Latin letters that Unicode does not decompose into a base letter and an accent. */
export const LATIN_LETTERS: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  þ: 'th',
  ß: 'ss',
  ı: 'i',
}

function visible(text: string): string {
  return caseFolded(text.normalize('NFKC'))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .normalize('NFKC')
}
