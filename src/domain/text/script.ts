/**
 * The script of most letters of a text, in lower case: latin, cyrillic, hangul, …; han next to kana is japanese;
 * `other` for scripts that are rare in charts; null without letters. Of two equally frequent scripts, the one that is
 * earlier in the list below: Latin is last, so a half Latin title has the script of its other half.
 */
export function mainScript(text: string): string | null {
  if (LATIN_ONLY.test(text)) return HAS_LATIN.test(text) ? 'latin' : null
  const counts = new Map<string, number>()
  for (const letter of text.match(/\p{L}/gu) ?? []) {
    const script = scripts.find(([, pattern]) => pattern.test(letter))?.[0] ?? 'other'
    counts.set(script, (counts.get(script) ?? 0) + 1)
  }
  const japanese = counts.get('japanese')
  if (japanese !== undefined) {
    counts.set('japanese', japanese + (counts.get('han') ?? 0))
    counts.delete('han')
  }
  let main: string | null = null
  for (const script of [...scripts.map(([name]) => name), 'other']) {
    if ((counts.get(script) ?? 0) > (main === null ? 0 : (counts.get(main) ?? 0))) main = script
  }
  return main
}

/** Basic Latin to Latin Extended-B, which contain no letter of another script. */
const LATIN_ONLY = /^[\u0000-\u024f\u2010-\u2027]*$/
const HAS_LATIN = /\p{Script=Latin}/u

const scripts: [string, RegExp][] = [
  ['japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['han', /\p{Script=Han}/u],
  ['hangul', /\p{Script=Hangul}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['devanagari', /\p{Script=Devanagari}/u],
  ['bengali', /\p{Script=Bengali}/u],
  ['gurmukhi', /\p{Script=Gurmukhi}/u],
  ['gujarati', /\p{Script=Gujarati}/u],
  ['tamil', /\p{Script=Tamil}/u],
  ['telugu', /\p{Script=Telugu}/u],
  ['kannada', /\p{Script=Kannada}/u],
  ['malayalam', /\p{Script=Malayalam}/u],
  ['sinhala', /\p{Script=Sinhala}/u],
  ['thai', /\p{Script=Thai}/u],
  ['lao', /\p{Script=Lao}/u],
  ['khmer', /\p{Script=Khmer}/u],
  ['myanmar', /\p{Script=Myanmar}/u],
  ['georgian', /\p{Script=Georgian}/u],
  ['armenian', /\p{Script=Armenian}/u],
  ['ethiopic', /\p{Script=Ethiopic}/u],
  ['latin', /\p{Script=Latin}/u],
]
