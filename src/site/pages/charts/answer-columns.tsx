import type { Answer } from '../../../insights/run-insight.ts'
import { readInsight } from '../../../insights/run-insight.ts'
import type { ResultRow, Value } from '../../../warehouse/warehouse.ts'
import { addresses } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import {
  capitalize,
  describeColumn,
  formatBound,
  formatColumnName,
  formatValue,
} from '../../format-values.ts'
import type { LinkTo } from '../../page.ts'
import { rankColumns } from '../insights/column-priority.ts'
import { ArtistLinks, aboutColumn, NameLink, SongLink } from '../names.tsx'
import { readSortKey, type TableColumn } from '../table.tsx'

interface AnswerContext {
  insight: string
  source: string
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
  link: LinkTo
  /** Columns that the page leaves out. */
  without?: string[]
}

/** Columns that name a row and that others already show. */
const idColumns = [
  'recording_id',
  'song_id',
  'artist_id',
  'album_id',
  'holder_id',
  'artists',
  'lead_artist',
  'censored',
]

/** The columns of an answer about one chart, with links on names. */
export function listAnswerColumns(answer: Answer, context: AnswerContext): TableColumn<ResultRow>[] {
  const insight = readInsight(context.insight)
  const isNumber = (name: string) => answer.rows.some((row) => typeof row[name] === 'number')
  const findPriority = rankColumns(insight, isNumber)
  const left = new Set([...idColumns, ...(context.without ?? [])])
  return insight.columns
    .filter(({ name }) => answer.columns.includes(name) && !left.has(name))
    .filter(({ name }) => !answer.optional.includes(name) || answer.rows.some((row) => row[name] !== null))
    .map((column) => {
      const { name } = column
      const isName = ['song', 'holder', 'artist', 'album'].includes(name)
      return {
        head: name === 'place' ? '#' : capitalize(formatColumnName(name)),
        title: describeColumn(column),
        about: aboutColumn(context.insight, name, context.link),
        kind: isNumber(name) ? 'n' : isName ? 'name' : 'text',
        priority: name === 'place' ? 1 : findPriority(name),
        isSortable: true,
        isRowHead: isName,
        ...(isNumber(name) ? { sortKey: (row: ResultRow) => readSortKey(row[name]) } : {}),
        ...(name.endsWith('date') ? { sortKey: (row: ResultRow) => String(row[name] ?? '') } : {}),
        cell: (row) => renderCell(row, name, answer.draw[name], context),
      }
    })
}

function renderCell(
  row: ResultRow,
  name: string,
  how: string | undefined,
  { source, credits, link }: AnswerContext,
) {
  const value: Value = row[name] ?? null
  if (value === null) return ''
  const bound = formatBound(value, how, row)
  if (bound !== null) return bound
  const artist = row.artist_id ?? (row.unit === 'songs' ? row.holder_id : null)
  if (['artist', 'holder'].includes(name) && typeof artist === 'string')
    return <Linked to={addresses.artist(source, artist)} value={value} link={link} />
  if (name === 'album' && typeof row.album_id === 'string') {
    const artists = typeof row.lead_artist === 'string' ? row.lead_artist : null
    return (
      <>
        <Linked to={addresses.album(source, row.album_id)} value={value} link={link} />
        <br />
        <ArtistLinks names={{ source, artists, credits: [] }} link={link} />
      </>
    )
  }
  const recording = row.recording_id ?? row.holder_id
  if (['song', 'holder'].includes(name) && typeof recording === 'string') {
    const artists = typeof row.artists === 'string' ? row.artists : null
    return (
      <>
        <SongLink name={{ source, recording_id: recording, song: String(value) }} link={link} />
        <br />
        <ArtistLinks names={{ source, artists, credits: credits.get(recording) ?? [] }} link={link} />
      </>
    )
  }
  return <bdi>{formatValue(value)}</bdi>
}

function Linked({
  to,
  value,
  link,
}: {
  to: ReturnType<typeof addresses.artist>
  value: Value
  link: LinkTo
}) {
  return (
    <NameLink to={to} link={link}>
      {String(value)}
    </NameLink>
  )
}
