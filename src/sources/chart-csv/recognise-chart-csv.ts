import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import { type DaySurvey, surveyDays } from '../chart-rows/read-days.ts'
import type { FileContent } from '../file-content.ts'
import type { FileFormat, IssueSummary, RecognisedFile, Unrecognised } from '../file-format.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import { createSongsAtPositions } from '../songs-at-positions.ts'
import { type CsvLayout, csvLayout } from './csv-columns.ts'
import { isPipelineSongs } from './csv-refusals.ts'
import { readColumnTexts } from './csv-sample.ts'
import { type CsvSettings, type CsvTable, csvTable } from './csv-table.ts'
import { readChartCsv, readTableSongs } from './read-chart-csv.ts'
import { decideRegions } from './rows/csv-regions.ts'

export const chartCsvFormat: FileFormat = {
  name: 'chart-csv',
  title: 'chart CSV',
  read: readChartCsv,
  recognise: (file) => (file.isJson ? null : recogniseUnlessForeign(file)),
}

/** A text without one known column may be in another format. */
function recogniseUnlessForeign(file: FileContent): RecognisedFile | Unrecognised {
  try {
    return recogniseCsv(file)
  } catch (error) {
    if (error instanceof UnreadableError && error.details.columns === 0) {
      return { got: `text with ${error.message}` }
    }
    throw error
  }
}

/** `<kind>-<region>-<cadence>`, as the official chart CSVs are called. */
const OFFICIAL = /(?<![a-z0-9])[a-z]+-(?:global|[a-z]{2})-(?:daily|weekly)(?![a-z0-9])/i

/** A chart CSV. Throws `UnreadableError` for any other file. */
export function recogniseCsv(file: FileContent): RecognisedFile {
  const { layout, regions, ...found } = findLayout(file)
  let { table } = found
  const { columns, report, noted, dates } = layout
  const source = findSource(file.name, layout)
  const official = source === 'youtube' ? null : (OFFICIAL.exec(file.name)?.[0].toLowerCase() ?? null)
  const isOneChart = columns.chart === undefined && columns.region === undefined
  const [day = null] = noted
  const hasDates = columns.date !== undefined
  if (!hasDates && noted.length > 1 && file.reading?.date === undefined) {
    throw new UnreadableError(`several days above the header: ${noted.map(isoDate).join(', ')}`, {
      advice: 'pass --date',
    })
  }
  if (isPipelineSongs(layout.header)) {
    report.notes.push('further credits and ISRCs are lost in this file; the responses in raw_data have them')
  }
  return {
    reader: 'chart-csv',
    source,
    charts: isOneChart ? [{ id: null, name: official }] : null,
    named_by_file: official === null,
    has_dates: hasDates,
    stated_date: hasDates || day === null ? null : isoDate(day),
    shared_date: hasDates || day === null ? null : isoDate(day),
    states_instants: false,
    report,
    header: {
      ...file.reading?.header,
      ...(dates === null ? {} : { dates }),
      ...(regions === null ? {} : { regions }),
    },
    surveyDays: () => surveyFileDays(file.body, layout),
    survey: (header) => {
      const given = table
      // Its rows are as large as the file.
      table = null
      return surveyCsv(file, header, { layout, table: given })
    },
  }
}

interface FoundLayout {
  layout: CsvLayout
  regions: 'part' | 'describe' | null
  /** The rows, where finding the layout needed all of them, with the settings that they were read by. */
  table: { rows: CsvTable; settings: CsvSettings } | null
}

function findLayout({ name, body, identity, reading }: FileContent): FoundLayout {
  const choices = { ...reading?.header, file_name: name }
  const layout = csvLayout(body, choices)
  if (layout.columns.region === undefined) return { layout, regions: null, table: null }
  const chart_date = layout.columns.date === undefined ? '2000-01-01' : null
  const settings: CsvSettings = { ...choices, regions: 'part', chart: null, chart_date, identity }
  // The order of day and month makes no difference here.
  const rows = csvTable(body, settings, { ...layout, dates: layout.dates ?? 'mdy' })
  const regions = decideRegions(rows)
  if (regions === 'part') {
    return { layout, regions, table: layout.hasOpenDates ? null : { rows, settings } }
  }
  const region = layout.header[layout.columns.region] as string
  const described = csvLayout(body, { ...choices, regions })
  described.report.notes.push(
    `${region} names no charts: no position of one date is in several of them, so it describes the songs`,
  )
  return { layout: described, regions, table: null }
}

/** What the rows link to decides, not which headers they share. */
function findSource(name: string, { site, isYoutube }: CsvLayout): string {
  if (site === 'youtube' || (site === null && isYoutube)) return 'youtube'
  return site === 'spotify' || OFFICIAL.test(name) ? 'spotify-csv' : 'import'
}

function surveyFileDays(body: Uint8Array, layout: CsvLayout): DaySurvey {
  const { date } = layout.columns
  return surveyDays(date === undefined ? [] : readColumnTexts(body, layout, date))
}

function* surveyCsv(
  { body }: FileContent,
  header: RawHeader,
  { layout, table }: Pick<FoundLayout, 'layout' | 'table'>,
): Generator<IssueSummary> {
  const { chart, chart_date, identity } = header
  const given = table?.settings
  const isSame =
    given !== undefined &&
    given.chart === chart &&
    given.chart_date === chart_date &&
    given.identity === identity &&
    (header.dates ?? null) === layout.dates
  const found =
    table !== null && isSame
      ? table.rows
      : csvTable(body, header, { ...layout, dates: header.dates ?? layout.dates })
  const { issues, rows, order, notes, unread } = found
  const { getSong, hasFoundLists } = readTableSongs(found, header)
  const listNote =
    'the artists of a song are separated by commas, because parts of the texts occur alone or again'
  addToReport(layout, hasFoundLists ? [...notes, listNote] : notes, unread)
  for (const { chart, chart_date, first, end } of issues) {
    const counted = createSongsAtPositions<number>((index) => getSong(index).song_id)
    let rejects = 0
    for (let at = first; at < end; at++) {
      const row = order[at] as number
      const position = rows.position[row] as number
      if (position === 0) rejects++
      else counted.add(position, rows.content[row] as number)
    }
    const counts = { ...counted.count(), rejects }
    yield { chart, chart_date: isoDate(chart_date), complete: header.complete, ...counts }
  }
}

function addToReport({ report }: CsvLayout, notes: string[], unread: string[]): void {
  report.notes.push(...notes.filter((note) => !report.notes.includes(note)))
  report.unused.push(...unread.filter((name) => !report.unused.includes(name)))
  report.used = report.used.filter(([name]) => !unread.includes(name))
}
