import stringWidth from 'string-width'
import type { ModelColumn } from '../models/column-meanings.ts'
import type { Value } from '../warehouse/warehouse.ts'

/** `1234567.5` → `1,234,567.5`: up to two decimals, the same on every machine. */
export function formatNumber(value: number): string {
  const [whole = '', decimals] = String(Math.round(value * 100) / 100).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

/** A number, or nothing where there is no value. */
export function formatOptional(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : formatNumber(value)
}

/** A count that may be larger, because issues are unobserved: `≥ 90`. */
export function formatAtLeast(value: number, isCensored: boolean): string {
  return `${isCensored ? '≥ ' : ''}${formatNumber(value)}`
}

/** A position or a date that may be an earlier or better one: `≤ 3`. Nothing is better than no. 1. */
export function formatAtMost(value: number | string, isCensored: boolean): string {
  const text = typeof value === 'number' ? formatNumber(value) : value
  return `${isCensored && value !== 1 ? '≤ ' : ''}${text}`
}

/** A value with the bound that the header of an insight declares for its column; null if it declares another drawing. */
export function formatBound(
  value: Value,
  how: string | undefined,
  { censored }: { censored?: Value },
): string | null {
  if (how === 'at least' && typeof value === 'number') return formatAtLeast(value, censored === true)
  if ((how === 'at best' || how === 'at most') && (typeof value === 'number' || typeof value === 'string'))
    return formatAtMost(value, censored === true)
  return null
}

/** A text of at most so many letters, with an ellipsis where its end is left out; a wide letter counts as two. */
export function shortenText(text: string, most: number): string {
  if (stringWidth(text) <= most) return text
  let kept = ''
  for (const letter of text) {
    if (stringWidth(`${kept}${letter}`) >= most) break
    kept += letter
  }
  return `${kept.trimEnd()}…`
}

/** A change with its sign: `+1,200`, `−3`, `0`. */
export function formatChange(value: number | null): string {
  if (value === null) return ''
  return value > 0 ? `+${formatNumber(value)}` : value < 0 ? `−${formatNumber(-value)}` : '0'
}

/** `0.1234` → `12.3 %` */
export function formatShare(value: number | null): string {
  return value === null ? '' : `${(value * 100).toFixed(1)} %`
}

/** `1 issue`, `2 issues` */
export function formatCount(count: number, one: string, several = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : several}`
}

/** How an entry moved, as a sign and as words, so that neither colour nor a sign alone carries it. */
export interface Movement {
  kind: 'up' | 'down' | 'same' | 'new' | 're' | 'first'
  /** `▲ 3`, `▼ 2`, `=`, `NEW`, `RE` */
  sign: string
  /** `up 3`, `new on the chart` */
  words: string
}

export function formatMovement(movement: number | null, status: string | null): Movement {
  if (movement !== null && movement > 0)
    return { kind: 'up', sign: `▲ ${movement}`, words: `up ${formatNumber(movement)}` }
  if (movement !== null && movement < 0)
    return { kind: 'down', sign: `▼ ${-movement}`, words: `down ${formatNumber(-movement)}` }
  if (movement === 0) return { kind: 'same', sign: '=', words: 'same position' }
  if (status === 'NEW') return { kind: 'new', sign: 'NEW', words: 'new on the chart' }
  if (status === 'RE') return { kind: 're', sign: 'RE', words: 'back on the chart' }
  return { kind: 'first', sign: '·', words: 'on the first observed issue' }
}

/** The text with a capital first letter. */
export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** A name of a column as words: `issues_on_chart` → `issues on chart`. A share of points says what its unit is. */
export function formatColumnName(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.endsWith('points share') ? `${words} (no. 1 = 1)` : words
}

/** What a column means, with the unit of its numbers: `observed issues at no. 1, in issues`. A place is its own unit. */
export function describeColumn({ meaning, unit }: Pick<ModelColumn, 'meaning' | 'unit'>): string {
  return unit === null || unit === 'place' ? meaning : `${meaning}, in ${unit}`
}

/** Any value of a result as text. Control characters would break a line. */
export function formatValue(value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(formatValue).join(', ')
  if (typeof value === 'number')
    return Number.isInteger(value) ? formatNumber(value) : formatNumber(Number(value.toFixed(4)))
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value.replace(/\p{Cc}+/gu, ' ')
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `2026-11` → `November 2026` */
export function formatMonth(month: string): string {
  return `${monthNames[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`
}

/** `2026-11-30` → `30 November 2026` */
export function formatDate(date: string): string {
  return `${Number(date.slice(8, 10))} ${formatMonth(date)}`
}
