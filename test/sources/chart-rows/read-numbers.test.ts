import { describe, expect, it } from 'vitest'
import { createNumberColumn, isNone, readPosition } from '../../../src/sources/chart-rows/read-numbers.ts'

function readColumn(...texts: string[]) {
  const column = createNumberColumn()
  const values = texts.map((text) => column.read(text)).map((value) => (Number.isNaN(value) ? null : value))
  const { conflict, unread, example } = column.finish()
  return { values: conflict === null ? values : conflict, unread, example }
}

describe('a column of numbers', () => {
  it('is grouped where a value has two groups, or where no value has another shape', () => {
    expect(readColumn('1,234,567', '12345').values).toEqual([1_234_567, 12_345])
    expect(readColumn('1.234', '950').values).toEqual([1234, 950])
    expect(readColumn('12.345.678', '1.234').values).toEqual([12_345_678, 1234])
    expect(readColumn('1 234', '1\u00a0234\u202f567').values).toEqual([1234, 1_234_567])
    expect(readColumn("1'234", '1’234').values).toEqual([1234, 1234])
  })

  it('is refused with two values where one separator does and does not group', () => {
    expect(readColumn('1.234', '12345').values).toEqual(['1.234', '12345'])
    expect(readColumn('1,234,567', '12,5').values).toEqual(['1,234,567', '12,5'])
    expect(readColumn('1,234', '1.234').values).toEqual(['1,234', '1.234'])
    expect(readColumn('7', '12.5').values).toEqual(['12.5', '12.5'])
  })

  it('has null for what is not a number, and counts it', () => {
    expect(readColumn('5', '1,2M', '0x10', '1e2', 'NaN', '', '-')).toEqual({
      values: [5, null, null, null, null, null, null],
      unread: 3,
      example: '1,2M',
    })
  })

  it('has whole numbers with a decimal zero, as tables with empty cells write them', () => {
    expect(readColumn('253019.0', '7.0', '').values).toEqual([253_019, 7, null])
  })
})

it('a position may be marked as a tie, and is never in another base', () => {
  const texts = [
    '7',
    ' 7 ',
    '=7',
    '7=',
    'T7',
    't 7',
    '"7"',
    '7.0',
    '7.',
    '0',
    '1,600',
    'No. 7',
    'no 7',
    'Nr.7',
    '№ 7',
    '7th',
    '1ST',
  ]
  expect(texts.map(readPosition)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 1600, 7, 7, 7, 7, 7, 1])
  for (const text of ['', '0x10', '1e2', '-1', 'NEW', '1.5', '99999999999', 'None 7', '7 th of'])
    expect(readPosition(text), text).toBe(-1)
})

it('words for none are known', () => {
  for (const text of ['', 'NA', 'n/a', '-', '–', '-1', 'NEW', 'RE', 're-entry', 'NaN', 'null', '\\N'])
    expect(isNone(text), text).toBe(true)
  for (const text of ['0', '7', 'down']) expect(isNone(text), text).toBe(false)
})
