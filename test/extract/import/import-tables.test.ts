import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importFiles } from '../../../src/extract/import/import-files.ts'
import type { ImportOptions } from '../../../src/extract/import/import-report.ts'
import { decodeRaw } from '../../../src/sources/raw/decode-raw.ts'
import { openFormat } from '../../../src/sources/registry.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Imports one file, and reads what it stored. */
async function importTable(
  content: string | Uint8Array,
  options: ImportOptions = {},
  name = 'top_2026-01-05.csv',
) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const raw = memoryStore()
  const config = { charts: [], unsplit_artists: [] }
  const { files } = await importFiles({ paths: [path], raw, curated: memoryStore(), config, options })
  const [file] = files
  if (file === undefined) throw new Error('no file')
  if (file.key === null) return { ...file, issues: [], rows: [], rejects: [], header: null }
  const snapshot = decodeRaw(await raw.get(`to_process/${file.key}`))
  const { read } = await openFormat(snapshot.header.reader)
  const issues = [...read(snapshot)].map((issue) => ({ ...issue, items: [...issue.items] }))
  const items = issues.flatMap((issue) => issue.items)
  return {
    ...file,
    header: snapshot.header,
    issues,
    rows: items.flatMap((item) => ('song' in item ? [item] : [])),
    rejects: items.flatMap((item) => ('song' in item ? [] : [item])),
  }
}

const lines = (...rows: string[]) => `${rows.join('\n')}\n`
const show = ({ rows }: Awaited<ReturnType<typeof importTable>>) =>
  rows.map(({ position, song }) => [
    position,
    song.song_name,
    song.artists.map((each) => each.artist_name).join(' + '),
  ])

const chart = (rows: string[], header = 'date,rank,title,artist') => lines(header, ...rows)
const kite = [1, 'Blue Kite', 'Ana Moll']
const salt = [2, 'Old Salt', 'The Reeds']

describe('text', () => {
  test('has no blanks around it, before a quote as after a name', async () => {
    const text =
      'DATE, POSITION, TITLE, ARTIST\n2026-01-05, 1, "Blue Kite", "Ana Moll"\n2026-01-05,\t2, "Low, Tide",Kai \n'
    expect(show(await importTable(text))).toEqual([kite, [2, 'Low, Tide', 'Kai']])
  })

  test('has quotes that nothing escapes where the row then has the columns of the header', async () => {
    const found = await importTable(
      chart([
        '2026-01-05,1,"Harbour (7\\" Mix)",Ana Moll',
        '2026-01-05,2,"No Bread "No Salt"",Kai',
        '2026-01-05,3,12" Dub,Kai',
        '2026-01-05,4,""Old Salt"",Kai',
        '2026-01-05,5,"Dub 12"",Kai "K" Low',
        '2026-01-05,6,"Heroes" (live),"Kai \\"K\\" Low"',
        '2026-01-05,7,"two',
        'lines","Kai"',
        '2026-01-05,8,Plain,Kai',
      ]),
    )
    expect(show(found)).toEqual([
      [1, 'Harbour (7" Mix)', 'Ana Moll'],
      [2, 'No Bread "No Salt"', 'Kai'],
      [3, '12" Dub', 'Kai'],
      [4, '"Old Salt"', 'Kai'],
      [5, 'Dub 12"', 'Kai "K" Low'],
      [6, '"Heroes" (live)', 'Kai "K" Low'],
      [7, 'two\nlines', 'Kai'],
      [8, 'Plain', 'Kai'],
    ])
    expect(found.rejects).toEqual([])
  })

  test('that still cannot be read is a reject with its position and its day', async () => {
    const found = await importTable(
      chart([
        '2026-01-03,1,Blue Kite,Ana Moll',
        '2026-01-10,1,Blue Kite,Ana Moll',
        '2026-01-03,2,"Old, Salt,The Reeds',
      ]),
    )
    expect(found.issues.map(({ chart_date, chart_size }) => [chart_date, chart_size])).toEqual([
      ['2026-01-03', 2],
      ['2026-01-10', 1],
    ])
    expect(found.issues[0]?.items[1]).toMatchObject({
      position: 2,
      detail: expect.stringContaining('quotes'),
    })
  })

  test.each([
    [
      'CR',
      chart(['2026-01-03,1,Blue Kite,Ana Moll', '2026-01-03,2,Old Salt,The Reeds']).replaceAll('\n', '\r'),
    ],
    [
      'CR and LF',
      'date,rank,title,artist\r\n2026-01-03,1,Blue Kite,Ana Moll\r2026-01-03,2,Old Salt,The Reeds\n',
    ],
    ['pipes', 'date|rank|title|artist\n2026-01-03|1|Blue Kite|Ana Moll\n2026-01-03|2|Old Salt|The Reeds\n'],
    [
      'tabs',
      'date\trank\ttitle\tartist\n2026-01-03\t1\tBlue Kite\tAna Moll\n2026-01-03\t2\tOld Salt\tThe Reeds\n',
    ],
    [
      'empty records',
      'date,rank,title,artist\n2026-01-03,1,Blue Kite,Ana Moll\n,,,\n2026-01-03,2,Old Salt,The Reeds\n,,,\n',
    ],
  ])('is parted by %s', async (_, text) => expect(show(await importTable(text))).toEqual([kite, salt]))

  test('in UTF-16 is read where its first bytes say so, and stored as it is', async () => {
    const text = '\ufeffdate,rank,title,artist\n2026-01-03,1,Über,Jürgen\n'
    const little = Buffer.from(text, 'utf16le')
    const big = Buffer.from(little).swap16()
    for (const bytes of [little, big]) {
      const found = await importTable(bytes)
      expect(show(found)).toEqual([[1, 'Über', 'Jürgen']])
      expect(found.header?.pages[0]?.bytes).toBe(bytes.length)
    }
    for (const bytes of [little.subarray(2), Buffer.from(text.slice(1), 'latin1')]) {
      expect(await importTable(bytes)).toMatchObject({ outcome: 'refused' })
    }
  })
})

describe('positions', () => {
  test('from 0 in every issue are 1 to n, and the report says so', async () => {
    const found = await importTable(
      chart([
        '2026-01-03,0,Blue Kite,Ana Moll',
        '2026-01-03,1,,Kai',
        '2026-01-03,2,Old Salt,The Reeds',
        ...['3', '4', '5'].map((each) => `2026-01-03,${each},S${each},Kai`),
        '2026-01-10,"""0""",Blue Kite,Ana Moll',
      ]),
    )
    expect(found.rows.map(({ position }) => position)).toEqual([1, 3, 4, 5, 6, 1])
    expect(found.rejects).toMatchObject([{ position: 2, reason: 'no_song' }])
    expect(found.issues.map(({ chart_size }) => chart_size)).toEqual([6, 1])
    expect(found.report?.notes).toContain('the ranks begin at 0 and are read as 1 to n')
  })

  test('from 0 take peaks from 0 with them', async () => {
    const header = 'date,rank,title,artist,previous,peak'
    const { rows } = await importTable(
      chart(
        [
          '2026-01-03,0,Blue Kite,Ana Moll,1,0',
          '2026-01-03,1,Old Salt,The Reeds,0,0',
          '2026-01-03,2,New,Kai,,2',
        ],
        header,
      ),
    )
    expect(rows.map((row) => [row.source_previous_position, row.source_peak_position])).toEqual([
      [2, 1],
      [1, 1],
      [null, 3],
    ])
  })

  describe('that number the rows of the whole file', () => {
    /** Issues of so many rows each, whose positions go on from issue to issue. */
    const numbered = (sizes: number[], first = 1) => {
      let next = first
      const rows = sizes.flatMap((size, day) =>
        Array.from({ length: size }, (_, at) => `2026-01-0${day + 3},${next++},Song ${at},Ana`),
      )
      return importTable(chart(rows, 'date,#,title,artist'))
    }

    test.each([{ sizes: [3, 3] }, { sizes: [4, 3, 5, 1] }])(
      'are refused: issues of $sizes rows',
      async ({ sizes }) => {
        const { outcome, reason } = await numbered(sizes)
        const rows = sizes.reduce((sum, size) => sum + size, 0)
        expect(outcome).toBe('refused')
        expect(reason).toContain(`# numbers the rows of all ${sizes.length} issues, from 1 to ${rows}`)
        expect(reason).toContain('--positions order')
      },
    )

    test.each([[[9]], [[1, 1, 1]], [[2, 3]]])('are kept where they may be positions: %j', async (sizes) => {
      expect(await numbered(sizes)).toMatchObject({ outcome: 'imported' })
    })

    test('are kept from another number on, as in a cut of a chart', async () => {
      expect(await numbered([3, 3], 11)).toMatchObject({ outcome: 'imported' })
    })
  })

  test('from 0 in some issues only are refused', async () => {
    const found = await importTable(
      chart(['2026-01-03,0,Blue Kite,Ana Moll', '2026-01-10,1,Blue Kite,Ana Moll']),
    )
    expect(found.reason).toContain('1 of 2 issues begin at position 0, such as top 2026-01-03')
  })

  test('of ties are read with their marks', async () => {
    const found = await importTable(
      chart([
        '2026-01-03,1,Blue Kite,Ana Moll',
        '2026-01-03,=2,Old Salt,The Reeds',
        '2026-01-03,2=,Low Tide,Kai',
        '2026-01-03,T2,High Tide,Kai',
      ]),
    )
    expect(found.rows.map(({ position }) => position)).toEqual([1, 2, 2, 2])
    expect(found.rejects).toEqual([])
  })

  test('of rows that are equal count once, and the report says so', async () => {
    const row = '2026-01-03,1,Blue Kite,Ana Moll'
    const found = await importTable(
      chart([row, '2026-01-03,2,Old Salt,The Reeds', row, '2026-01-10,1,Blue Kite,Ana Moll', row]),
    )
    expect(found.issues.map(({ items }) => items.length)).toEqual([2, 1])
    expect(found.charts).toMatchObject([{ entries: 3 }])
    expect(found.report?.notes.filter((note) => !note.includes('taken as daily'))).toEqual([
      '2 rows occur twice and count once',
    ])
  })

  test('that a playlist export lacks are the order of its rows with --positions order', async () => {
    const text = lines(
      'Track URI,Track Name,Artist Name(s),Album Name,Track Duration (ms),ISRC,Added At',
      'spotify:track:1AAAAAAAAAAAAAAAAAAAAA,Blue Kite,Ana Moll,Kites,200000,DEA452500001,2026-01-02T08:00:00Z',
      ',,Kai,,,,',
      'spotify:track:2BBBBBBBBBBBBBBBBBBBBB,Old Salt,The Reeds,Salt,180000,DEA452500002,2026-01-02T09:00:00Z',
    )
    const refused = await importTable(text)
    expect(refused.reason).toContain('playlist export')
    expect(refused.reason).toContain('"Track URI, Track Name, Artist Name(s), Album Name')
    expect(refused.reason).toContain('--positions order')
    const { rows, rejects, source } = await importTable(text, { positions: 'order' })
    expect(source).toBe('spotify-csv')
    expect(rows.map(({ position }) => position)).toEqual([1, 3])
    expect(rejects).toMatchObject([{ position: 2 }])
    expect(rows[0]).toMatchObject({
      added_at: expect.stringMatching(/^2026-01-02T08:00:00/),
      song: {
        song_id: '1AAAAAAAAAAAAAAAAAAAAA',
        duration_ms: 200_000,
        isrc: 'DEA452500001',
        album: { album_name: 'Kites' },
      },
    })
  })
})

test('a position column that gives way to the order of the rows is named', async () => {
  const rows = await importTable(chart(['2026-01-05,9,Blue Kite,Ana Moll']), { positions: 'order' })
  expect(rows.report?.notes).toContain('the order of the rows gives the position, not rank')
  expect(show(rows)).toEqual([kite])
})

test('a chart of albums is refused', async () => {
  const { reason } = await importTable(lines('rank,album,artist', '1,Kites,Ana Moll'))
  expect(reason).toContain('a chart of albums; hitparade keeps charts of songs')
})

describe('two tables beside each other', () => {
  test.each([
    ['Rank,Song,Artist,Rank,Song,Artist', '1,Blue Kite,Ana Moll,1,Old Salt,The Reeds'],
    ['Rank;Track URI;;rank;track uri', '1;spotify:track:1AAAAAAAAAAAAAAAAAAAAA;;1;x'],
  ])('are refused, and not read in half: %s', async (header, row) => {
    const { reason } = await importTable(lines(header, row))
    expect(reason).toMatch(/^two tables beside each other; .*; put each into a file of its own$/)
  })

  test('are not seen where only one column is twice', async () => {
    const table = await importTable(lines('rank,title,artist,title', '1,Blue Kite,Ana Moll,x'))
    expect(show(table)).toEqual([kite])
  })
})

describe('a column of playlists', () => {
  const header = 'Track name,Artist name,Playlist name,ISRC,Album'
  const rows = [
    'Blue Kite,Ana Moll,Top One,,',
    'Old Salt,The Reeds,Top One,,',
    'Old Salt,The Reeds,Top Two,,',
  ]

  test('parts charts, each with positions of its own', async () => {
    const found = await importTable(chart(rows, header), { positions: 'order' })
    expect(found.charts).toMatchObject([
      { chart: 'top-one', entries: 2 },
      { chart: 'top-two', entries: 1 },
    ])
    expect(show(found)).toEqual([kite, salt, [1, 'Old Salt', 'The Reeds']])
  })

  test('keeps the rows without one in a chart of their own', async () => {
    const found = await importTable(chart([...rows, 'Blue Kite,Ana Moll,,,'], header), { positions: 'order' })
    expect(found.charts.map((each) => each.chart)).toEqual(['top-one', 'top-two', 'unnamed'])
  })

  test('that is empty in all rows is not used', async () => {
    const found = await importTable(chart(['Blue Kite,Ana Moll,,,'], header), { positions: 'order' })
    expect(found.charts).toMatchObject([{ chart: 'top', entries: 1 }])
  })

  test('gives way to --chart', async () => {
    const found = await importTable(chart(rows, header), { positions: 'order', chart: 'mine' })
    expect(found.charts).toMatchObject([{ chart: 'mine', entries: 3 }])
  })
})

describe('a chart of artists is refused', () => {
  const artists = Array.from({ length: 20 }, (_, at) => `2026-01-03,${at + 1},,Artist ${at}`)
  test.each([
    ['without songs', chart(artists)],
    ['with one song', chart([...artists, '2026-01-03,21,Blue Kite,Ana Moll'])],
    ['without a column of songs', lines('rank,artist,weeks', '1,Ana Moll,3')],
  ])('%s', async (_, text) => {
    const { reason } = await importTable(text)
    expect(reason).toContain('a chart of artists; hitparade keeps charts of songs')
    expect(reason).toMatch(/artist(, weeks)?"/)
  })
})

describe('regions', () => {
  const header = 'date,region,rank,title,artist'
  test('part charts where positions of one date repeat, and the empty one is global', async () => {
    const found = await importTable(
      chart(
        [
          '2026-01-03,,1,Blue Kite,Ana Moll',
          '2026-01-03,,2,Old Salt,The Reeds',
          '2026-01-03,Nordia,1,Old Salt,The Reeds',
        ],
        header,
      ),
    )
    expect(found.charts.map((each) => each.chart)).toEqual(['global', 'nordia'])
    expect(found.header?.regions).toBe('part')
  })

  test('describe the songs where no position repeats, and the report says so', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, at) => `2026-01-03,${at % 2 ? 'SE' : 'NO'},${at + 1},Song ${at},Kai`,
    )
    for (const tie of [[], ['2026-01-03,SE,1,Tied,Kai']]) {
      const found = await importTable(chart([...rows, ...tie], header))
      expect(found.charts).toMatchObject([{ chart: 'top', entries: 30 + tie.length }])
      expect(found.report?.unused).toEqual(['region'])
      expect(found.issues).toHaveLength(1)
    }
  })

  test('part charts where each date has one', async () => {
    const days = ['03,SE,1,A,Kai', '03,SE,2,B,Kai', '04,NO,1,B,Kai', '04,NO,2,A,Kai']
    const rows = days.map((day) => `2026-01-${day}`)
    expect((await importTable(chart(rows, header))).charts.map((each) => each.chart)).toEqual(['no', 'se'])
    const ones = await importTable(
      chart(
        rows.filter((_, at) => at % 2 === 0),
        header,
      ),
    )
    expect(ones.charts).toMatchObject([{ chart: 'top', entries: 2 }])
  })

  test('name the chart where all rows have one', async () => {
    const found = await importTable(chart(['2026-01-03,Global,1,Blue Kite,Ana Moll'], header))
    expect(found.charts).toMatchObject([{ chart: 'global' }])
  })

  test('that are empty in all rows are not used', async () => {
    const found = await importTable(chart(['2026-01-03,,1,Blue Kite,Ana Moll'], header))
    expect(found.charts).toMatchObject([{ chart: 'top' }])
  })
})

describe('the day', () => {
  const undated = (note: string) => lines(note, 'Rank,Artist,Title', '1,Ana Moll,Blue Kite')
  test.each(['"Saturday, 22 August 2026 [7 days]"', '22 August 2026\n\n', 'Week of 2026-08-22'])(
    'is in a note above the header: %s',
    async (note) => {
      expect((await importTable(undated(note), {}, 'top.csv')).header?.chart_date).toBe('2026-08-22')
      expect((await importTable(undated(note), { date: '2026-08-22' }, 'top.csv')).header?.chart_date).toBe(
        '2026-08-22',
      )
    },
  )

  test('is asked for where the note has two', async () => {
    const note = '2026-08-16 to 2026-08-22'
    expect((await importTable(undated(note), {}, 'top.csv')).reason).toContain(
      '2026-08-16, 2026-08-22; pass --date',
    )
    expect(await importTable(undated(note), { date: '2026-08-22' }, 'top.csv')).toMatchObject({
      outcome: 'imported',
    })
  })

  test('may be in a column with another name', async () => {
    const text = lines(
      'seen,rank,title,artist',
      '2026-01-03,1,Blue Kite,Ana Moll',
      '2026-01-04,1,Old Salt,The Reeds',
    )
    expect((await importTable(text, {}, 'top.csv')).reason).toContain(
      'no date in the file or its name; pass --date, or name the column of days with --columns date=…',
    )
    expect(await importTable(text, { columns: 'date=seen' }, 'top.csv')).toMatchObject({
      outcome: 'imported',
    })
    const all = lines('rank,title,artist', '1,Blue Kite,Ana Moll')
    expect((await importTable(all, {}, 'top.csv')).reason).toMatch(/pass --date; the columns are/)
  })

  test('is missing where a column counts weeks', async () => {
    const text = lines('week,rank,title,artist', '1,1,Blue Kite,Ana Moll', '2,1,Old Salt,The Reeds')
    expect((await importTable(text)).reason).toContain('the column week holds no days, such as "1"')
    const weeks = lines('week,rank,title,artist', '1,1,Blue Kite,Ana Moll', '1,2,Old Salt,The Reeds')
    expect(show(await importTable(weeks))).toEqual([kite, salt])
  })

  test('of a range is its last, and the report says so', async () => {
    const found = await importTable(chart(['2026-01-03--2026-01-09,1,Blue Kite,Ana Moll']))
    expect(found.issues.map(({ chart_date }) => chart_date)).toEqual(['2026-01-09'])
    expect(found.report?.notes[0]).toContain('2026-01-03--2026-01-09 is a range of days')
  })

  test('of two readings is that of --dates, and of the other days of the file', async () => {
    const text = chart(['1/3/2026,1,Blue Kite,Ana Moll'])
    expect((await importTable(text)).reason).toMatch(/1\/3\/2026 .*2026-01-03.*2026-03-01.*--dates/)
    const dated = async (content: string, options: ImportOptions = {}) =>
      (await importTable(content, options)).issues.map((issue) => issue.chart_date)
    expect(await dated(text, { dates: 'mdy' })).toEqual(['2026-01-03'])
    expect(await dated(text, { dates: 'dmy' })).toEqual(['2026-03-01'])
    expect(await dated(chart(['1/3/2026,1,Blue Kite,Ana Moll', '1/17/2026,1,Blue Kite,Ana Moll']))).toEqual([
      '2026-01-03',
      '2026-01-17',
    ])
  })
})

describe('numbers', () => {
  const header = 'date,rank,title,artist,previous,streams'
  test('that are none are null and counted', async () => {
    const found = await importTable(
      chart(
        [
          '2026-01-03,1,Blue Kite,Ana Moll,NA,"1,2M"',
          '2026-01-03,2,Old Salt,The Reeds,0,900',
          '2026-01-03,3,Low,Kai,-1,NaN',
        ],
        header,
      ),
    )
    expect(found.rows.map((row) => [row.source_previous_position, row.metric])).toEqual([
      [null, null],
      [null, 900],
      [null, null],
    ])
    expect(found.report?.notes.filter((note) => !note.includes('taken as daily'))).toEqual([
      'streams: 1 value is not a whole number, such as "1,2M"',
    ])
  })

  test('are exact up to 9,007,199,254,740,991, with and without signs that part thousands', async () => {
    const largest = [9007199254740991, 1234567890123456]
    const plain = await importTable(
      chart([`2026-01-03,1,A,Ana,NA,${largest[0]}`, `2026-01-03,2,B,Ida,NA,${largest[1]}`], header),
    )
    expect(plain.rows.map((row) => row.metric)).toEqual(largest)
    const grouped = ['9,007,199,254,740,991', '9,007,199,254,740,992', '90071992547409920']
    const found = await importTable(
      chart(
        grouped.map((text, at) => `2026-01-03,${at + 1},S${at},Ana,NA,"${text}"`),
        header,
      ),
    )
    expect(found.rows.map((row) => row.metric)).toEqual([largest[0], null, null])
    expect(found.report?.notes).toContain(
      'streams: 2 values are not whole numbers up to 9,007,199,254,740,991, such as "9,007,199,254,740,992"',
    )
  })

  test('of a column that can be read in two ways are refused by its name', async () => {
    const found = await importTable(
      chart(['2026-01-03,1,Blue Kite,Ana Moll,3,1.234', '2026-01-03,2,Old Salt,The Reeds,4,12345'], header),
    )
    expect(found.rows.map((row) => [row.source_previous_position, row.metric])).toEqual([
      [3, null],
      [4, null],
    ])
    expect(found.report?.unused).toEqual(['streams'])
    expect(found.report?.notes.filter((note) => !note.includes('taken as daily'))).toEqual([
      'streams is not read: the same signs part thousands in "1.234" and not in "12345"',
    ])
  })
})

describe('columns', () => {
  test('are named with --columns, and left out with an empty name', async () => {
    const text = lines('Platz,Titel,Interpret,streams', '1,Blue Kite,Ana Moll,7')
    expect((await importTable(text)).reason).toMatch(
      /"Platz, Titel, Interpret, streams".*--columns position=/,
    )
    const found = await importTable(text, { columns: 'position=platz,song=Titel,artist=Interpret,streams=' })
    expect(show(found)).toEqual([kite])
    expect(found.rows[0]?.metric).toBeNull()
    expect(found.report).toMatchObject({
      used: [
        ['Platz', 'position'],
        ['Titel', 'song'],
        ['Interpret', 'artist'],
      ],
      unused: ['streams'],
    })
    expect(found.header?.columns).toEqual({
      position: 'platz',
      song: 'Titel',
      artist: 'Interpret',
      streams: '',
    })
  })

  test('that are not there are named with those that are', async () => {
    const text = chart(['2026-01-03,1,Blue Kite,Ana Moll'])
    const { reason } = await importTable(text, { columns: 'position=Platz' })
    expect(reason).toMatch(/^--columns: there is no column "Platz".*date, rank, title, artist/)
    await expect(importTable(text, { columns: 'platz=rank' })).rejects.toThrow(
      '--columns: there is no meaning "platz"',
    )
  })

  test('of ids and featured artists make credits', async () => {
    const [one, two] = ['3CCCCCCCCCCCCCCCCCCCCC', '5EEEEEEEEEEEEEEEEEEEEE']
    const header = 'rank,track_name,artist_names,feats,artist_spotify_ids,track_spotify_id'
    const { rows } = await importTable(
      lines(header, `1,Blue Kite,Ana Moll; Kai,"['Rui']",${one}; ${two},1AAAAAAAAAAAAAAAAAAAAA`),
    )
    expect(rows[0]?.song.song_id).toBe('1AAAAAAAAAAAAAAAAAAAAA')
    expect(rows[0]?.song.artists).toMatchObject([
      { artist_id: one, artist_name: 'Ana Moll' },
      { artist_id: two, artist_name: 'Kai' },
      { artist_id: expect.stringMatching(/^name:/), artist_name: 'Rui' },
    ])
  })
})

describe('ids of artists', () => {
  const [one, two] = ['3CCCCCCCCCCCCCCCCCCCCC', '5EEEEEEEEEEEEEEEEEEEEE']
  const credit = async (names: string, ids: string, column = 'artist_uris') => {
    const { rows } = await importTable(
      lines(`rank;title;artist_names;${column}`, `1;Blue Kite;"${names}";"${ids}"`),
    )
    return rows[0]?.song.artists.map(({ artist_id, artist_name }) => [
      artist_name,
      artist_id.replace(/^name:.*/, 'name'),
    ])
  }

  test('go by their place, and names without one get an id of the name', async () => {
    expect(await credit('Ana Moll;Kai;Rui', `spotify:artist:${one};spotify:artist:${two}`)).toEqual([
      ['Ana Moll', one],
      ['Kai', two],
      ['Rui', 'name'],
    ])
    expect(await credit('Ana Moll, Kai', `${one},${two}`)).toEqual([
      ['Ana Moll', one],
      ['Kai', two],
    ])
  })

  test('never go to another part of a name', async () => {
    expect(await credit('Tyro, The Elder', one)).toEqual([['Tyro, The Elder', one]])
    expect(await credit('Tyro, The Elder, Kai', `${one},${two}`)).toEqual([
      ['Tyro', 'name'],
      ['The Elder', 'name'],
      ['Kai', 'name'],
    ])
    expect(await credit('Ana Moll, Kai', one, 'artist_uri')).toEqual([
      ['Ana Moll', one],
      ['Kai', 'name'],
    ])
  })
})

describe('the source', () => {
  const text = (link: string) =>
    lines('Rank,Track Name,Artist Names,Streams,URL', `1,Blue Kite,Ana Moll,7,${link}`)
  test('is what the rows link to, not what the headers or the name say', async () => {
    const youtube = await importTable(
      text('https://www.youtube.com/watch?v=aaaaaaaaaaa'),
      {},
      'songs-br-weekly-2026-01-05.csv',
    )
    expect(youtube).toMatchObject({ source: 'youtube', charts: [{ chart: 'songs-br-weekly' }] })
    expect(youtube.rows[0]).toMatchObject({ metric_name: 'streams', song: { song_id: 'aaaaaaaaaaa' } })
    const spotify = await importTable(text('https://open.spotify.com/track/1AAAAAAAAAAAAAAAAAAAAA'))
    expect(spotify.source).toBe('spotify-csv')
  })
})

describe('the tables of a pipeline', () => {
  test.each([
    'song_id,song_name,duration_ms,url,popularity,song_added,album_id,artist_id',
    'song_url,song_name,song_duration,popularity,song_added,album_id',
  ])('of songs are in the order of the playlist: %s', async (header) => {
    const values: Record<string, string> = {
      song_id: '1AAAAAAAAAAAAAAAAAAAAA',
      song_url: 'https://open.spotify.com/track/1AAAAAAAAAAAAAAAAAAAAA',
      url: 'https://open.spotify.com/track/1AAAAAAAAAAAAAAAAAAAAA',
      song_name: 'Blue Kite',
      duration_ms: '200000',
      song_duration: '200000',
      popularity: '50',
      song_added: '2026-01-02 08:00:00+00:00',
      album_id: '6GGGGGGGGGGGGGGGGGGGGG',
      artist_id: '3CCCCCCCCCCCCCCCCCCCCC',
    }
    const row = header
      .split(',')
      .map((name) => values[name])
      .join(',')
    const found = await importTable(
      lines(header, row),
      {},
      'songs_transformed_2026-01-05 06:00:12.345678.csv',
    )
    expect(found).toMatchObject({
      source: 'spotify-csv',
      charts: [{ chart: 'songs-transformed' }],
      header: { fetched_at: '2026-01-05T06:00:12.345Z' },
    })
    expect(found.issues).toMatchObject([{ chart_date: '2026-01-05', credits_complete: false }])
    expect(found.rows).toMatchObject([
      {
        position: 1,
        song: {
          song_id: '1AAAAAAAAAAAAAAAAAAAAA',
          duration_ms: 200_000,
          popularity: 50,
          album: { album_id: '6GGGGGGGGGGGGGGGGGGGGG' },
        },
      },
    ])
    expect(found.report?.notes.join()).toContain('raw_data')
  })

  test.each(['album_id,name,release_date,total_tracks,url', 'artist_id,artist_name,external_url'])(
    'of others are refused: %s',
    async (header) => {
      const { reason } = await importTable(lines(header, header.replaceAll(/\w+/g, 'x')))
      expect(reason).toContain('raw_data')
      expect(reason).toContain(header.replaceAll(',', ', '))
    },
  )
})
