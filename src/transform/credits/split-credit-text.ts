import { foldArtistName } from '../../domain/credits/artist-name.ts'
import { findLastPart, type WholeNames } from '../../domain/credits/whole-names.ts'
import { isBacking, isGroupWord, isNoName, isOwned } from './backing-words.ts'
import { cutCreditText, type SeparatorKind } from './credit-parts.ts'

/**
 * When a name is credited: `always`, or `alone`: if this name itself has charted alone. A group is one act or several. Its
 * `whole` name is credited if it is one act, a `part` or `member` of it if it is several: once a part has charted alone.
 */
export type CreditForm = 'always' | 'alone' | 'whole' | 'part' | 'member'

/** A name that a credit text may contain, as the text writes it. */
export interface TextCredit {
  name: string
  /** From 1; null for a name that belongs to no group. */
  group: number | null
  form: CreditForm
}

/**
 * The names in a credit text, in order. What follows from the text alone is decided here. What depends on who charted alone is
 * left open by groups. Pure.
 */
export function splitCreditText(text: string, unsplit: WholeNames): TextCredit[] {
  const credits: TextCredit[] = []
  const context = { text, credits, groups: 0 }
  for (const segment of segmentNames(text, unsplit)) addSegment(context, segment)
  const seen = new Set<string>()
  return credits.filter(({ name, group, form }) => {
    const key = `${foldArtistName(name)} ${form === 'always' ? '' : group} ${form}`
    return !seen.has(key) && seen.add(key)
  })
}

interface Name {
  text: string
  start: number
  end: number
  before: SeparatorKind | null
  /** Artists for whom a name counts that stays whole; null for any other name. */
  counts_for: readonly string[] | null
  /** The artist that a name with a band begins with: Percy Faith And His Orchestra. */
  leader: Leader | null
}

interface Leader {
  name: string
  /** The text shows that this is an artist. */
  isSure: boolean
}

/** Names between separators that always separate. After a featuring all names are a list. */
interface Segment {
  names: Name[]
  isList: boolean
}

function segmentNames(text: string, unsplit: WholeNames): Segment[] {
  const segments: Segment[] = []
  let isList = false
  for (const name of joinBacking(text, findNames(text, unsplit))) {
    if (name.before === 'feature') isList = true
    if (name.before === 'members') isList = false
    const last = segments.at(-1)
    // Mos Def & Kweli Are Black Star: the text names the members of an act.
    if (last !== undefined && name.before === 'feature' && isEquation(text, last, name)) last.isList = true
    if (last === undefined || name.before !== 'list') segments.push({ names: [name], isList })
    else last.names.push(name)
  }
  return segments
}

function isEquation(text: string, { names }: Segment, next: Name): boolean {
  return /\b(?:as|are)\b/i.test(text.slice(names.at(-1)?.end, next.start))
}

/** The parts of a text, with the longest runs of parts that are one name put together again. */
function findNames(text: string, unsplit: WholeNames): Name[] {
  const parts = cutCreditText(text)
  const names: Name[] = []
  for (let from = 0; from < parts.length; ) {
    const { start, before } = parts[from] as (typeof parts)[number]
    const read = (to: number) => text.slice(start, parts[to]?.end)
    const to = findLastPart(from, parts.length, (last) => unsplit.has(foldArtistName(read(last))))
    const whole = cleanName(read(to))
    const counts_for = unsplit.get(foldArtistName(whole)) ?? null
    const end = parts[to]?.end ?? text.length
    if (whole !== '') names.push({ text: whole, start, end, before, counts_for, leader: null })
    from = to + 1
  }
  return names
}

/** Joins "His Orchestra", "Band", "Soundtrack" or "Me", which are not artists, to the name before them. */
function joinBacking(text: string, names: Name[]): Name[] {
  const joined: Name[] = []
  for (const name of names) {
    const last = joined.at(-1)
    const isAccompaniment = isBacking(name.text)
    if (last === undefined || name.counts_for !== null || !(isAccompaniment || isNoName(name.text))) {
      joined.push(name)
      continue
    }
    if (isAccompaniment && !isGroupWord(last.text))
      last.leader ??= { name: last.text, isSure: isOwned(name.text) }
    last.end = name.end
    last.text = cleanName(text.slice(last.start, last.end))
  }
  return joinNamedGroup(text, joined)
}

/** The Sanford/Townsend Band: what looks like two artists is the name of one band. */
function joinNamedGroup(text: string, names: Name[]): Name[] {
  const feature = names.findIndex(({ before }) => before === 'feature' || before === 'members')
  const lead = feature < 0 ? names : names.slice(0, feature)
  const [first, last] = [lead[0], lead.at(-1)]
  if (first === undefined || last === undefined || first === last || !isNamedGroup(lead)) return names
  const whole = { ...first, end: last.end, text: cleanName(text.slice(first.start, last.end)) }
  return [whole, ...names.slice(lead.length)]
}

function isNamedGroup(names: Name[]): boolean {
  const last = names.at(-1)?.text ?? ''
  const isShort = names.slice(0, -1).every((name) => countWords(name.text) === 1)
  return isThe(names[0]?.text ?? '') && isShort && countWords(last) === 2 && !isThe(last) && isGroupWord(last)
}

/** Without white space and separators around it, and without a bracket that is closed but not opened. */
function cleanName(text: string): string {
  const trimmed = text.trim()
  const name = trimmed.replace(SEPARATORS_BEFORE, '').replace(SEPARATORS_AFTER, '') || trimmed
  const isUnopened = BRACKETS.some(
    ([open, close]) => name.endsWith(close) && name.split(close).length > name.split(open).length,
  )
  return isUnopened ? cleanName(name.slice(0, -1)) : name
}

const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
] as const
/** What separates a name from nothing: `& Ida`, `feat. Ida`, `Ida &`, `Ida feat.` */
const SEPARATORS_BEFORE = /^(?:(?:[&+/]|(?:feat|ft)\.)\s+|[,;]\s*)+/iu
const SEPARATORS_AFTER = /(?:\s+(?:[-–—&+/]|(?:feat|ft)\.?|featuring)|[\s([]*[,;([])+$/iu

interface Context {
  text: string
  credits: TextCredit[]
  groups: number
}

function addSegment(context: Context, { names, isList }: Segment): void {
  const [last] = names.slice(-1)
  const bands = names.map(({ text }) => isThe(text))
  const endsWithBand = bands.at(-1) === true && !bands.slice(0, -1).includes(true)
  if (names.length === 1 || isList) addAll(context, names)
  else if (last !== undefined && endsWithBand && !joinNames(context, names).includes(','))
    addBand(context, names.slice(0, -1), last)
  else if (areNames(names, joinNames(context, names))) addAll(context, names)
  else addGroup(context, names)
}

/** True for full names of two artists, and for a list of at least three names with a full one or with commas alone. */
function areNames(names: Name[], text: string): boolean {
  const isFull = ({ text }: Name) => countWords(text) > 1
  return names.length > 2 ? names.some(isFull) || !/\s(?:&|and)\s/i.test(text) : names.every(isFull)
}

/** Seals & Crofts: one act, unless one of them has charted alone. */
function addGroup(context: Context, names: Name[]): void {
  const group = ++context.groups
  add(context, joinNames(context, names), 'whole', group)
  for (const name of names) add(context, name.text, 'part', group)
}

/**
 * James Brown And The Famous Flames: one act that counts for its leader, unless the band has charted alone. Jon & Robin And
 * The In Crowd are one act, too; Sharon Paige And Harold Melvin And The Blue Notes are two.
 */
function addBand(context: Context, before: Name[], band: Name): void {
  const isDuo = before.every(({ text }) => countWords(text) === 1)
  if (!isDuo) addAll(context, before.slice(0, -1))
  const leader = isDuo ? joinName(context, before) : (before.at(-1) as Name)
  const group = ++context.groups
  add(context, joinNames(context, [leader, band]), 'whole', group)
  add(context, leader.text, 'member', group)
  add(context, band.text, 'part', group)
  addLeader(context, leader.leader ?? { name: leader.text, isSure: false })
}

function addAll(context: Context, names: Name[]): void {
  for (const { text, counts_for, leader } of names) {
    add(context, text, 'always')
    for (const other of counts_for ?? []) add(context, other, 'always')
    if (leader !== null) addLeader(context, leader)
  }
}

/** Danny of Danny & The Juniors is not an artist, so a leader of one word has to have charted alone, and so has a duo. */
function addLeader(context: Context, { name, isSure }: Leader): void {
  const isFullName = countWords(name) > 1 && cutCreditText(name).length === 1
  add(context, name, isSure || isFullName ? 'always' : 'alone')
}

function add({ credits }: Context, name: string, form: CreditForm, group: number | null = null): void {
  credits.push({ name, group, form })
}

function joinName(context: Context, names: Name[]): Name {
  return { ...(names[0] as Name), end: names.at(-1)?.end ?? 0, text: joinNames(context, names) }
}

function joinNames({ text }: Context, names: Name[]): string {
  return cleanName(text.slice(names[0]?.start, names.at(-1)?.end))
}

function isThe(name: string): boolean {
  return /^the\s/i.test(name)
}

/** Without a leading The. */
function countWords(name: string): number {
  return name.replace(/^the\s+/i, '').split(/\s+/).length
}
