import { describe, expect, test } from 'vitest'
import { artistCellReader } from '../../src/sources/artist-cells.ts'
import { readChartCsv } from '../../src/sources/chart-csv/read-chart-csv.ts'
import { readChartNdjson } from '../../src/sources/chart-ndjson/read-chart-ndjson.ts'
import type { ChartIssue, Entry } from '../../src/sources/source.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

const readList = artistCellReader('commas', ['Tyro, The Elder', 'Odo; Ida'])
const readText = artistCellReader(null, ['Tyro, The Elder', 'Odo; Ida'])

describe('a cell of artists', () => {
  test.each([
    ['Ida, Odo', ['Ida', 'Odo']],
    ['Ida, Tyler, The Creator, Odo', ['Ida', 'Tyler, The Creator', 'Odo']],
    ['Earth, Wind & Fire, Ida', ['Earth, Wind & Fire', 'Ida']],
    ['TYRO, the elder, Ida', ['TYRO, the elder', 'Ida']],
    ['Ida & Odo', ['Ida & Odo']],
    ['10,000 Maniacs', ['10,000 Maniacs']],
  ])('of a column of lists, %s, has commas between %j', (cell, names) => {
    expect(readList(cell)).toEqual({ names, form: 'commas', is_open: false })
  })

  test.each([
    ['Ida; Odo', ['Ida', 'Odo']],
    ['Ida;Odo;Uma', ['Ida', 'Odo', 'Uma']],
    ['Ida ; Odo；Uma', ['Ida', 'Odo', 'Uma']],
    ["[' Ida ', 'Odo ']", ['Ida', 'Odo']],
    ['Tyler, The Creator; Odo', ['Tyler, The Creator', 'Odo']],
    ['Ann; Odo; Ida', ['Ann', 'Odo; Ida']],
    ["['Ida', 'Odo']", ['Ida', 'Odo']],
    ["['Ida']", ['Ida']],
    ['["Ida\'s", \'Odo "O"\']', ["Ida's", 'Odo "O"']],
    ["['Ida\\'s', 'Beyonc\\xe9', 'A\\\\B']", ["Ida's", 'Beyoncé', 'A\\B']],
    ["['Tyler, The Creator', 'Ida']", ['Tyler, The Creator', 'Ida']],
    ['[]', []],
  ])('that is a list, %s, separates %j in any column', (cell, names) => {
    expect(readList(cell)).toEqual({ names, form: 'list', is_open: false })
    expect(readText(cell)).toEqual({ names, form: 'list', is_open: false })
  })

  test.each(['Ida ＆ Odo', 'Ida × Odo', 'Ida、Odo', 'Ida ft.Odo', 'Ida: Odo'])(
    'of a text, %s, has an open separator, however it is written',
    (cell) => {
      expect(readText(cell)).toEqual({ names: [cell], form: 'text', is_open: true })
    },
  )

  test.each(['Simon &amp; Odo', 'Ida&#39;s', 'Tyro, The Elder', 'Simon & Garfunkel', 'Ida'])(
    'that is the name of one artist, %s, is one text without an open separator',
    (cell) =>
      expect(readText(cell)).toEqual({ names: [cell], form: 'text', is_open: cell.includes('&amp;') }),
  )

  test.each(['Ida & Odo', 'Ida Featuring Odo', 'Ida/Odo', 'Ida x Odo', 'Ida, Odo', '[Ida, Odo]'])(
    'that is one text, %s, may have an open separator',
    (cell) => expect(readText(cell)).toEqual({ names: [cell], form: 'text', is_open: true }),
  )

  test('may have a separator left in the name of a list', () => {
    expect(readText('Ida, Odo; Uma')).toEqual({ names: ['Ida, Odo', 'Uma'], form: 'list', is_open: true })
    expect(readList('[Ida; Odo')).toMatchObject({ names: ['[Ida', 'Odo'] })
  })
})

const issuesOf = (issues: Iterable<ChartIssue>) =>
  [...issues].map((issue) => ({
    ...issue,
    entries: [...issue.items].filter((item): item is Entry => 'song' in item),
  }))

function readCsv(rows: string[], header = 'date,rank,song,artist', identity: 'id' | 'text' = 'text') {
  const snapshot = spotifySnapshot([])
  const changed = { ...snapshot.header, reader: 'chart-csv', chart: 'a', chart_date: null, identity }
  return issuesOf(readChartCsv({ header: changed, bodies: [Buffer.from([header, ...rows].join('\n'))] }))
}

describe('the credits of a chart file', () => {
  test('are complete on an issue of a file of lists where no separator is left', () => {
    const rows = [
      '2024-01-01,1,A,Ida; Odo',
      '2024-01-02,1,B,"Ida, Odo; Uma"',
      '2024-01-03,1,C,Simon & Garfunkel',
    ]
    expect(readCsv(rows).map(({ credits_complete }) => credits_complete)).toEqual([true, false, true])
  })

  test('are incomplete in a file of texts', () => {
    expect(readCsv(['2024-01-01,1,A,Ida']).map(({ credits_complete }) => credits_complete)).toEqual([false])
  })

  test('are incomplete where a list of commas has a separator left', () => {
    const header = 'date,rank,track_name,artist_names'
    const rows = ['2024-01-01,1,A,"Ida, Odo"', '2024-01-02,1,B,"[Ida, Odo]"']
    expect(readCsv(rows, header).map(({ credits_complete }) => credits_complete)).toEqual([true, false])
  })

  describe('of a column with commas without a blank', () => {
    const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(22))
    const pairs = (rows: string[], header: string) =>
      readCsv(rows, header, 'id').flatMap(({ entries }) =>
        entries.map(({ song }) => song.artists.map(({ artist_id, artist_name }) => [artist_name, artist_id])),
      )
    const header = 'date,position,track_name,artist_names,artist_ids'
    const ofTwo = `2024-01-01,1,A,"Tyro, The Elder,Ida","${one},${two}"`

    test('go with their ids, also where the only row fits both separators', () => {
      const expected = [
        ['Tyro, The Elder', one],
        ['Ida', two],
      ]
      expect(pairs([ofTwo], header)).toEqual([expected])
      expect(readCsv([ofTwo], header, 'id')[0]?.credits_complete).toBe(true)
    })

    test('go with their ids where a name has a comma between digits', () => {
      const rows = [ofTwo, `2024-01-01,2,B,"10,000 Elks,Ida,Odo","${one},${two},${three}"`]
      expect(pairs(rows, header)[1]).toEqual([
        ['10,000 Elks', one],
        ['Ida', two],
        ['Odo', three],
      ])
      const ofDigits = `2024-01-01,2,B,"Elks-18,3OH","${one},${two}"`
      expect(pairs([ofTwo, ofDigits], header)[1]).toEqual([
        ['Elks-18', one],
        ['3OH', two],
      ])
    })

    test('are those of most rows where the file has no ids', () => {
      const names = (...cells: string[]) =>
        readCsv(
          cells.map((cell, at) => `2024-01-01,${at + 1},S${at},"${cell}"`),
          'date,position,track_name,artist_names',
        )[0]?.entries.map(({ song }) => song.artists.map(({ artist_name }) => artist_name))
      expect(names('Ida,Odo', 'Tyro, The Elder,Uma', 'Uma')).toEqual([
        ['Ida', 'Odo'],
        ['Tyro, The Elder', 'Uma'],
        ['Uma'],
      ])
      expect(names('Ida, Odo', 'Ida, Uma', 'Ida,Odo')).toEqual([['Ida', 'Odo'], ['Ida', 'Uma'], ['Ida,Odo']])
      expect(names('Ida,Odo', 'Tyler, The Creator')).toEqual([['Ida', 'Odo'], ['Tyler, The Creator']])
    })
  })

  describe('of songs with ids', () => {
    const names = (cells: string[], identity: 'id' | 'text' = 'id') =>
      readCsv(
        cells.map((cell, at) => `2024-01-01,${at + 1},${`${at}`.padStart(22, '0')},S,"${cell}"`),
        'date,position,track_id,title,artist',
        identity,
      )[0]?.entries.map(({ song }) => song.artists.map(({ artist_name }) => artist_name).join(' + '))

    test('are a list with commas where the column shows that its texts are lists', () => {
      expect(names(['Lars, Kim', 'Kim', 'Ida, Kim, Tove', 'Tyler, The Creator'])).toEqual([
        'Lars + Kim',
        'Kim',
        'Ida + Kim + Tove',
        'Tyler, The Creator',
      ])
    })

    test.each([
      ['no part is elsewhere', ['Lars, Kim', 'Ida, Tove', 'Odo']],
      ['one text alone has such a part', ['Lars, Kim', 'Kim', 'Ida, Tove']],
      ['most texts have none', ['Lars, Kim', 'Kim', 'Ida, Kim', 'A, B', 'C, D', 'E, F']],
      ['no part is alone', ['Elk, Ida', 'Elk, Odo', 'Uma']],
      ['the part is no name', ['Sam Elk, Jr.', 'Odo Elm, Jr.', 'Uma Ash, Jr.']],
    ])('are one artist where %s', (_, cells) => {
      expect(names(cells)).toEqual(cells)
    })

    test('are a text where the text is the identity', () => {
      expect(names(['Lars, Kim', 'Kim', 'Ida, Kim, Tove'], 'text')).toEqual([
        'Lars, Kim',
        'Kim',
        'Ida, Kim, Tove',
      ])
    })
  })

  test('are a text where neither an id nor a list is given', () => {
    const credit = (rows: string[], header?: string, identity?: 'id' | 'text') =>
      readCsv(rows, header, identity)[0]?.entries[0]?.song.credit_text
    expect(credit(['2024-01-01,1,A,Ida & Odo'])).toBe('Ida & Odo')
    expect(credit(['2024-01-01,1,A,Ida & Odo'], undefined, 'id')).toBe('Ida & Odo')
    expect(credit(['2024-01-01,1,A,Ida; Odo'])).toBe(undefined)
    expect(credit(['2024-01-01,1,A,Ida & Odo,7'], 'date,rank,song,artist,song_id', 'id')).toBe(undefined)
    expect(credit(['2024-01-01,1,A,Ida & Odo'], 'date,rank,track_name,artist_names')).toBe(undefined)
  })

  test('of NDJSON are a text where a song without an id has one name', () => {
    const line = (artists: unknown[], track_id: string | null = null) => {
      const entries = [{ position: 1, track_name: 'A', track_id, artists }]
      const body = Buffer.from(JSON.stringify({ date: '2024-01-01', chart: 'a', entries }))
      const { header } = spotifySnapshot([])
      const [issue] = issuesOf(
        readChartNdjson({ header: { ...header, chart: 'a', identity: 'id' }, bodies: [body] }),
      )
      return [issue?.entries[0]?.song.credit_text, issue?.credits_complete]
    }
    expect(line([{ name: 'Ida & Odo' }])).toEqual(['Ida & Odo', false])
    expect(line([{ name: 'Ida' }])).toEqual(['Ida', true])
    expect(line([{ name: 'Ida' }, { name: 'Odo & Uma' }])).toEqual([undefined, true])
    expect(line([{ name: 'Ida; Odo' }, { name: 'Uma' }])).toEqual([undefined, false])
    expect(line([{ name: 'Ida & Odo', id: 'i' }])).toEqual([undefined, true])
    expect(line([{ name: 'Ida & Odo' }], 'x')).toEqual([undefined, true])
  })
})
