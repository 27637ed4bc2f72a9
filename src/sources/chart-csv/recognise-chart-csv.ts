import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import type { FileContent } from '../file-content.ts'
import type { FileFormat, IssueSummary, RecognisedFile, Unrecognised } from '../file-format.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import { createSongsAtPositions } from '../songs-at-positions.ts'
import { type CsvLayout, csvLayout } from './csv-columns.ts'
import { csvTable } from './csv-table.ts'
import { readChartCsv, readTableSongs } from './read-chart-csv.ts'

export const chartCsvFormat: FileFormat = {
  name: 'chart-csv',
  title: 'chart CSV',
  read: readChartCsv,
  recognise: (file) => (file.isJson ? null : recogniseCsv(file)),
}

/** `<kind>-<region>-<cadence>`, as the official chart CSVs are called. */
const OFFICIAL = /(?<![a-z0-9])[a-z]+-(?:global|[a-z]{2})-(?:daily|weekly)(?![a-z0-9])/i

/** Bytes that are searched for links to tracks. */
const START = 65_536

function recogniseCsv({ name, body }: FileContent): RecognisedFile | Unrecognised {
  const layout = findLayout(body)
  if ('got' in layout) return layout
  const { chart, region, chart_date } = layout.columns
  const official = OFFICIAL.exec(name)?.[0].toLowerCase() ?? null
  const start = Buffer.from(body.subarray(0, START)).toString('utf8')
  const namesTracks = /spotify:track:|open\.spotify\.com\/(?:[a-z-]+\/)?track\//.test(start)
  const isOneChart = chart === undefined && region === undefined
  return {
    reader: 'chart-csv',
    source: namesTracks || official !== null ? 'spotify-csv' : 'import',
    charts: isOneChart ? [{ id: null, name: official }] : null,
    named_by_file: official === null,
    has_dates: chart_date !== undefined,
    shared_date: null,
    states_instants: false,
    survey: (header) => surveyCsv(body, header, layout),
  }
}

function findLayout(body: Uint8Array): CsvLayout | Unrecognised {
  try {
    return csvLayout(body)
  } catch (error) {
    if (error instanceof UnreadableError) return { got: `text with ${error.problem}` }
    throw error
  }
}

function* surveyCsv(body: Uint8Array, header: RawHeader, layout: CsvLayout): Generator<IssueSummary> {
  const table = csvTable(body, header, layout)
  const { issues, rows, order } = table
  const { getSong } = readTableSongs(table, header)
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
