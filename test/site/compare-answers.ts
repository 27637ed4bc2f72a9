import type { Answer } from '../../src/insights/run-insight.ts'
import { readInsight } from '../../src/insights/run-insight.ts'
import type { ResultRow, Value } from '../../src/warehouse/warehouse.ts'
import { areBounded, type Difference } from './compare-pages.ts'
import { type ReadTable, readValue } from './read-page.ts'

/** Columns of an answer that a page never shows by themselves: ids, and what other cells say. */
const unshown = ['recording_id', 'song_id', 'artist_id', 'album_id', 'holder_id', 'artists', 'censored']

interface Comparison {
  address: string
  table: ReadTable | undefined
  answer: Answer
  /** The rows that the table has to have, in order; all by default. */
  rows?: ResultRow[]
  /** Columns that the page leaves out. */
  without?: string[]
  /** Heads that the page words in its own way. */
  heads?: Record<string, string>
}

/** Compares every column and every row of a table with a fresh answer. */
export function compareAnswer({
  address,
  table,
  answer,
  rows = answer.rows,
  without = [],
  heads = {},
}: Comparison): Difference[] {
  const page = table?.rows ?? []
  const differ = (row: ResultRow | undefined, field: string, text: string, insight: Value): Difference => ({
    address,
    row: String(row?.song ?? row?.holder ?? row?.artist ?? row?.album ?? ''),
    field,
    page: text,
    insight,
  })
  const isEmpty = (name: string) => answer.rows.every((row) => row[name] === null)
  const columns = readInsight(answer.insight)
    .columns.map(({ name }) => name)
    .filter((name) => answer.columns.includes(name) && ![...unshown, ...without].includes(name))
    .filter((name) => !(answer.optional.includes(name) && isEmpty(name)))
  const shown = [...(page[0]?.cells.keys() ?? [])]
  const expected = columns.map((name) => heads[name] ?? nameHead(name))
  if (page.length !== rows.length) return [differ(undefined, 'rows', String(page.length), rows.length)]
  if (rows.length > 0 && shown.join() !== expected.join())
    return [differ(undefined, 'columns', shown.join(), expected.join())]
  if (rows.length > 0 && table?.isBounded !== areBounded(rows))
    return [differ(undefined, 'bounds', String(table?.isBounded), areBounded(rows))]
  return rows.flatMap((row, index) =>
    columns.flatMap((name, place) => {
      const text = page[index]?.cells.get(expected[place] ?? '') ?? 'no such column'
      if (name === 'album' && without.includes('lead_artist'))
        return text === `${row.album}${row.lead_artist ?? ''}`
          ? []
          : [differ(row, name, text, row.lead_artist ?? null)]
      return isSame(text, table?.isBounded ? { ...row, censored: false } : row, name, answer.draw[name])
        ? []
        : [differ(row, name, text, row[name] ?? null)]
    }),
  )
}

function nameHead(name: string): string {
  if (name === 'place') return '#'
  const unit = name === 'points_share' ? ' (no. 1 = 1)' : ''
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${unit}`.replaceAll('_', ' ')
}

function isSame(text: string, row: ResultRow, name: string, how = ''): boolean {
  const value = row[name] ?? null
  if (value === null) return text === ''
  // A song has its artists beside it.
  if (['song', 'holder'].includes(name)) return text === `${value}${row.artists ?? ''}`
  if (typeof value === 'boolean') return text === (value ? 'yes' : 'no')
  const bound = ['at least', 'at best', 'at most'].includes(how)
  const isBound = bound && row.censored === true && (how === 'at least' || value !== 1)
  const read = readValue(text)
  if (read.isBound !== isBound) return false
  if (typeof value === 'number') return Math.abs(Number(read.value) - value) < 0.0051
  return String(value) === String(read.value) || String(value) === text
}
