import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The terminal cells that a text takes. */
export function displayWidth(text: string): number {
  return stringWidth(text)
}

/**
 * A text in at most `width` cells, with an ellipsis where its end, or its start, is left out. The end is cut between words,
 * unless that would leave less than half of the cells.
 */
export function truncateText(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (displayWidth(text) <= width) return text
  const all = splitGraphemes(text)
  if (keep === 'end')
    return `…${takeCells(all.reverse(), width - 1)
      .reverse()
      .join('')}`
  const kept = takeCells(all, width - 1)
  const cut = kept.join('')
  const words = all[kept.length] === ' ' ? cut : cut.slice(0, cut.lastIndexOf(' ') + 1)
  return `${(displayWidth(words) >= width / 2 ? words : cut).trimEnd()}…`
}

/**
 * A text in lines of at most `width` cells, broken between words. A word that is longer is broken after its hyphens,
 * slashes and underscores, and where that is not enough, anywhere: no character is lost.
 */
export function wrapText(text: string, width: number, between = ' '): string[] {
  const lines: string[] = []
  for (const word of text.split(between)) {
    const longer = `${lines.at(-1)}${between}${word}`
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(...breakWord(word, width))
  }
  return lines
}

function breakWord(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word]
  const lines: string[] = []
  for (const part of word.split(/(?<=[-/_])/)) {
    const longer = `${lines.at(-1) ?? ''}${part}`
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(...breakAnywhere(part, width))
  }
  return lines
}

function breakAnywhere(word: string, width: number): string[] {
  const rest = splitGraphemes(word)
  const lines: string[] = []
  while (rest.length > 0) {
    // A grapheme of two cells does not fit into one, but must be somewhere.
    const taken = Math.max(1, takeCells(rest, width).length)
    lines.push(rest.splice(0, taken).join(''))
  }
  return lines
}

function splitGraphemes(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment)
}

/** The first graphemes that fit into so many cells. */
function takeCells(all: string[], width: number): string[] {
  let room = width
  const end = all.findIndex((grapheme) => {
    room -= displayWidth(grapheme)
    return room < 0
  })
  return end < 0 ? all : all.slice(0, end)
}
