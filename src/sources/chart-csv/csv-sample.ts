import type { Delimiter } from './csv-lines.ts'
import { type CsvRecordOptions, csvRecords } from './csv-records.ts'

/** Bytes of each part of a file that is sampled, and the parts. */
const PART = 16_384
const PARTS = 4

interface Table {
  delimiter: Delimiter
  above: number
}

/** Whole rows from the beginning of a file and from some later places, without blanks around their fields. */
export function sampleRows(
  body: Uint8Array,
  { delimiter, above, width }: Table & { width: number },
): string[][] {
  const options: CsvRecordOptions = { width, slice: PART }
  const rows: string[][] = []
  const [first = []] = csvRecords(body, delimiter, options)
  rows.push(...first.slice(above))
  for (let part = 1; part < PARTS; part++) {
    const start = findLineStart(body, Math.floor((body.length / PARTS) * part))
    if (start <= PART || start >= body.length) continue
    const [records = []] = csvRecords(body.subarray(start), delimiter, options)
    rows.push(...records)
  }
  return rows.filter((row) => row.length === width).map((row) => row.map((field) => field.trim()))
}

/** The different texts of one column. */
export function readColumnTexts(
  body: Uint8Array,
  { delimiter, above, header }: Table & { header: string[] },
  column: number,
): Set<string> {
  const texts = new Set<string>()
  const width = header.length
  let left = above
  for (const records of csvRecords(body, delimiter, { width })) {
    for (const record of records) {
      if (left-- > 0) continue
      if (record.length === width) texts.add(record[column] as string)
    }
  }
  return texts
}

function findLineStart(body: Uint8Array, from: number): number {
  const newline = body.indexOf(10, from)
  const end = newline < 0 ? body.indexOf(13, from) : newline
  return end < 0 ? body.length : end + 1
}
