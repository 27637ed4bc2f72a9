import { ruleWords } from './column-rules.ts'

/**
 * The words of a column's name in lower case. Letter case, blanks, hyphens and underscores make no difference:
 * `Artist Name(s)`, `artist_names` and `artistNames` are `artist names`, and so is `artistnames`.
 */
export function splitWords(name: string): string[] {
  const plain = name
    .normalize('NFKC')
    .replace(/\(s\)/gi, 's')
    // `Date (YYYY-MM-DD)`: how its values are written.
    .replace(/\([ymd]+([-/. ][ymd]+)*\)/gi, '')
    // `Streams %` and `Rank +/-` are changes, not the streams and the rank.
    .replace(/[%Δ±]|\+(?:\s*\/?\s*[-−])?/g, ' change ')
    .replace(/YouTube|MusicBrainz/g, (name) => name.toLowerCase())
    // `URIs` is one word, not `UR` and `Is`.
    .replace(/(?<![A-Za-z])[A-Z]{2,}s(?![A-Za-z])/g, (word) => word.toLowerCase())
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
  return (plain.match(/[\p{L}\p{N}]+|#/gu) ?? []).flatMap((word) => splitKnown(word) ?? [word])
}

/** One name for all spellings of a column. */
export function normalizeName(name: string): string {
  return splitWords(name).join('_')
}

/** `trackname` as `track`, `name`; null for a text that is not known words alone. */
function splitKnown(word: string): string[] | null {
  if (ruleWords.has(word) || word === '') return [word]
  for (let end = word.length - 1; end > 1; end--) {
    const first = word.slice(0, end)
    if (!ruleWords.has(first)) continue
    const rest = splitKnown(word.slice(end))
    if (rest?.every((each) => ruleWords.has(each))) return [first, ...rest]
  }
  return null
}
