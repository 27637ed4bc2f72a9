import { recogniseCsv } from '../chart-csv/recognise-chart-csv.ts'
import type { FileContent } from '../file-content.ts'
import type { FileFormat, RecognisedFile, Unrecognised } from '../file-format.ts'
import { describeOther } from '../playlists/describe-other.ts'
import { nameForeignListing } from './foreign-listings.ts'
import { parseJson, readChartJson, readJsonTable } from './read-chart-json.ts'

export const chartJsonFormat: FileFormat = {
  name: 'chart-json',
  title: 'chart JSON',
  read: readChartJson,
  recognise: (file) => (file.isJson ? recogniseJson(file) : null),
}

function recogniseJson(file: FileContent): RecognisedFile | Unrecognised | null {
  const parsed = parseJson(file.body, file.parse())
  const foreign = nameForeignListing(parsed.value)
  if (foreign !== null) return { got: foreign }
  if (describeOther(parsed.value) !== null) return null
  const table = readJsonTable(parsed)
  if (table === null) return null
  const choices = file.reading?.header
  const columns = { ...table.columns, ...choices?.columns }
  const found = recogniseCsv({
    ...file,
    body: table.body,
    reading: { ...file.reading, header: { ...choices, columns } },
  })
  found.report?.notes.push(...table.notes)
  return {
    ...found,
    reader: 'chart-json',
    ...(table.source === null ? {} : { source: table.source }),
    ...(table.chart === null || found.charts === null
      ? {}
      : { charts: [{ id: null, name: table.chart }], named_by_file: false }),
    ...(table.cadence === null ? {} : { cadence: table.cadence }),
  }
}
