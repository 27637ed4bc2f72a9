import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The terminal cells that a text takes. */
export function displayWidth(text: string): number {
  return stringWidth(text)
}

/** A text in at most `width` cells, with an ellipsis where its end, or its start, is left out. */
export function truncateText(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (displayWidth(text) <= width) return text
  const all = [...graphemes.segment(text)].map(({ segment }) => segment)
  if (keep === 'end') all.reverse()
  const kept: string[] = []
  let room = width - 1
  for (const grapheme of all) {
    room -= displayWidth(grapheme)
    if (room < 0) break
    kept.push(grapheme)
  }
  return keep === 'end' ? `…${kept.reverse().join('')}` : `${kept.join('').trimEnd()}…`
}

/** A text in lines of at most `width` cells, broken between words. A longer word is truncated. */
export function wrapText(text: string, width: number, between = ' '): string[] {
  const lines: string[] = []
  for (const word of text.split(between)) {
    const longer = `${lines.at(-1)}${between}${word}`
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(truncateText(word, width))
  }
  return lines
}
