import { type Meaning, rankName } from '../chart-rows/column-rules.ts'
import { isDay } from '../chart-rows/column-values.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import { record, showText, text } from '../json/fields.ts'
import { flattenRow } from './json-rows.ts'

/** A list of chart rows within JSON, with what the objects around it say of all its rows. */
export interface JsonList {
  chart: string | null
  /** The day as the JSON writes it. */
  date: string | null
  rows: Record<string, unknown>[]
}

type Around = Omit<JsonList, 'rows'>

/** Objects within objects that are searched. */
const DEPTH = 5

/**
 * The lists of chart rows in a value: a list of rows, an object of a date and its rows, a list of such objects, or a map of
 * dates to rows, within any objects. Empty for any other value.
 */
export function findLists(value: unknown): JsonList[] {
  return collect(value, { chart: null, date: null }, 0)
}

function collect(value: unknown, around: Around, depth: number): JsonList[] {
  if (depth > DEPTH) return []
  if (Array.isArray(value)) return collectList(value, around, depth)
  const fields = record(value)
  return fields === null ? [] : collectObject(fields, around, depth)
}

function collectList(values: unknown[], around: Around, depth: number): JsonList[] {
  const rows = values.map(record).filter((row) => row !== null)
  const [first] = rows
  if (first === undefined) return []
  if (isRow(first)) return [{ ...around, rows }]
  return rows.flatMap((row) => collectObject(row, around, depth + 1))
}

function collectObject(fields: Record<string, unknown>, around: Around, depth: number): JsonList[] {
  const entries = Object.entries(fields)
  if (entries.length > 0 && entries.every(([key]) => isDay(key))) {
    return entries.flatMap(([date, rows]) => collect(rows, { ...around, date }, depth + 1))
  }
  const rows = numberRows(entries)
  const own = rows.length > 0 ? Object.fromEntries(entries.filter(([key]) => !isNumber(key))) : fields
  const inner = { chart: findChart(own) ?? around.chart, date: findDate(own) ?? around.date }
  if (rows.length > 0) return [{ ...inner, rows }]
  const found = entries
    .filter(([key]) => !namesPart(key))
    .map(([key, value]) => ({ key, lists: collect(value, inner, depth + 1) }))
    .filter(({ lists }) => lists.length > 0)
  if (found.length < 2) return found.flatMap(({ lists }) => lists)
  // Several lists of one object are charts by their keys.
  return found.flatMap(({ key, lists }) =>
    lists.map((list) => ({ ...list, chart: list.chart === inner.chart ? key : list.chart })),
  )
}

/**
 * The rows of a map of positions to songs, `{"1": {…}, "2": {…}}`, also beside texts such as a date; empty for any other
 * object.
 */
function numberRows(entries: [string, unknown][]): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = []
  for (const [key, value] of entries) {
    const row = record(value)
    if (isNumber(key) && row !== null) rows.push(hasMeaning(row, 'position') ? row : { rank: key, ...row })
    else if (isNumber(key) || (typeof value === 'object' && value !== null)) return []
  }
  return rows.every(isRow) ? rows : []
}

function isNumber(key: string): boolean {
  return /^\d{1,4}$/.test(key)
}

/** True for an object that names a song or an artist with its position, or a song with its artist. */
function isRow(value: Record<string, unknown>): boolean {
  const has = (meaning: Meaning) => hasMeaning(value, meaning)
  return has('artist') ? has('position') || has('song') : has('position') && has('song')
}

function hasMeaning(row: Record<string, unknown>, meaning: Meaning): boolean {
  return [...flattenRow(row).keys()].some((name) => rankName(meaning, splitWords(name)) !== null)
}

/** Lists of these are parts of a row. */
function namesPart(key: string): boolean {
  return splitWords(key).some((word) =>
    /^(?:artists?|performers?|credits?|albums?|images?|genres?)$/.test(word),
  )
}

const CHART_KEYS = [
  'alias',
  'chart',
  'chart_name',
  'chartName',
  'playlist_name',
  'playlistName',
  'playlist',
] as const

/** The name of a chart; the most exact word first. */
function findChart(fields: Record<string, unknown>): string | null {
  const own = CHART_KEYS.map((key) => text(fields[key])).find((name) => name !== null)
  if (own !== undefined) return own
  const inner = findInner(fields, (each) => text(each.alias))
  return inner ?? text(fields.name)
}

function findDate(fields: Record<string, unknown>): string | null {
  return readDate(fields) ?? findInner(fields, readDate)
}

function readDate(fields: Record<string, unknown>): string | null {
  const days = Object.entries(fields)
    .map(([key, value]) => ({ value: showText(value), rank: rankName('date', splitWords(key)) }))
    .filter(({ value, rank }) => rank !== null && isDay(value))
  const [best] = days.sort((a, b) => (a.rank as number) - (b.rank as number))
  return best?.value ?? null
}

/** What objects within this one say, but not those in its lists. */
function findInner<T>(
  fields: Record<string, unknown>,
  read: (fields: Record<string, unknown>) => T | null,
  depth = 0,
): T | null {
  for (const value of Object.values(fields)) {
    const inner = record(value)
    if (inner === null || Object.values(inner).some(Array.isArray)) continue
    const found = read(inner) ?? (depth < 2 ? findInner(inner, read, depth + 1) : null)
    if (found !== null) return found
  }
  return null
}
