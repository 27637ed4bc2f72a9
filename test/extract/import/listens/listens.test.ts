import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { emptyDecision, writeDecisions } from '../../../../src/decisions/decision-file.ts'
import {
  extendedRow,
  importExports,
  type ListenStores,
  openListenStores,
  readCounts,
  readObjects,
  writeExports,
} from '../../../support/fixtures/listens.ts'
import { zipFiles } from '../../../support/zip-files.ts'

let folder: string
let stores: ListenStores
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'listens-'))
  stores = openListenStores()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Imports one export and returns its counts and what was left out. */
async function count(name: string, content: unknown, options = {}) {
  const { files } = await importExports(stores, writeExports(folder, { [name]: content }), options)
  const [file] = files
  return { counts: await readCounts(stores), left_out: file?.listens?.left_out, reason: file?.reason, file }
}

const audio = 'Streaming_History_Audio_2026_0.json'
const berlin = { time_zone: 'Europe/Berlin' }

describe('the extended history of Spotify', () => {
  test('counts plays from 30 seconds on, whatever was skipped', async () => {
    const { counts, left_out } = await count(audio, [
      extendedRow('2026-03-04T10:00:00Z', 'Harbour', { ms_played: 30_000, skipped: true }),
      extendedRow('2026-03-04T11:00:00Z', 'Harbour', { ms_played: 29_999 }),
    ])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 1'])
    expect(left_out).toEqual({ 'too short': 1 })
  })

  test('leaves out what is private, not music or without a name, and says how many', async () => {
    const { counts, left_out } = await count(audio, [
      extendedRow('2026-03-04T10:00:00Z', 'Harbour'),
      extendedRow('2026-03-04T11:00:00Z', 'Secret', { incognito_mode: true }),
      extendedRow('2026-03-04T12:00:00Z', 'x', { master_metadata_track_name: null, episode_name: 'Talk' }),
      extendedRow('2026-03-04T13:00:00Z', 'x', { master_metadata_track_name: null, audiobook_title: 'Book' }),
      extendedRow('2026-03-04T14:00:00Z', 'x', { master_metadata_track_name: null }),
      extendedRow('never', 'Harbour'),
    ])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 1'])
    expect(left_out).toEqual({ 'private session': 1, 'not music': 2, 'without a name': 1, unreadable: 1 })
  })

  test('keeps neither names of private sessions nor addresses of the person', async () => {
    await count(audio, [
      extendedRow('2026-03-04T10:00:00Z', 'Harbour', { username: 'someone', platform: 'a phone' }),
      extendedRow('2026-03-04T11:00:00Z', 'Secret', { incognito_mode: true }),
    ])
    const [object] = await readObjects(stores)
    const text = JSON.stringify(object?.header) + Buffer.concat(object?.bodies ?? []).toString()
    expect(text).toContain('Harbour')
    for (const personal of ['192.0.2.77', 'NZ', 'someone', 'a phone', 'Secret', audio]) {
      expect(text).not.toContain(personal)
    }
  })

  test.each([
    ['milliseconds', Date.parse('2026-03-08T22:00:00Z')],
    ['seconds', Date.parse('2026-03-08T22:00:00Z') / 1000],
  ])('counts a play without a connection when it was heard, from a start in %s', async (_unit, start) => {
    const row = { offline: true, offline_timestamp: start }
    const { counts } = await count(audio, [extendedRow('2026-03-11T10:00:00Z', 'Harbour', row)])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 1'])
  })

  test.each([0, null, Date.parse('2025-03-08T22:00:00Z')])(
    'counts a play without a connection by its stated time if its start is %s',
    async (offline_timestamp) => {
      const row = { offline: true, offline_timestamp }
      const { counts } = await count(audio, [extendedRow('2026-03-11T10:00:00Z', 'Harbour', row)])
      expect(counts).toEqual(['2026-03-09 1 Ida Vale – Harbour 1'])
    },
  )

  test('counts a row once that is repeated before the song can have ended', async () => {
    const { counts, left_out } = await count(audio, [
      extendedRow('2026-03-04T10:00:00Z', 'Harbour'),
      extendedRow('2026-03-04T10:03:17Z', 'Harbour'),
      extendedRow('2026-03-04T10:06:39Z', 'Harbour', { ms_played: 190_000 }),
    ])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 2'])
    expect(left_out).toEqual({ duplicate: 1 })
  })

  test('counts every listen of a song that is repeated on purpose', async () => {
    const rows = ['10:00:00', '10:03:20', '10:06:40'].map((time) =>
      extendedRow(`2026-03-04T${time}Z`, 'Harbour'),
    )
    expect((await count(audio, rows)).counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 3'])
  })

  test.each([200_400, 30_000, 1_000, 0])(
    'counts every play of a song of %i ms that is played in a loop, though its end is cut to seconds',
    async (ms_played) => {
      const first = Date.parse('2026-03-04T10:00:00.900Z')
      const rows = Array.from({ length: 10 }, (_, index) => {
        const end = first + index * Math.max(ms_played, 1_000)
        return extendedRow(`${new Date(end).toISOString().slice(0, 19)}Z`, 'Harbour', { ms_played })
      })
      const { counts, left_out } = await count(audio, rows, { min_play: 0 })
      expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 10'])
      expect(left_out).toEqual({})
    },
  )

  test('counts a play once whose song has another id in a newer export', async () => {
    const { counts, left_out } = await count(audio, [
      extendedRow('2026-03-04T10:00:00Z', 'Harbour', { spotify_track_uri: 'spotify:track:old' }),
      extendedRow('2026-03-04T10:00:00Z', 'Harbour', { spotify_track_uri: 'spotify:track:new' }),
      extendedRow('2026-03-04T10:00:00Z', 'Other', { spotify_track_uri: 'spotify:track:other' }),
    ])
    expect(counts.map((line) => line.split(' ').at(-1))).toEqual(['1', '1'])
    expect(left_out).toEqual({ duplicate: 1 })
  })

  test('names rows of videos, and does not count them', async () => {
    await count('Streaming_History_Video_2026.json', [extendedRow('2026-03-04T10:00:00Z', 'Film')])
    const { counts, left_out } = await count(audio, [extendedRow('2026-03-04T10:00:00Z', 'Harbour')])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale – Harbour 1'])
    expect(left_out).toEqual({})
  })
})

describe('songs', () => {
  const spell = (title: string, artist: string, minute: number) =>
    extendedRow(`2026-03-04T10:${String(minute).padStart(2, '0')}:00Z`, title, {
      master_metadata_album_artist_name: artist,
      spotify_track_uri: `spotify:track:id${minute}`,
    })

  test('are one whatever the case, the accents, the remarks and the order of the artists', async () => {
    const { counts } = await count(audio, [
      spell('Café Noir', 'Ida Vale & Odo Hill', 1),
      spell('Café Noir', 'Ida Vale & Odo Hill', 11),
      spell('CAFE NOIR', 'Odo Hill, Ida Vale', 21),
      spell('Café Noir - Remastered 2011', 'Ida Vale & Odo Hill', 31),
    ])
    expect(counts).toEqual(['2026-03-02 1 Ida Vale & Odo Hill – Café Noir 4'])
  })

  test('are two if one is live, or has another artist', async () => {
    const { counts } = await count(audio, [
      spell('Harbour', 'Ida Vale', 1),
      spell('Harbour (Live)', 'Ida Vale', 11),
      spell('Harbour', 'Ida Vale & Odo Hill & Una Rook', 21),
    ])
    expect(counts).toHaveLength(3)
  })
})

describe('days and weeks', () => {
  const rows = [
    // Clocks in Berlin went back on the morning of Sunday, 25 October 2026: Monday begins at 23:00 UTC.
    extendedRow('2026-10-25T22:59:59Z', 'Late Sunday'),
    extendedRow('2026-10-25T23:00:00Z', 'Early Monday'),
  ]

  test.each([
    ['Europe/Berlin', ['2026-10-19 1 Ida Vale – Late Sunday 1', '2026-10-26 1 Ida Vale – Early Monday 1']],
    ['UTC', ['2026-10-19 1 Ida Vale – Early Monday 1', '2026-10-19 1 Ida Vale – Late Sunday 1']],
    ['Asia/Kathmandu', ['2026-10-26 1 Ida Vale – Early Monday 1', '2026-10-26 1 Ida Vale – Late Sunday 1']],
  ])('begin at midnight in %s', async (time_zone, expected) => {
    expect((await count(audio, rows, { time_zone })).counts.sort()).toEqual(expected)
  })

  test('begin on the chosen weekday, and the chart date is the last day of the week', async () => {
    const { counts, file } = await count(audio, rows, { ...berlin, week_starts: 7 })
    expect(counts).toHaveLength(2)
    expect(counts.every((line) => line.startsWith('2026-10-25'))).toBe(true)
    expect(file?.charts).toMatchObject([{ first_date: '2026-10-31', last_date: '2026-10-31', issues: 1 }])
    expect((await readObjects(stores))[0]?.header.settings).toMatchObject({
      cadence: 'weekly',
      weekdays: '6',
    })
  })

  test('can be counted by the day', async () => {
    expect((await count(audio, rows, { ...berlin, cadence: 'daily' })).counts).toEqual([
      '2026-10-25 1 Ida Vale – Late Sunday 1',
      '2026-10-26 1 Ida Vale – Early Monday 1',
    ])
  })
})

describe('positions', () => {
  const scrobbles = (...songs: string[]) =>
    ['uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid']
      .concat(songs.map((song, at) => `"${1_772_600_000 + at * 300}","","Ida Vale","","","","${song}",""`))
      .join('\n')
  const plays = scrobbles('A', 'A', 'A', 'B', 'B', 'C', 'C', 'D', 'E')

  test.each([
    [2, ['1 A 3', '2 B 2', '2 C 2']],
    [3, ['1 A 3', '2 B 2', '2 C 2']],
    [4, ['1 A 3', '2 B 2', '2 C 2', '4 D 1', '4 E 1']],
  ])('are shared by equal plays, and none is cut at size %i', async (size, expected) => {
    const { counts } = await count('scrobbles.csv', plays, { size })
    expect(counts).toEqual(expected.map((line) => `2026-03-02 ${line.replace(/(?<=^\d )/, 'Ida Vale – ')}`))
  })

  test('are only for songs with the least plays', async () => {
    expect((await count('scrobbles.csv', plays, { least_plays: 2 })).counts).toHaveLength(3)
  })
})

describe('several exports', () => {
  const extended = [
    extendedRow('2026-03-04T10:03:21Z', 'Harbour'),
    extendedRow('2026-03-04T20:03:21Z', 'Paper Moon'),
  ]
  const short = [
    { endTime: '2026-03-04 10:03', artistName: 'Ida Vale', trackName: 'Harbour', msPlayed: 200_000 },
    { endTime: '2026-03-05 10:03', artistName: 'Ida Vale', trackName: 'Harbour', msPlayed: 200_000 },
  ]
  const seconds = (instant: string) => Date.parse(instant) / 1000
  const lastfm = [
    'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid',
    // The start of the first play, and one half an hour later.
    `"${seconds('2026-03-04T10:00:01Z')}","","Ida Vale","","","","Harbour",""`,
    `"${seconds('2026-03-04T10:30:01Z')}","","Ida Vale","","","","Harbour",""`,
  ].join('\n')
  const listenbrainz = [
    {
      listened_at: seconds('2026-03-04T10:00:31Z'),
      track_metadata: { track_name: 'Harbour', artist_name: 'Ida Vale' },
    },
    {
      listened_at: seconds('2026-03-04T10:31:31Z'),
      track_metadata: { track_name: 'Harbour', artist_name: 'Ida Vale' },
    },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')
  const all = {
    [audio]: extended,
    'StreamingHistory_music_0.json': short,
    'recenttracks-someone.csv': lastfm,
    '3.jsonl': listenbrainz,
  }
  // Harbour: 10:03 in all four, 10:30 in Last.fm, 10:31:31 (90 s later) in ListenBrainz, and a day later.
  const expected = ['2026-03-02 1 Ida Vale – Harbour 4', '2026-03-02 2 Ida Vale – Paper Moon 1']

  test('have each listen once, in one command', async () => {
    const { files } = await importExports(stores, writeExports(folder, all))
    expect(await readCounts(stores)).toEqual(expected)
    expect(files[0]?.listens).toMatchObject({
      rows: 8,
      plays: 5,
      left_out: { 'the same listen known from another file': 3 },
    })
  })

  test('have each listen once in any order, in as many commands as you like', async () => {
    const paths = writeExports(folder, all)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(paths, { minLength: 4 }), fc.nat(3), async (order, split) => {
        const own = openListenStores()
        await importExports(own, order.slice(0, split))
        for (const path of order.slice(split)) await importExports(own, [path])
        expect(await readCounts(own)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })

  test.each([
    ['59 s before the play of Spotify', '09:59:02', 1],
    ['61 s before it', '09:59:00', 2],
    ['at its end', '10:03:21', 1],
    ['after its end', '10:03:22', 2],
  ])('have one listen or two if a scrobble begins %s', async (_when, begin, plays) => {
    const scrobble = lastfm.split('\n')[1]?.replace(/\d{10}/, String(seconds(`2026-03-04T${begin}Z`)))
    const csv = [lastfm.split('\n')[0], scrobble].join('\n')
    await importExports(stores, writeExports(folder, { [audio]: extended.slice(0, 1), 'me.csv': csv }))
    expect(await readCounts(stores)).toEqual([`2026-03-02 1 Ida Vale – Harbour ${plays}`])
  })

  test.each([
    [60, 1],
    [61, 2],
  ])('have one listen or two if two services note it %i s apart', async (apart, plays) => {
    const names = { track_name: 'Harbour', artist_name: 'Ida Vale' }
    const listened_at = seconds('2026-03-04T10:00:01Z') + apart
    const files = {
      'me.csv': lastfm.split('\n').slice(0, 2).join('\n'),
      '3.json': [{ listened_at, track_metadata: names }],
    }
    await importExports(stores, writeExports(folder, files))
    expect(await readCounts(stores)).toEqual([`2026-03-02 1 Ida Vale – Harbour ${plays}`])
  })

  test('that are stored change nothing when they come again', async () => {
    const paths = writeExports(folder, all)
    await importExports(stores, paths)
    const before = await readObjects(stores)
    for (const options of [{}, {}]) {
      const { files } = await importExports(stores, paths.slice(0, 2), options)
      expect(files.map(({ outcome }) => outcome)).toEqual(['already', 'already'])
    }
    expect(await readObjects(stores)).toEqual(before)
  })

  test('are both counted when two processes import them at the same time', async () => {
    const paths = writeExports(folder, all)
    await Promise.all(paths.map((path) => importExports(stores, [path])))
    expect(await readCounts(stores)).toEqual(expected)
  })

  test('keep the settings of the chart until you change them', async () => {
    const [first = '', second = ''] = writeExports(folder, all)
    await importExports(stores, [first], { ...berlin, cadence: 'daily', size: 10, chart: 'mine' })
    await importExports(stores, [second], { chart: 'mine', size: 20 })
    const [newest] = await readObjects(stores)
    expect(newest?.header).toMatchObject({
      settings: { cadence: 'daily' },
      listens: { size: 20, time_zone: 'Europe/Berlin' },
    })
  })

  test('are counted again when only the settings change, without the file', async () => {
    const paths = writeExports(folder, all)
    await importExports(stores, paths)
    const { files } = await importExports(stores, paths.slice(0, 1), { min_play: 201 })
    expect(files[0]?.outcome).toBe('imported')
    // What scrobblers noted has no length, and counts where Spotify does not have the listen.
    expect(await readCounts(stores)).toEqual(['2026-03-02 1 Ida Vale – Harbour 2'])
  })

  test('are the same in a zip and beside it', async () => {
    const bytes = await zipFiles({
      [`MyData/${audio}`]: JSON.stringify(extended),
      'MyData/Userdata.json': '{"username":"someone"}',
    })
    const { counts } = await count('my_spotify_data.zip', bytes)
    expect(counts).toHaveLength(2)
    expect((await count(audio, extended)).file?.outcome).toBe('already')
    expect((await count(`${audio}.gz`, gzipSync(JSON.stringify(extended)))).file?.outcome).toBe('already')
  })

  test('skip the other files of their folder, and refuse files that are named', async () => {
    writeExports(folder, { [audio]: extended, 'Userdata.json': { username: 'someone' } })
    const inFolder = await importExports(stores, [folder])
    expect(inFolder).toMatchObject({ imported: 1, skipped: 1, refused: 0 })
    const named = await importExports(stores, [join(folder, audio), join(folder, 'Userdata.json')])
    expect(named).toMatchObject({ already: 1, skipped: 0, refused: 1 })
  })

  test('do not lose others to one that is cut off', async () => {
    const cut = JSON.stringify(extended).slice(0, -20)
    const paths = writeExports(folder, { 'endsong_0.json': cut, 'recenttracks-someone.csv': lastfm })
    const { files } = await importExports(stores, paths)
    expect(files).toMatchObject([
      { outcome: 'refused', reason: 'the JSON is malformed or truncated' },
      { outcome: 'imported' },
    ])
    expect(await readCounts(stores)).toEqual(['2026-03-02 1 Ida Vale – Harbour 2'])
  })
})

test('plays that were purged do not come back with another import', async () => {
  const [first = '', second = ''] = writeExports(folder, {
    [audio]: [extendedRow('2026-03-04T10:00:00Z', 'Harbour')],
    'endsong_0.json': [extendedRow('2026-03-04T11:00:00Z', 'Paper Moon')],
  })
  await importExports(stores, [first])
  const purge = { ...emptyDecision, kind: 'purge' as const, source: 'listens', chart: 'my-top-40' }
  await writeDecisions(stores.curated, [{ ...purge, decided_at: '2026-12-30T00:00:00.000Z' }])
  await importExports(stores, [second])
  const objects = await readObjects(stores)
  expect(objects.map(({ header }) => header.after_purge)).toContain('2026-12-30T00:00:00.000Z')
  const newest = objects.find(({ header }) => header.after_purge !== undefined)
  expect(Buffer.concat(newest?.bodies ?? []).toString()).not.toContain('Harbour')
})

test('options of own listening are refused where no file is an export', async () => {
  const paths = writeExports(folder, { 'chart.csv': 'rank,song,artist\n1,A,B\n' })
  await expect(importExports(stores, paths, { size: 10 })).rejects.toThrow('--size is only for exports')
  await expect(importExports(stores, paths, { source: 'listens' })).rejects.toThrow('choose another name')
})
