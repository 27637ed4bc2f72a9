/** Largest position, previous position, peak and count. */
const LARGEST = 2 ** 31 - 1

/** Text of a digit or more alone is by far the commonest. -1 for any other text, and for what is not exact. */
function readDigits(text: string): number {
  const { length } = text
  if (length === 0 || length > 16) return -1
  let value = 0
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1
}

/** `=7`, `7=` and `T7` of ties, `#7`, `No. 7`, `7.`, `7th`, a number in quotes, and `7.0` of a table that once had empty cells. */
const POSITION =
  /^["']?(?:(?:[=T#№]|N[or]\.?)\s*)?(\d{1,10}|\d{1,3}(?:,\d{3})+)(?:\s*=|\.0?|st|nd|rd|th)?["']?$/i

/** A position from 0; -1 for another text. */
export function readPosition(text: string | undefined): number {
  if (text === undefined) return -1
  let value = readDigits(text)
  if (value < 0) {
    const digits = POSITION.exec(text.trim())?.[1]
    if (digits === undefined) return -1
    value = Number(digits.replaceAll(',', ''))
  }
  return value <= LARGEST ? value : -1
}

/** Texts that say that there is nothing. */
const NONE =
  /^(?:|-+|–|—|−|-1(?:\.0)?|\.+|\?|\\n|n\/?a|nan|null|none|nil|new|new entry|re|re-?entry|re-?enter)$/i

/** True for a text that says that there is no number. */
export function isNone(text: string): boolean {
  return NONE.test(text.trim())
}

/** Separators of groups of three digits. A blank may be one that does not break. */
const SEPARATORS = [',', '.', ' ', "'", '_'] as const
const BLANKS = /[\u00a0\u2007\u2009\u202f ]/g
const APOSTROPHES = /[\u2019\u02bc]/g
const SHAPE = /^\d+(?:[,. '_]\d+)*$/
const WHOLE = /^(\d{1,16})\.0{1,2}$/

type Separator = (typeof SEPARATORS)[number]

interface SeparatorUse {
  /** A value that it groups. */
  grouped: string | null
  hasTwoGroups: boolean
  /** A value in which it does not part groups of three digits. */
  other: string | null
}

/** A column of whole numbers from 0. How they are grouped can be known only at the end of the column. */
export interface NumberColumn {
  /** The number; NaN for another text. */
  read(text: string | undefined): number
  finish(): NumberColumnResult
}

export interface NumberColumnResult {
  /** Two values that cannot both be read in one way: then none of the column counts. Null for a column that can be read. */
  conflict: [string, string] | null
  /** Texts that are neither a number nor a word for none, and the first of them. */
  unread: number
  example: string | null
}

export function createNumberColumn(): NumberColumn {
  const uses = new Map<Separator, SeparatorUse>()
  let large: string | null = null
  let unread = 0
  let example: string | null = null

  const readUnusual = (text: string): number => {
    const given = text.trim()
    if (NONE.test(given)) return Number.NaN
    const plain = given.replace(BLANKS, ' ').replace(APOSTROPHES, "'")
    const digits = WHOLE.exec(plain)?.[1] ?? plain
    const value = readDigits(digits)
    if (value >= 0) {
      if (value > 999) large ??= given
      return value
    }
    const used = SHAPE.test(plain) ? SEPARATORS.filter((each) => plain.includes(each)) : []
    if (used.length === 0) return refuse(given)
    for (const separator of used) note(separator, plain, given)
    const number = readDigits(plain.replace(/[^\d]/g, ''))
    return number >= 0 ? number : refuse(given)
  }

  const refuse = (given: string): number => {
    unread++
    example ??= given
    return Number.NaN
  }

  const note = (separator: Separator, plain: string, given: string) => {
    const use = uses.get(separator) ?? { grouped: null, hasTwoGroups: false, other: null }
    uses.set(separator, use)
    const [first = '', ...groups] = plain.split(separator)
    if (first.length <= 3 && groups.every((group) => group.length === 3 && !/\D/.test(group))) {
      use.grouped ??= given
      if (groups.length > 1) use.hasTwoGroups = true
    } else use.other ??= given
  }

  return {
    read(text) {
      if (text === undefined || text === '') return Number.NaN
      const value = readDigits(text)
      if (value < 0) return readUnusual(text)
      if (value > 999 && large === null) large = text
      return value
    },
    finish: () => ({ conflict: findConflict(uses, large), unread, example }),
  }
}

function findConflict(uses: Map<Separator, SeparatorUse>, large: string | null): [string, string] | null {
  const [one, two] = [...uses.values()]
  if (one === undefined) return null
  const shown = (use: SeparatorUse) => use.grouped ?? (use.other as string)
  if (two !== undefined) return [shown(one), shown(two)]
  if (one.grouped === null) return [shown(one), shown(one)]
  if (one.other !== null) return [one.grouped, one.other]
  return one.hasTwoGroups || large === null ? null : [one.grouped, large]
}
