import { foldArtistName } from '../domain/credits/artist-name.ts'
import { findLastPart, findWholeNames } from '../domain/credits/whole-names.ts'

/** The artists that a cell of a chart file names. */
export interface CellArtists {
  names: string[]
  /** `list`: the cell separates them, as in `A; B` or `['A', 'B']`; `commas`: the column does; `text`: it is one text. */
  form: 'list' | 'commas' | 'text'
  /** A separator may be left in a name that is not known to contain one. */
  is_open: boolean
}

export type ArtistCellReader = (cell: string) => CellArtists

/** What a column that names all artists writes between two: `, `, a comma without a blank, or also `&` before the last. */
export type ArtistSeparator = 'commas' | 'bare commas' | 'commas and &'

/**
 * Reads cells of a column of artists. `separator` is null where the column does not name all artists. `unsplit_artists`
 * are names that contain a separator, in addition to those that are known to.
 */
export function artistCellReader(
  separator: ArtistSeparator | null,
  unsplit_artists: readonly string[],
): ArtistCellReader {
  const unsplit = findWholeNames(unsplit_artists)
  const isKnown = (name: string) => unsplit.has(foldArtistName(name))
  const isOpen = (left: RegExp) => (name: string) => left.test(name) && !isKnown(name)
  return (cell) => {
    const listed = readPythonList(cell) ?? (SEMICOLON.test(cell) ? joinKnown(cell, SEMICOLON, isKnown) : null)
    if (listed !== null) return { names: listed, form: 'list', is_open: listed.some(isOpen(LIST_SEPARATOR)) }
    if (separator === null) return { names: [cell], form: 'text', is_open: isOpen(TEXT_SEPARATOR)(cell) }
    const names = joinKnown(cell, SEPARATORS[separator], isKnown)
    const left = separator === 'bare commas' ? BARE_SEPARATOR : LIST_SEPARATOR
    return { names, form: 'commas', is_open: names.some(isOpen(left)) }
  }
}

/** True where a separator may be left in the name of an artist: one of a list, or all that is known of the artists. */
export function isOpenName(name: string, isText: boolean): boolean {
  return (isText ? TEXT_SEPARATOR : LIST_SEPARATOR).test(name) && !findWholeNames().has(foldArtistName(name))
}

/** The names between commas without a blank: `Tyler, The Creator,Kali Uchis` has two, and `10,000 Maniacs` is one. */
export function splitAtBareCommas(cell: string): string[] {
  return cell.split(SEPARATORS['bare commas']).map((name) => name.trim())
}

const SEPARATORS: Record<ArtistSeparator, RegExp> = {
  commas: /, /,
  'bare commas': /,(?!\s|(?<=\d,)\d)/,
  'commas and &': /, | & /,
}
/** Not the end of an HTML entity such as &amp; */
const SEMICOLON = /(?:(?<!&#?[a-z0-9]{1,8});|；)\s*/i
/** What separates artists in a list. */
const LIST_SEPARATOR = /,\s|[;，；、]|^\s*\[|\]\s*$/
/** What separates artists in a list with commas without a blank. */
const BARE_SEPARATOR = /,(?!\s)|[;，；、]|^\s*\[|\]\s*$/
/** What may separate artists in a text. */
const TEXT_SEPARATOR =
  /[,/+，、／＋；＆：]|(?<!&#?[a-z0-9]{1,8});|&amp;|:\s|\s(?:&|and|[x×]|vs\.?|with|feat\.?|ft\.?|featuring|presents|introducing|starring|duet)\s|\s(?:feat|ft)\.|^\s*\[|\((?:feat|ft|with|duet)/i

/** The parts between separators. The longest run of parts that is one known name stays together. */
function joinKnown(cell: string, separator: RegExp, isKnown: (name: string) => boolean): string[] {
  const parts: { start: number; end: number }[] = []
  let start = 0
  for (const { index, 0: found } of cell.matchAll(new RegExp(separator, 'gi'))) {
    parts.push({ start, end: index })
    start = index + found.length
  }
  if (parts.length === 0) return [cell]
  parts.push({ start, end: cell.length })
  const names: string[] = []
  for (let from = 0; from < parts.length; ) {
    const read = (to: number) => cell.slice(parts[from]?.start, parts[to]?.end)
    const to = findLastPart(from, parts.length, (last) => isKnown(read(last)))
    names.push(read(to).trim())
    from = to + 1
  }
  return names
}

/** `['A', "B's"]` or `["A"]`; null for any other text. */
function readPythonList(cell: string): string[] | null {
  const [, inner] = /^\s*\[(.*)\]\s*$/s.exec(cell) ?? []
  if (inner === undefined) return null
  const names: string[] = []
  let rest = inner.trim()
  while (rest !== '') {
    const [whole, , text] = /^u?(['"])((?:\\.|(?!\1)[^\\])*)\1\s*(?:,\s*|$)/s.exec(rest) ?? []
    if (whole === undefined || text === undefined) return null
    names.push(readEscapes(text).trim())
    rest = rest.slice(whole.length)
  }
  return names
}

/** The escapes that Python writes in a list of texts. */
function readEscapes(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gis, (whole, ...found) => {
    const [byte, unit, point, other] = found as (string | undefined)[]
    const hex = byte ?? unit ?? point
    if (hex === undefined) return { n: '\n', t: '\t', r: '\r' }[other ?? ''] ?? other ?? whole
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
