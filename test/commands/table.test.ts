import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth, truncateText, wrapText } from '../../src/terminal/display-width.ts'
import { formatCell, formatTable, type TableOptions } from '../../src/terminal/format-table.ts'
import type { Result } from '../../src/warehouse/warehouse.ts'

const columns = ['position', 'previous_position', 'song', 'song_id']
const rows = [
  { position: 1, previous_position: null, song: 'Ash', song_id: 'a1' },
  { position: 2, previous_position: 1, song: 'A Song With a Very Long Title', song_id: 'b2' },
]
const lines = (options: TableOptions, result: Result = { columns, rows }) =>
  formatTable(result, options).text.split('\n')

describe('a table on a terminal', () => {
  it('shows everything where there is room, numbers to the right', () => {
    expect(lines({ width: Number.POSITIVE_INFINITY })).toEqual([
      ' position  previous_position  song                           song_id',
      '        1                     Ash                            a1',
      '        2                  1  A Song With a Very Long Title  b2',
      '',
    ])
  })

  it('breaks names and shortens texts before it leaves anything out', () => {
    expect(lines({ width: 52 })).toEqual([
      ' position  previous  song                       song',
      '           position                             id',
      '        1            Ash                        a1',
      '        2         1  A Song With a Very Long…   b2',
      '',
    ])
  })

  it('leaves out what is spare first, then the last columns, and tells which', () => {
    expect(formatTable({ columns, rows }, { width: 30, spare: ['previous_position'] })).toEqual({
      text: [' position  song', '        1  Ash', '        2  A Song With a Very…', ''].join('\n'),
      leftOut: ['previous_position', 'song_id'],
    })
  })

  it('breaks prose into lines instead of shortening it', () => {
    const result = { columns: ['name', 'meaning'], rows: [{ name: 'peak', meaning: 'best position so far' }] }
    expect(lines({ width: 22, prose: ['meaning'] }, result)).toEqual([
      ' name  meaning',
      ' peak  best position',
      '       so far',
      '',
    ])
  })

  it('keeps the newest end of what is drawn', () => {
    const result = { columns: ['last_30'], rows: [{ last_30: 'abcdefghijklmnopqrstuvwxyz' }] }
    expect(lines({ width: 12, keepEnd: ['last_30'] }, result)[1]).toBe(' …qrstuvwxyz')
  })

  it('says that there is no row', () => {
    expect(formatTable({ columns: ['a'], rows: [] }, { width: 80 }).text).toBe(' a\n (no rows)\n')
  })

  it('aligns scripts that are two cells wide and marks that are none', () => {
    const result = {
      columns: ['song', 'n'],
      rows: [
        { song: '月葉', n: 1 },
        { song: 'e\u0301a', n: 2 },
      ],
    }
    expect(lines({ width: 80 }, result).slice(1, 3)).toEqual([' 月葉  1', ' e\u0301a    2'])
  })

  it('never is wider than the terminal, whatever the rows are', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null), fc.boolean())
    const row = fc.record({ first_name: value, second: value, third_one_id: value })
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 20, max: 120 }), (any, width) => {
        const result = { columns: ['first_name', 'second', 'third_one_id'], rows: any }
        for (const line of lines({ width }, result)) expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('a cell', () => {
  it('holds nothing that a terminal would obey', () => {
    expect(formatCell('red \u001b[31malert\u001b[0m\nand more')).toBe('red  [31malert [0m and more')
  })

  it('is shortened between letters, never inside one', () => {
    expect(truncateText('e\u0301e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301…')
    expect(truncateText('月葉月葉', 6)).toBe('月葉…')
  })

  it('is broken between words, and a word that is too long is shortened', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('incomprehensible', 7)).toEqual(['incomp…'])
  })
})
