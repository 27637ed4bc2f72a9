import { metricNames } from '../chart-rows/column-rules.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import { record, text } from '../json/fields.ts'

/** Objects within a row that are read. */
const DEPTH = 4

/**
 * The values of a row and of the objects in it, as the cells of a table: by the key, with that of the object before it where
 * the key alone says too little, as in `artist: {name}`.
 */
export function flattenRow(row: Record<string, unknown>): Map<string, string> {
  const cells = new Map<string, string>()
  addFields(cells, row, [])
  return cells
}

function addFields(cells: Map<string, string>, fields: Record<string, unknown>, path: string[]): void {
  const inner: [string, Record<string, unknown>][] = []
  for (const [key, value] of Object.entries(fields)) {
    const nested = record(value)
    if (nested !== null) inner.push([key, nested])
    else if (Array.isArray(value)) addList(cells, value, [...path, key])
    else addCell(cells, [...path, key], showScalar(value))
  }
  // Values of the row itself have the short names.
  for (const [key, nested] of inner) {
    const metric = readMetric(nested)
    if (metric !== null) addCell(cells, [...path, metric.name], metric.value)
    else if (path.length < DEPTH) addFields(cells, nested, [...path, key])
  }
}

function addList(cells: Map<string, string>, values: unknown[], path: string[]): void {
  const objects = values.map(record).filter((each) => each !== null)
  if (objects.length === 0) {
    const texts = values.map(showScalar).filter((each) => each !== '')
    addCell(cells, path, texts.length === 0 ? '' : showList(texts))
    return
  }
  const names = objects.map(findName)
  const ids = objects.map(findId)
  const key = path.at(-1) as string
  addCell(cells, path, names.every((name) => name === '') ? '' : showList(names))
  if (ids.some((id) => id !== '')) addCell(cells, [...path.slice(0, -1), `${key}_ids`], showList(ids))
}

function addCell(cells: Map<string, string>, path: string[], value: string): void {
  const short = nameCell(path)
  cells.set(cells.has(short) ? path.join('.') : short, value)
}

/** Keys that say what something is only with the key of the object that they are in. */
const GENERIC = new Set([
  'name',
  'title',
  'names',
  'id',
  'ids',
  'uri',
  'url',
  'href',
  'link',
  'mbid',
  'text',
  'label',
])
/** Keys of objects that say nothing of what is in them. */
const EMPTY = new Set(['metadata', 'data', 'info', 'details', 'attributes', 'meta', 'object', 'entry', 'row'])

function nameCell(path: string[]): string {
  const key = path.at(-1) as string
  const words = splitWords(key)
  if (!words.every((word) => GENERIC.has(word))) return key
  const parent = splitWords(path.at(-2) ?? '').filter((word) => !EMPTY.has(word))
  const songs = parent.map((word) => (word === 'recording' || word === 'item' ? 'track' : word))
  return [...songs, ...words].join('_')
}

/** `{value: "675951", type: "STREAMS"}` */
function readMetric(fields: Record<string, unknown>): { name: string; value: string } | null {
  const name = text(fields.type)?.toLowerCase()
  const isMetric = metricNames.some((metric) => metric === name) && record(fields.value) === null
  return isMetric ? { name: name as string, value: showScalar(fields.value) } : null
}

function findName(fields: Record<string, unknown>): string {
  const key = Object.keys(fields).find(
    (each) => splitWords(each).includes('name') && text(fields[each]) !== null,
  )
  return text(fields[key ?? 'title']) ?? ''
}

function findId(fields: Record<string, unknown>): string {
  for (const word of ['id', 'uri', 'mbid', 'url', 'href', 'link']) {
    const key = Object.keys(fields).find((each) => splitWords(each).at(-1) === word)
    const value = key === undefined ? '' : showScalar(fields[key])
    if (value !== '') return value
  }
  return ''
}

function showScalar(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** A list as programs write it, so that a comma within a name parts nothing. */
function showList(texts: string[]): string {
  const quoted = texts.map((each) => `'${each.replace(/[\\']/g, '\\$&').replace(/\s+/g, ' ')}'`)
  return `[${quoted.join(', ')}]`
}
