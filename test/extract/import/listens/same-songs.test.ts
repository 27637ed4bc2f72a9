import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  extendedRow,
  importExports,
  type ListenStores,
  openListenStores,
  readCounts,
  writeExports,
} from '../../../support/fixtures/listens.ts'
import { writeWorkbook } from '../../../support/fixtures/workbook.ts'
import { zipFiles } from '../../../support/zip-files.ts'

let folder: string
let stores: ListenStores
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'listens-'))
  stores = openListenStores()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Imports exports together and returns the counts. */
async function count(files: Record<string, unknown>, options = {}): Promise<string[]> {
  await importExports(stores, writeExports(folder, files), options)
  return readCounts(stores)
}

const audio = 'Streaming_History_Audio_2026_0.json'

/** A scrobble of Last.fm, in seconds. */
const scrobbles = (...rows: [time: string, artist: string, title: string][]) => {
  const lines = rows.map(([time, artist, title]) => `${Date.parse(time) / 1000},"${artist}","${title}"`)
  return ['uts,artist,track', ...lines].join('\n')
}

const maloja = (time: string, artists: string[], title: string) => ({
  maloja: { export_time: 1 },
  scrobbles: [{ time: Date.parse(time) / 1000, track: { title, artists, album: null } }],
})

describe('services that name the guests of a song differently', () => {
  const spotify = [
    extendedRow('2026-03-04T10:03:20Z', 'Duo (feat. Bea Marl)'),
    extendedRow('2026-03-05T10:03:20Z', 'Duo (feat. Bea Marl)'),
  ]

  test.each([
    ['Ida Vale, Bea Marl', 'Duo'],
    ['Bea Marl & Ida Vale', 'Duo'],
    ['Ida Vale feat. Bea Marl', 'Duo (feat. Bea Marl)'],
  ])('a listen counts once: %s – %s', async (artist, title) => {
    const lastfm = scrobbles(['2026-03-04T10:00:00Z', artist, title])
    expect(await count({ [audio]: spotify, 'recent.csv': lastfm })).toEqual([
      '2026-03-02 1 Ida Vale – Duo (feat. Bea Marl) 2',
    ])
  })

  test('all plays are of one song then, also those that one service has', async () => {
    const lastfm = scrobbles(
      ['2026-03-04T10:00:00Z', 'Ida Vale, Bea Marl', 'Duo'],
      ['2026-03-06T10:00:00Z', 'Ida Vale, Bea Marl', 'Duo'],
    )
    expect(await count({ 'recent.csv': lastfm, [audio]: spotify })).toEqual([
      '2026-03-02 1 Ida Vale, Bea Marl – Duo 3',
    ])
  })

  test.each([
    ['another time', ['2026-03-04T12:00:00Z', 'Ida Vale, Bea Marl', 'Duo']],
    ['another title', ['2026-03-04T10:00:00Z', 'Ida Vale, Bea Marl', 'Duet']],
    ['another version', ['2026-03-04T10:00:00Z', 'Ida Vale, Bea Marl', 'Duo (Live)']],
    ['another artist', ['2026-03-04T10:00:00Z', 'Cy Dunn, Bea Marl', 'Duo']],
  ] as const)('it counts apart with %s', async (_what, row) => {
    const counts = await count({ [audio]: spotify, 'recent.csv': scrobbles([...row]) })
    expect(counts.map((line) => line.slice(-1))).toEqual(['2', '1'])
  })
})

describe('separators between artists', () => {
  test.each([
    [['Lil Ash X', 'Jo Fir'], 'Lil Ash X & Jo Fir'],
    [['Lil Ash X', 'Jo Fir'], 'Lil Ash X x Jo Fir'],
    [['Lil Ash X', 'Jo Fir'], 'Lil Ash X feat. Jo Fir'],
    [['Jo Fir', 'Lil Ash X'], 'Jo Fir x Lil Ash X'],
    [['Ash', 'Jo Fir'], 'Ash x Jo Fir'],
  ])('%j is %s', async (artists, text) => {
    const counts = await count({
      'maloja.json': maloja('2026-03-04T10:00:00Z', artists, 'Road'),
      'recent.csv': scrobbles(['2026-03-04T10:00:00Z', text, 'Road']),
    })
    expect(counts.map((line) => line.slice(-1))).toEqual(['1'])
  })
})

describe('the workbook of Deezer', () => {
  const header = ['Song Title', 'Artist', 'ISRC', 'Album Title', 'Listening Time', 'Date']
  const play = (title: string, artist: string, isrc: string, date: string) => [
    ...[title, artist, isrc, 'Album', '200', date],
  ]
  const book = (...rows: string[][]) => writeWorkbook('10_listeningHistory', [header, ...rows])

  test('keeps an artist whole whose name has a comma', async () => {
    const plays = await book(
      play('Big Day', 'Tyler, The Creator', 'QZZZZ2600001', '2026-03-04 10:00:00'),
      play('Small Day', 'Ann, Bob', 'QZZZZ2600002', '2026-03-04 11:00:00'),
    )
    await importExports(stores, writeExports(folder, { 'deezer-data_1.xlsx': plays }))
    expect(await readCounts(stores)).toEqual([
      '2026-03-02 1 Tyler, The Creator – Big Day 1',
      '2026-03-02 1 Ann, Bob – Small Day 1',
    ])
  })

  test('is recognised by its sheet, under any name and in a zip', async () => {
    const plays = await book(play('Blue', 'Ann', 'QZZZZ2600003', '2026-03-04 10:00:00'))
    const other = await writeWorkbook('Sheet1', [header])
    const files = { 'mine.xlsx': plays, 'all.zip': await zipFiles({ 'a/b.xlsx': plays, 'c.xlsx': other }) }
    const { files: imported } = await importExports(stores, writeExports(folder, files))
    expect(imported.map(({ outcome }) => outcome)).toEqual(['imported', 'already'])
    expect(await readCounts(stores)).toEqual(['2026-03-02 1 Ann – Blue 1'])
  })

  test('in a folder with the name of Deezer is another workbook still', async () => {
    const other = await writeWorkbook('Sheet1', [header])
    const { files } = await importExports(stores, writeExports(folder, { 'deezer/list.xlsx': other }))
    expect(files).toMatchObject([{ outcome: 'refused' }])
  })

  test('that cannot be read is refused with a way out', async () => {
    const plays = await writeWorkbook('10_listeningHistory', [header], { addresses: false })
    const { files } = await importExports(stores, writeExports(folder, { 'deezer-data_1.xlsx': plays }))
    expect(files[0]?.reason).toBe('the workbook cannot be read; open it in a spreadsheet and save it again')
  })

  test('counts one ISRC with one title as one song, whoever is named', async () => {
    const plays = await book(
      play('Blue', 'Ann', 'QZZZZ2600004', '2026-03-04 10:00:00'),
      play('Blue', 'Ann, Bob', 'QZZZZ2600004', '2026-03-05 10:00:00'),
      play('Red', 'Ann', 'QZZZZ2600004', '2026-03-05 11:00:00'),
    )
    const counts = await count({ 'deezer-data_1.xlsx': plays })
    expect(counts.map((line) => line.replace(/.*– /, ''))).toEqual(['Blue 2', 'Red 1'])
  })
})

describe('pages of Last.fm', () => {
  const track = {
    artist: { '#text': 'Ann' },
    name: 'Blue',
    album: { '#text': 'Sky' },
    date: { uts: '1772618400', '#text': '' },
  }
  const page = { '@attr': { page: '1' }, track: [track] }

  test.each([
    ['a page with its counts first', [page]],
    ['an answer of the API', { recenttracks: { '@attr': { page: '1' }, track: [track] } }],
    ['a list of tracks', [track]],
    [
      'a track of a list with its name first',
      [{ name: track.name, album: track.album, date: track.date, artist: track.artist }],
    ],
  ])('%s has its plays', async (_what, content) => {
    expect(await count({ 'pages.json': content })).toEqual(['2026-03-02 1 Ann – Blue 1'])
  })
})

test('loved tracks of Last.fm are no plays', async () => {
  const loved = { artist: { name: 'Ann', url: '' }, name: 'Blue', date: { uts: '1772618400' } }
  for (const content of [{ lovedtracks: { '@attr': { page: '1' }, track: [loved] } }, [loved]]) {
    expect(await count({ 'loved.json': content })).toEqual([])
  }
})

describe('a refusal of an export', () => {
  const refuse = async (name: string, content: unknown, options = {}) => {
    const { files } = await importExports(stores, writeExports(folder, { [name]: content }), options)
    return files.map(({ reason }) => reason)
  }

  test('names the option that leaves no song on the chart, and keeps what was there', async () => {
    await count({ [audio]: [extendedRow('2026-03-04T10:00:00Z', 'Harbour')] })
    const more = [extendedRow('2026-03-11T10:00:00Z', 'Harbour')]
    expect(await refuse('Streaming_History_Audio_2026_1.json', more, { least_plays: 100 })).toEqual([
      'no song has 100 plays in a week; pass a smaller --least-plays',
    ])
    expect(await count({ 'Streaming_History_Audio_2026_2.json': more })).toHaveLength(2)
  })

  test('says how to export the history of YouTube', async () => {
    expect(
      await refuse('watch-history.html', '<html><body>Watched</body></html>', { time_zone: 'UTC' }),
    ).toEqual([expect.stringMatching(/^this watch history is a web page; .*choose JSON/)])
  })

  test('says that an export is empty', async () => {
    expect(await refuse(audio, [])).toEqual(['the export has no rows'])
  })

  test('names the reasons if an option needs an export and no file is one', async () => {
    const paths = writeExports(folder, { 'odd.json': [{ a: 1 }] })
    await expect(importExports(stores, paths, { time_zone: 'UTC' })).rejects.toMatchObject({
      message: expect.stringMatching(/^--time-zone is only for .*odd\.json: expected/s),
    })
  })

  test('of a day of the week for a daily chart', async () => {
    const plays = [extendedRow('2026-03-04T10:00:00Z', 'Harbour')]
    const paths = writeExports(folder, { [audio]: plays })
    const options = { cadence: 'daily', week_starts: 5 } as const
    await expect(importExports(stores, paths, options)).rejects.toThrow('--week-starts is only for weekly')
  })
})

test('the channel of releases without an artist is not one', async () => {
  const watched = (title: string, name: string, time: string) => ({
    ...{ header: 'YouTube Music', title: `Watched ${title}`, titleUrl: `https://music.example/${title}` },
    ...{ subtitles: [{ name }], time },
  })
  const rows = [
    watched('Blue', 'Ann - Topic', '2026-03-04T10:00:00.000Z'),
    watched('Red', 'Release - Topic', '2026-03-04T11:00:00.000Z'),
  ]
  expect(await count({ 'watch-history.json': rows })).toEqual(['2026-03-02 1 Ann – Blue 1'])
})

test('a title of Apple Music has its artist in any case', async () => {
  const activity = [
    'Event Type,Item Type,Song Name,Event End Timestamp,Play Duration Milliseconds,Media Duration In Milliseconds',
    'PLAY_END,ITUNES_STORE_CONTENT,blue,2026-03-04T10:03:00Z,180000,181000',
  ]
  const daily = ['Country,Track Description,Date Played', 'DE,Ann - Blue,20260304', 'DE,ANN - Blue,20260305']
  const files = {
    'Apple Music Play Activity.csv': activity.join('\n'),
    'Apple Music - Play History Daily Tracks.csv': daily.join('\n'),
  }
  expect(await count(files)).toEqual(['2026-03-02 1 Ann – blue 1'])
})
