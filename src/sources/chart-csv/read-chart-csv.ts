import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import { artistCellReader, type CellArtists } from '../artist-cells.ts'
import { getChartSettings, getFetchedAt } from '../raw/chart-settings.ts'
import type { RawHeader, RawSnapshot } from '../raw/raw-object.ts'
import type { ChartIssue, Entry, Rejected, Song } from '../source.ts'
import { findArtistSeparator } from './artist-separator.ts'
import type { CsvIssue } from './csv-issues.ts'
import { isPipelineSongs } from './csv-refusals.ts'
import { createSongKeys } from './csv-song-fields.ts'
import { songMaker } from './csv-songs.ts'
import { type CsvTable, csvTable } from './csv-table.ts'

interface TableSongs {
  /** The artists of each of the table's songs. */
  credits: CellArtists[]
  /** True where cells name all artists. */
  listsArtists: boolean
  /** True where only the texts show that they are lists. */
  hasFoundLists: boolean
  getSong(index: number): Song
}

interface Context extends TableSongs {
  header: RawHeader
  table: CsvTable
}

/**
 * Reads a chart CSV: one chart on one day, or any number of both. Issues come by chart and date, entries in the
 * order of the file. Songs have the id of the Spotify URI or link, or a hash of the text; artists only have
 * names.
 */
export function* readChartCsv({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const [body] = bodies
  if (body === undefined || bodies.length > 1) {
    throw new UnreadableError(`chart CSV of ${bodies.length} pages, expected one`)
  }
  const table = csvTable(body, header)
  const context = { header, table, ...readTableSongs(table, header) }
  for (const issue of table.issues) yield createCsvIssue(context, issue)
}

/** The songs of a table, each created on demand. */
export function readTableSongs({ layout, songs: keys }: CsvTable, header: RawHeader): TableSongs {
  const { parse } = createSongKeys(layout)
  const texts = keys.map((key) => parse(key).artist ?? '')
  const separator = findArtistSeparator(layout, { keys, texts }, header)
  const credits = texts.map(artistCellReader(separator, header.unsplit_artists))
  const listsArtists = layout.lists_artists || credits.some(({ form }) => form === 'list')
  const hasFoundLists = separator === 'commas' && !layout.lists_artists
  return { credits, listsArtists, hasFoundLists, getSong: songMaker(layout, header, { keys, credits }) }
}

function createCsvIssue(context: Context, issue: CsvIssue): ChartIssue {
  const { header } = context
  const chart_date = isoDate(issue.chart_date)
  return {
    chart: issue.chart,
    chart_date,
    fetched_at: getFetchedAt(header, chart_date),
    settings: getChartSettings(header, issue.chart, issue.chart_name, issue.region),
    chart_size: issue.size,
    complete: header.complete,
    credits_complete: hasAllCredits(context, issue),
    source_version: null,
    source_url: null,
    items: { [Symbol.iterator]: () => readItems(context, issue) },
  }
}

/** A file of lists names all artists, except where a separator was left in a name. */
function hasAllCredits({ table, credits, listsArtists }: Context, { first, end }: CsvIssue): boolean {
  const { layout, rows, order } = table
  if (!listsArtists || isPipelineSongs(layout.header)) return false
  for (let at = first; at < end; at++) {
    const row = order[at] as number
    if (rows.position[row] !== 0 && credits[rows.content[row] as number]?.is_open) return false
  }
  return true
}

function* readItems({ table, getSong }: Context, { first, end }: CsvIssue): Generator<Entry | Rejected> {
  const { rows, order, rejects } = table
  const metric_name = table.layout.metric
  for (let at = first; at < end; at++) {
    const row = order[at] as number
    const position = rows.position[row] as number
    const content = rows.content[row] as number
    if (position === 0) {
      yield rejects[content] as Rejected
      continue
    }
    const metric = rows.metric[row] as number
    yield {
      position,
      song: getSong(content),
      added_at: readAdded(rows.added_at[row]),
      metric: Number.isNaN(metric) ? null : metric,
      metric_name: Number.isNaN(metric) ? null : metric_name,
      source_previous_position: readCount(rows.previous[row]),
      source_peak_position: readCount(rows.peak[row]),
      source_issues_on_chart: readCount(rows.issues_on_chart[row]),
    }
  }
}

function readCount(value: number | undefined): number | null {
  return value !== undefined && value > 0 ? value : null
}

function readAdded(milliseconds: number | undefined): string | null {
  return milliseconds === undefined || Number.isNaN(milliseconds)
    ? null
    : new Date(milliseconds).toISOString()
}
