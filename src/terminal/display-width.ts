/** Terminals draw these over two cells: East Asian scripts, full-width forms and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
/** And these over none: marks that stand on the letter before, and invisible signs. */
const empty = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u
const plainText = /^[\x20-\x7e]*$/

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cells of a terminal that a text takes. */
export function displayWidth(text: string): number {
  if (plainText.test(text)) return text.length
  let width = 0
  for (const character of text) width += empty.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** A text in at most `width` cells, with an ellipsis where something is left out: at its end, or at its start. */
export function truncateText(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (displayWidth(text) <= width) return text
  const all = [...letters.segment(text)].map(({ segment }) => segment)
  if (keep === 'end') all.reverse()
  const kept: string[] = []
  let room = width - 1
  for (const letter of all) {
    room -= displayWidth(letter)
    if (room < 0) break
    kept.push(letter)
  }
  return keep === 'end' ? `…${kept.reverse().join('')}` : `${kept.join('').trimEnd()}…`
}

/** A text in lines of at most `width` cells, broken between words; a longer word is shortened. */
export function wrapText(text: string, width: number, between = ' '): string[] {
  const lines: string[] = []
  for (const word of text.split(between)) {
    const longer = `${lines.at(-1)}${between}${word}`
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(truncateText(word, width))
  }
  return lines
}
