import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth, truncateText, wrapText } from '../../src/terminal/display-width.ts'
import { formatInsightTable } from '../../src/terminal/format-insight.ts'
import { formatCell, formatTable, type TableOptions } from '../../src/terminal/format-table.ts'
import type { Result, ResultRow } from '../../src/warehouse/warehouse.ts'

const columns = ['position', 'previous_position', 'song', 'song_id']
const rows = [
  { position: 1, previous_position: null, song: 'Ash', song_id: 'a1' },
  { position: 2, previous_position: 1, song: 'A Song With a Very Long Title', song_id: 'b2' },
]
const lines = (options: TableOptions, result: Result = { columns, rows }) =>
  formatTable(result, options).text.split('\n')

describe('a table on a terminal', () => {
  it('shows everything if there is room, with numbers to the right', () => {
    expect(lines({ width: Number.POSITIVE_INFINITY })).toEqual([
      ' position  previous_position  song                           song_id',
      '        1                     Ash                            a1',
      '        2                  1  A Song With a Very Long Title  b2',
      '',
    ])
  })

  it('wraps names and truncates texts before it leaves a column out', () => {
    expect(lines({ width: 52 })).toEqual([
      ' position  previous  song                       song',
      '           position                             id',
      '        1            Ash                        a1',
      '        2         1  A Song With a Very Long…   b2',
      '',
    ])
  })

  it('leaves out spare columns first, then the last ones, and lists them', () => {
    expect(formatTable({ columns, rows }, { width: 30, spare: ['previous_position'] })).toEqual({
      text: [' position  song', '        1  Ash', '        2  A Song With a Very…', ''].join('\n'),
      leftOut: ['previous_position', 'song_id'],
    })
  })

  it('wraps prose instead of truncating it', () => {
    const result = { columns: ['name', 'meaning'], rows: [{ name: 'peak', meaning: 'best position so far' }] }
    expect(lines({ width: 22, prose: ['meaning'] }, result)).toEqual([
      ' name  meaning',
      ' peak  best position',
      '       so far',
      '',
    ])
  })

  it('wraps key columns and keeps them where others are left out', () => {
    expect(formatTable({ columns, rows }, { width: 32, keys: ['position', 'song', 'song_id'] })).toEqual({
      text: [
        ' position  song             song',
        '                            id',
        '        1  Ash              a1',
        '        2  A Song With a    b2',
        '           Very Long Title',
        '',
      ].join('\n'),
      leftOut: ['previous_position'],
    })
  })

  it('shows one field per line where the key columns do not fit beside each other', () => {
    const all = {
      columns: ['song', 'song_id', 'other_id'],
      rows: rows.map((row) => ({ ...row, other_id: 'o' })),
    }
    const keys = ['song', 'song_id', 'other_id']
    expect(formatTable(all, { width: 22, keys })).toEqual({
      text: [
        ' song      Ash',
        ' song_id   a1',
        ' other_id  o',
        '',
        ' song      A Song With',
        '           a Very Long',
        '           Title',
        ' song_id   b2',
        ' other_id  o',
        '',
      ].join('\n'),
      leftOut: [],
    })
  })

  it('shows a single row as one field per line if that is asked for', () => {
    const [row = {}] = rows
    expect(lines({ width: 80, isRecord: true }, { columns, rows: [row] })).toEqual([
      ' position           1',
      ' previous_position',
      ' song               Ash',
      ' song_id            a1',
      '',
    ])
    expect(lines({ width: 80, isRecord: true })).toHaveLength(4)
  })

  it('colours the text of a cell and not the space around it', () => {
    const paint = (text: string, column: string) => (column === 'position' ? `<${text}>` : text)
    expect(lines({ width: 80, paint }).slice(1, 3)).toEqual([
      '        <1>                     Ash                            a1',
      '        <2>                  1  A Song With a Very Long Title  b2',
    ])
  })

  it('keeps the newest end of a sparkline', () => {
    const result = { columns: ['last_30'], rows: [{ last_30: 'abcdefghijklmnopqrstuvwxyz' }] }
    expect(lines({ width: 12, keepEnd: ['last_30'] }, result)[1]).toBe(' …qrstuvwxyz')
  })

  it('says that there are no rows', () => {
    expect(formatTable({ columns: ['a'], rows: [] }, { width: 80 }).text).toBe(' a\n (no rows)\n')
  })

  it('aligns scripts of two cells and marks of no width', () => {
    const result = {
      columns: ['song', 'n'],
      rows: [
        { song: '月葉', n: 1 },
        { song: 'e\u0301a', n: 2 },
      ],
    }
    expect(lines({ width: 80 }, result).slice(1, 3)).toEqual([' 月葉  1', ' e\u0301a    2'])
  })

  const emoji: [text: string, width: number][] = [
    ['❤️ you', 6],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['1️⃣', 2],
    ['月葉', 4],
    ['한국', 4],
  ]

  it.each(emoji)('aligns %s, which takes %i cells', (song, width) => {
    expect(displayWidth(song)).toBe(width)
    const rows = [
      { song, n: 1 },
      { song: 'x'.repeat(8), n: 2 },
    ]
    const [, first] = lines({ width: 80 }, { columns: ['song', 'n'], rows })
    expect(first).toBe(` ${song}${' '.repeat(8 - width)}  1`)
  })

  it('is never wider than the terminal', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null), fc.boolean())
    const row = fc.record({ first_name: value, second: value, third_one_id: value })
    const keys = fc.constantFrom<string[]>([], ['first_name'], ['first_name', 'second'])
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 25, max: 120 }), keys, (any, width, key) => {
        const result = { columns: ['first_name', 'second', 'third_one_id'], rows: any }
        for (const line of lines({ width, keys: key }, result))
          expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('a cell', () => {
  it('contains no control characters', () => {
    expect(formatCell('red \u001b[31malert\u001b[0m\nand more')).toBe('red  [31malert [0m and more')
  })

  it('is truncated between graphemes, never inside one', () => {
    expect(truncateText('e\u0301e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301…')
    expect(truncateText('月葉月葉', 6)).toBe('月葉…')
    expect(truncateText('a👨‍👩‍👧b👨‍👩‍👧', 5)).toBe('a👨‍👩‍👧b…')
    expect(truncateText('a👨‍👩‍👧b👨‍👩‍👧', 4)).toBe('a👨‍👩‍👧…')
    expect(truncateText('👍🏽🇩🇪1️⃣❤️', 5, 'end')).toBe('…1️⃣❤️')
  })

  it('is truncated between words, unless less than half would be left', () => {
    expect(truncateText('What the Canyon Said', 17)).toBe('What the Canyon…')
    expect(truncateText('What the Canyon Said', 14)).toBe('What the…')
    expect(truncateText('An Incomprehensible Song', 14)).toBe('An Incomprehe…')
  })

  it('is wrapped between words, and a longer word is broken, so that nothing is lost', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('incomprehensible', 7)).toEqual(['incompr', 'ehensib', 'le'])
    expect(wrapText('south-korea-top-50', 9)).toEqual(['south-', 'korea-', 'top-50'])
    expect(wrapText('月葉', 1)).toEqual(['月', '葉'])
    expect(wrapText('❤️ 🇩🇪 👍🏽', 5)).toEqual(['❤️ 🇩🇪', '👍🏽'])
  })
})

describe('a table of an insight', () => {
  const drawn = (rows: ResultRow[], draw: Record<string, string>, parameters = {}) => {
    const columns = Object.keys(rows[0] ?? {})
    const answer = { columns, rows, draw, parameters, key: columns, spare: [], optional: [] }
    const { hidden, ...options } = formatInsightTable(answer)
    const shown = columns.filter((column) => !hidden.includes(column))
    return lines({ width: 80, ...options, isRecord: false }, { columns: shown, rows })
  }

  it('draws all sparklines on one scale, the better position higher', () => {
    // From no. 1 to no. 15 in seven steps of two positions.
    const rows = [{ last_30: '15,13,1' }, { last_30: '3,,5' }]
    expect(drawn(rows, { last_30: 'sparkline' }).slice(1, 3)).toEqual([' ▁▂█', ' ▇·▆'])
  })

  it('shows in the cell of the movement that a song is new or back', () => {
    const rows = [
      { movement: null, status: 'NEW' },
      { movement: null, status: 'RE' },
      { movement: 2, status: 'UP' },
      { movement: -1, status: 'DOWN' },
      { movement: 0, status: 'SAME' },
    ]
    expect(drawn(rows, { movement: 'movement' })).toEqual([
      ' movement',
      '      NEW',
      '       RE',
      '       ▲2',
      '       ▼1',
      '        =',
      '',
    ])
  })

  it('leaves out the chart that the title names', () => {
    const rows = [{ source: 's', chart: 'c', record: 'longest_stay' }]
    expect(drawn(rows, {}, { source: 's', chart: 'c' })[0]).toBe(' record')
    expect(drawn(rows, {}, { source: 's', chart: null })[0]).toBe(' source  chart  record')
  })
})
