import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  importExports,
  type ListenStores,
  openListenStores,
  readCounts,
  writeExports,
} from '../support/fixtures/listens.ts'

let folder: string
let stores: ListenStores
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'))
  stores = openListenStores()
})
afterEach(() => rmSync(folder, { recursive: true }))

const seconds = Date.parse('2026-03-04T10:00:00Z') / 1000
const ms = seconds * 1000
const named = { name: 'Harbour', artist: { '#text': 'Ida Vale', mbid: '' }, album: { '#text': '', mbid: '' } }
const track = { ...named, date: { uts: String(seconds), '#text': '04 Mar 2026, 10:00' } }
const playing = { ...named, '@attr': { nowplaying: 'true' } }
const listen = (listened_at: unknown, track_name: string, fields = {}) => ({
  listened_at,
  track_metadata: { track_name, artist_name: 'Ida Vale', ...fields },
})
const alias = (text: string) => [
  { alias: 'Other', source: 'x', is_primary: false },
  { alias: text, source: 'x', is_primary: true },
]
const watched = {
  header: 'YouTube Music',
  titleUrl: 'https://music.youtube.com/watch?v=1',
  products: ['YouTube'],
}
const topic = [{ name: 'Ida Vale - Topic', url: 'https://www.youtube.com/channel/1' }]
const time = '2026-03-04T10:00:00.123Z'

/** One play of Harbour by Ida Vale, and what is left out. */
const exports: [kind: string, name: string, content: unknown, left_out: Record<string, number>][] = [
  [
    'a page of the API of Last.fm, with the playing track',
    'page.json',
    { recenttracks: { track: [playing, track], '@attr': { page: '1', totalPages: '1' } } },
    { 'without a date, such as now playing': 1 },
  ],
  [
    'a page whose single track is an object',
    'page.json',
    { recenttracks: { track, '@attr': { page: '1' } } },
    {},
  ],
  ['a list of pages', 'pages.json', [{ track: [track] }, { track: [track] }], { duplicate: 1 }],
  [
    'an extended page, which names the artist otherwise',
    'page.json',
    { recenttracks: { track: [{ ...track, artist: { name: 'Ida Vale', url: 'x' } }] } },
    {},
  ],
  ['lastfmstats without ids', 'stats.csv', `Artist;Album;Track;Date#me\nIda Vale;;Harbour;${ms}\n`, {}],
  [
    'a CSV without a header whose first line is the playing track',
    'me.csv',
    'Ida Vale,,Harbour,\nIda Vale,"A, B",Harbour,04 Mar 2026 10:00\nIda Vale,,Harbour,31 Mrz 2026 10:00\n',
    { 'without a date, such as now playing': 1, unreadable: 1 },
  ],
  [
    'lines of ListenBrainz',
    '3.jsonl',
    [listen(seconds, 'Harbour'), listen(null, 'Harbour'), listen(seconds + 0.4, '')]
      .map((line) => JSON.stringify(line))
      .concat('{"listened_at": 1')
      .join('\n'),
    { 'without a name': 1, unreadable: 2 },
  ],
  [
    'an answer of the API of ListenBrainz',
    'listens.json',
    {
      payload: {
        count: 2,
        listens: [listen(seconds, 'Harbour'), { ...listen(seconds, 'Next'), playing_now: true }],
      },
    },
    { 'without a date, such as now playing': 1 },
  ],
  [
    'Koito',
    'koito.json',
    {
      version: '1',
      user: 'me',
      listens: [
        {
          listened_at: time,
          track: { aliases: alias('Harbour') },
          album: null,
          artists: [{ aliases: alias('Ida Vale') }],
        },
      ],
    },
    {},
  ],
  [
    'Maloja, with a time that cannot be right',
    'maloja.json',
    {
      maloja: { export_time: 1 },
      scrobbles: [
        { time: seconds, track: { title: 'Harbour', artists: ['Ida Vale'], album: null } },
        { time: 12, track: { title: 'Harbour', artists: ['Ida Vale'], album: null } },
        { time: 4_000_000_000, track: { title: 'Harbour', artists: ['Ida Vale'], album: null } },
      ],
    },
    { 'dated before 2002-10-01, such as 1970': 1, 'dated in the future': 1 },
  ],
  [
    'a log of a scrobbler, with a skipped song',
    '.scrobbler.log',
    [
      '#AUDIOSCROBBLER/1.1',
      '#TZ/UTC',
      '#CLIENT/Rockbox',
      `Ida Vale\tAlbum\tHarbour\t1\t200\tL\t${seconds}\t`,
      `Ida Vale\tAlbum\tOther\t2\t200\tS\t${seconds + 300}\t`,
    ].join('\n'),
    { 'too short': 1 },
  ],
  ['Libre.fm', 'libre.csv', `time,artist,track,album\n${seconds},Ida Vale,Harbour,Album\n`, {}],
  [
    'YouTube Music, with a video, an advertisement and a removed song',
    'watch-history.json',
    [
      { ...watched, title: 'Watched Harbour', subtitles: topic, time },
      { ...watched, header: 'YouTube', title: 'Watched a film', subtitles: topic, time },
      { ...watched, title: 'Watched Buy', subtitles: topic, time, details: [{ name: 'From Google Ads' }] },
      { ...watched, title: 'Watched https://music.youtube.com/watch?v=2', time },
    ],
    { 'not music': 2, 'without a name': 1 },
  ],
]

test.each(exports)('%s is read', async (_kind, name, content, left_out) => {
  const { files } = await importExports(stores, writeExports(folder, { [`x${name}`]: content }))
  expect(files).toMatchObject([{ outcome: 'imported', listens: { plays: 1, left_out } }])
  expect(await readCounts(stores)).toEqual(['2026-03-02 1 Ida Vale – Harbour 1'])
})

test('spellings that ListenBrainz matched to one recording are one song', async () => {
  const mapped = { mbid_mapping: { recording_mbid: '0b8b2f0e-0000-4000-8000-000000000001' } }
  const lines = [
    listen(seconds, 'Harbour', mapped),
    listen(seconds + 300, 'Harbor Song', mapped),
    listen(seconds + 600, 'Harbour', { mbid_mapping: null }),
  ]
  await importExports(
    stores,
    writeExports(folder, { '3.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') }),
  )
  expect(await readCounts(stores)).toEqual(['2026-03-02 1 Ida Vale – Harbour 3'])
})

test('a history of YouTube in another language is refused', async () => {
  const rows = [{ ...watched, title: 'Harbour angesehen', subtitles: topic, time }]
  const { files } = await importExports(stores, writeExports(folder, { 'Wiedergabeverlauf.json': rows }))
  expect(files).toMatchObject([
    { outcome: 'refused', reason: expect.stringContaining('in a language other than English 1') },
  ])
})

describe('Apple Music', () => {
  const header = [
    'Song Name,Event Type,Event End Timestamp,Play Duration Milliseconds,Media Duration In Milliseconds',
    'End Reason Type,Device Identifier,Item Type',
  ].join(',')
  const row = (end: string, duration: number, reason: string, device = 'a') =>
    `Harbour,PLAY_END,2026-03-04T${end}Z,${duration},240000,${reason},${device},ITUNES_STORE_CONTENT`
  const paused = 'PLAYBACK_MANUALLY_PAUSED'
  const ended = 'NATURAL_END_OF_TRACK'
  const daily = 'Track Description,Date Played\nIda Vale - Harbour,20260304\n'
  const countRows = async (...rows: string[]) => {
    const files = { 'activity.csv': [header, ...rows].join('\n'), 'daily.csv': daily }
    await importExports(stores, writeExports(folder, files))
    return readCounts(stores)
  }

  test.each([
    [
      '29 minutes after a pause on one device is the same',
      [row('10:02:00', 100_000, paused), row('10:33:20', 140_000, ended)],
      1,
    ],
    [
      '31 minutes after a pause is another',
      [row('10:02:00', 100_000, paused), row('10:35:20', 140_000, ended)],
      2,
    ],
    [
      'after the end of the song is another',
      [row('10:02:00', 100_000, ended), row('10:05:20', 140_000, ended)],
      2,
    ],
    [
      'on another device is another',
      [row('10:02:00', 100_000, paused), row('10:05:20', 140_000, ended, 'b')],
      2,
    ],
  ])('a listen that goes on %s', async (_does, rows, plays) => {
    expect(await countRows(...rows)).toEqual([`2026-03-02 1 Ida Vale – Harbour ${plays}`])
  })

  test('needs the file that names the artists', async () => {
    const paths = writeExports(folder, {
      'activity.csv': [header, row('10:02:00', 100_000, ended)].join('\n'),
    })
    const { files } = await importExports(stores, paths)
    expect(files).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('Apple Music - Play History Daily Tracks.csv') },
    ])
  })

  test('has no plays in that file alone', async () => {
    const { files } = await importExports(stores, writeExports(folder, { 'daily.csv': daily }))
    expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('Play Activity') }])
  })
})

const shared = process.env.HITPARADE_CASES
const listens = join(shared ?? '', 'listens')
const german = { time_zone: 'Europe/Berlin' }

/** The rows of the first table of what must come out: `week title plays`. */
function readTable(name: string): string[] {
  const text = readFileSync(join(listens, name, 'expected.md'), 'utf8')
  const rows = [...text.matchAll(/^\| (\d{4}-\d\d-\d\d) \| .+ – (.+) \| (\d+) \|$/gm)]
  return rows.map(([, week, title, plays]) => `${week} ${title} ${plays}`).sort()
}

function toRows(counts: string[]): string[] {
  return counts.map((line) => line.replace(/^(\S+) \d+ .+ – (.+)$/, '$1 $2')).sort()
}

async function importCase(name: string, options = {}, isWanted = (_file: string) => true) {
  const files = readdirSync(join(listens, name)).filter((file) => file !== 'expected.md' && isWanted(file))
  return importExports(
    stores,
    files.map((file) => join(listens, name, file)),
    options,
  )
}

describe.skipIf(shared === undefined)('the shared exports', () => {
  test.each([
    ['spotify-extended', () => true],
    ['spotify-short', (file: string) => file.includes('_music_')],
    ['lastfm-export-csv', () => true],
    ['lastfm-no-header-csv', () => true],
    ['lastfmstats-csv', () => true],
    ['panoscrobbler', () => true],
    ['listenbrainz', (file: string) => file.endsWith('.zip')],
    ['apple-music', () => true],
  ])('%s has the plays that must come out', async (name, isWanted) => {
    await importCase(name, german, isWanted)
    expect(toRows(await readCounts(stores)).map((line) => line.replace(' (Remastered)', ''))).toEqual(
      readTable(name),
    )
  })

  test.each([
    ['maloja', [1, 2, 1]],
    ['deezer', [1, 1, 1, 1]],
    ['overlap', [1, 1, 2]],
  ])('%s has the plays that must come out', async (name, plays) => {
    await importCase(name, german)
    const found = (await readCounts(stores)).map((line) => Number(line.split(' ').at(-1)))
    expect(found.sort()).toEqual([...plays].sort())
  })

  test('overlap has the plays of each file alone', async () => {
    for (const [pattern, plays] of [
      ['Audio', 2],
      ['music', 3],
      ['recent', 3],
    ] as const) {
      stores = openListenStores()
      const { files } = await importCase('overlap', german, (file) => file.includes(pattern))
      expect(files).toMatchObject([{ listens: { plays } }])
    }
  })

  test('the extended history of Spotify leaves out what must be left out', async () => {
    const { files } = await importCase('spotify-extended', german)
    expect(files[0]?.listens?.left_out).toEqual({
      'too short': 2,
      'private session': 1,
      'not music': 2,
      video: 1,
      'without a name': 2,
      duplicate: 2,
    })
  })
})
