import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvRecords } from '../../src/sources/chart-csv/csv-records.ts'

const recordsOf = (text: string, slice?: number) =>
  [...csvRecords(Buffer.from(text), ',', slice === undefined ? {} : { slice })].flat()

test('records are the same however the bytes are cut into slices', () => {
  const field = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('a, b', 'say "no"', 'two\nlines', 'Söng 猫', ''),
  )
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(
      records,
      fc.integer({ min: 1, max: 64 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, slice, newline) => {
        // A lone CR inside a field is a line end to some and text to others; files of charts have none.
        const plain = rows
          .map((row) => row.map((each) => each.replaceAll('\r', '')))
          .filter((row) => row.some((each) => each.trim() !== ''))
        const text = Papa.unparse(plain, { newline, quotes: true })
        expect(recordsOf(text, slice)).toEqual(plain)
      },
    ),
  )
})

test('a byte order mark, CRLF and blank lines are no part of any field', () => {
  expect(recordsOf('\ufeffrank,title\r\n\r\n1,"Plain"\r\n2,Song\r\n')).toEqual([
    ['rank', 'title'],
    ['1', 'Plain'],
    ['2', 'Song'],
  ])
})

test('a quote that never closes costs its own line, not those behind it', () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `${index},Song ${index}`)
  const records = recordsOf([...lines, '"open,Song', ...lines].join('\n'), 1_000)
  expect(records.filter((record) => record.length === 2)).toHaveLength(10_000)
  expect(records.filter((record) => record.length === 1)).toEqual([['"open,Song']])
})

test('a quote with text behind it costs its own line', () => {
  expect(recordsOf('1,"Heroes" (live),x\n2,Song,"y"\n')).toEqual([
    ['1,"Heroes" (live),x'],
    ['2', 'Song', 'y'],
  ])
})
