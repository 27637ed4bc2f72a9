import { isUtf8 } from 'node:buffer'
import { UnreadableError } from '../../domain/errors.ts'
import type { FileContent } from '../../sources/file-content.ts'
import type { FileFormat, RecognisedFile } from '../../sources/file-format.ts'
import { describeForeign } from '../../sources/json/fields.ts'
import { findVisible } from '../../sources/json/split-lines.ts'

/** Finds the format of a file by its content alone. Throws `UnreadableError` that says what the file is instead. */
export function recogniseFile(file: FileContent, formats: FileFormat[]): RecognisedFile {
  requireText(file.body, formats)
  let got: string | null = null
  for (const format of formats) {
    const found = format.recognise(file)
    if (found === null) continue
    if (!('got' in found)) return found
    got = found.got
  }
  throw unrecognised(formats, got ?? describeContent(file))
}

/** How files begin that people have charts in, and that are not read as they are. */
const signatures: { start: string; got: string; advice: string }[] = [
  {
    start: 'PK\u0003\u0004',
    got: 'a ZIP archive or an Excel workbook',
    advice: 'unpack the archive and import the folder, or save the workbook as CSV',
  },
  { start: 'PAR1', got: 'a Parquet file', advice: 'write it as CSV' },
]

function requireText(body: Uint8Array, formats: FileFormat[]): void {
  const start = Buffer.from(body.subarray(0, 4)).toString('latin1')
  const known = signatures.find((each) => each.start === start)
  if (known !== undefined) throw unrecognised(formats, known.got, known.advice)
  if (body.includes(0))
    throw unrecognised(formats, 'binary data, or text in an encoding that it does not state')
  if (findVisible(body, 0) < 0) throw new UnreadableError('the file is empty')
  if (!isUtf8(body)) throw new UnreadableError('the text is not UTF-8', { advice: 'convert it to UTF-8' })
}

function describeContent(file: FileContent): string {
  if (!file.isJson) return 'other text'
  if (file.hasMoreLines && file.parseFirstLine() !== undefined) {
    return 'NDJSON with lines other than {chart, date, entries} or {date, playlist}'
  }
  const value = file.parse()
  if (value === undefined) throw new UnreadableError('the JSON is malformed or truncated')
  return describeForeign(value)
}

function unrecognised(formats: FileFormat[], got: string, advice?: string): UnreadableError {
  const titles = formats.map(({ title }) => title)
  const last = titles.pop()
  return new UnreadableError(
    `expected ${titles.length === 0 ? last : `${titles.join(', ')} or ${last}`}, got ${got}`,
    { advice },
  )
}
