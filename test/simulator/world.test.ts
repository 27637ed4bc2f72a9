import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { isoDate } from '../../src/domain/time.ts'
import { type AnswerRequest, answerBytes } from '../../src/simulator/api/api-answer.ts'
import { toDay } from '../../src/simulator/world/days.ts'
import { type DefectKind, defectKinds, drawDefect } from '../../src/simulator/world/defects.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import type { Song } from '../../src/simulator/world/songs.ts'
import { createTrack, type Track } from '../../src/simulator/world/tracks.ts'
import { getWorld } from '../../src/simulator/world/world.ts'

const seed = 1
const world = getWorld(seed)
const [globalChart] = simulatedCharts
const playlist = globalChart?.playlist ?? ''
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const at = (date: string, more: Partial<AnswerRequest> = {}) =>
  answerBytes({ playlist, instant: `${date}T06:00:00Z`, ...more })
const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'))

describe('the same seed and instant', () => {
  test('give the same bytes in every process and on every engine', () => {
    const brazil = simulatedCharts.find(({ market }) => market === 'br')?.playlist ?? ''
    expect({
      first: sha256(at('2017-01-01')),
      newest: sha256(at('2026-11-21')),
      playlist: sha256(at('2026-11-21', { shape: 'playlist' })),
      development: sha256(at('2026-11-21', { shape: 'items', world: 'development', limit: 50 })),
      brazil: sha256(at('2024-02-29', { playlist: brazil })),
      last: sha256(at('2035-12-31')),
      seed7: sha256(at('2026-11-21', { seed: 7 })),
    }).toEqual(golden)
  })

  test('give the same bytes after any other requests', () => {
    const before = sha256(at('2026-11-21'))
    for (let day = toDay('2026-11-01'); day < toDay('2026-11-21'); day += 1) world.ranking(0, day)
    expect(sha256(at('2026-11-21'))).toBe(before)
  })
})

test('a response with 100 items has the size of a real one', () => {
  expect(at('2022-05-05').length).toBeGreaterThan(400_000)
})

test('every chart has all of its songs on any day, none twice', () => {
  for (const date of ['2017-01-01', '2019-07-05', '2024-12-25', '2035-12-31']) {
    for (const [number, { expected_size }] of simulatedCharts.entries()) {
      const keys = new Set(world.ranking(number, toDay(date)).map(({ song }) => song.key))
      expect(keys.size).toBe(expected_size)
    }
  }
})

test('each playlist id looks like one of Spotify’s, and none like an editorial one', () => {
  const ids = simulatedCharts.map((chart) => chart.playlist)
  expect(new Set(ids).size).toBe(9)
  for (const id of ids) expect(id).toMatch(/^(?!37i9dQZ)[0-7][0-9A-Za-z]{21}$/)
})

interface Issue {
  day: number
  songs: Song[]
  tracks: Track[]
}

describe('the charts change like real charts', () => {
  const from = toDay('2025-01-01')
  let issues: Issue[]
  /** Songs of each issue that were in none before, and those that come back after they were gone. */
  let debuts: { day: number; count: number }[]
  let comebacks: { day: number; song: Song }[]

  beforeAll(() => {
    issues = []
    for (let day = from - 150; day < from + 365; day += 1) {
      const songs = world.ranking(0, day).map(({ song }) => song)
      issues.push({ day, songs, tracks: songs.map((song) => createTrack(seed, song, { day, market: null })) })
    }
    const seen = new Set<Song>()
    debuts = []
    comebacks = []
    for (const [index, { day, songs }] of issues.entries()) {
      const previous = new Set(issues[index - 1]?.songs)
      const isCounted = day >= from
      if (isCounted) debuts.push({ day, count: songs.filter((song) => !seen.has(song)).length })
      const back = songs.filter((song) => seen.has(song) && !previous.has(song))
      if (isCounted) comebacks.push(...back.map((song) => ({ day, song })))
      for (const song of songs) seen.add(song)
    }
  })

  test('three to six songs debut on an average day, most of them on Fridays', () => {
    const isFriday = ({ day }: { day: number }) => new Date(isoDate(day)).getUTCDay() === 5
    const mean = (list: { count: number }[]) => list.reduce((sum, { count }) => sum + count, 0) / list.length
    expect(mean(debuts)).toBeGreaterThan(3)
    expect(mean(debuts)).toBeLessThan(6)
    expect(mean(debuts.filter(isFriday))).toBeGreaterThan(4 * mean(debuts.filter((each) => !isFriday(each))))
    expect(Math.max(...debuts.map(({ count }) => count))).toBeLessThanOrEqual(40)
  })

  test('holiday songs return in December and leave in January', () => {
    const season = (month: string) =>
      issues
        .filter(({ day }) => isoDate(day).startsWith(month))
        .flatMap(({ songs }) => songs)
        .filter(({ kind }) => kind === 'holiday')
    expect(season('2025-12').length).toBeGreaterThan(300)
    expect(season('2025-01').length).toBeLessThan(100)
    expect(season('2025-07')).toEqual([])
    const returned = comebacks.filter(
      ({ day, song }) => song.kind === 'holiday' && isoDate(day) >= '2025-11-20',
    )
    expect(returned.length).toBeGreaterThan(10)
  })

  test('a number one stays for days to weeks', () => {
    const leaders = issues.map(({ songs }) => songs[0])
    const changes = leaders.filter((song, index) => song !== leaders[index - 1]).length
    expect(issues.length / changes).toBeGreaterThan(5)
    expect(issues.length / changes).toBeLessThan(30)
  })

  test('some songs climb for weeks, some enter high, and evergreens stay for years', () => {
    const kinds = new Set(issues.flatMap(({ songs }) => songs))
    const climbers = [...kinds].filter(({ rise }) => rise > 14)
    const entry = (song: Song) => issues.findIndex(({ songs }) => songs.includes(song))
    const positions = [...kinds].map((song) => ({
      song,
      position: issues[entry(song)]?.songs.indexOf(song) ?? 99,
    }))
    expect(climbers.length).toBeGreaterThan(30)
    expect(positions.filter(({ song, position }) => song.rise === 0 && position < 10).length).toBeGreaterThan(
      20,
    )
    const years = new Set(world.ranking(0, toDay('2019-03-03')).map(({ song }) => song))
    expect(issues[200]?.songs.filter((song) => years.has(song)).length).toBeGreaterThan(3)
  })

  test('an album brings ten songs on one day, several times a year', () => {
    const bombs = new Set<string>()
    for (const { songs } of issues.slice(-365)) {
      const albums = songs.flatMap(({ album }) => (album === null ? [] : [album.key]))
      for (const key of albums) if (albums.filter((each) => each === key).length >= 10) bombs.add(key)
    }
    expect(bombs.size).toBeGreaterThanOrEqual(3)
    expect(bombs.size).toBeLessThan(20)
  })

  test('a song gets another track and album id overnight, most often with the same ISRC', () => {
    const switches = issues.slice(1).flatMap(({ songs, tracks }, index) =>
      songs.flatMap((song, place) => {
        const before = issues[index]
        const old = before?.tracks[before.songs.indexOf(song)]
        const now = tracks[place]
        return old && now && old.track_id !== now.track_id ? [{ old, now }] : []
      }),
    )
    expect(switches.length).toBeGreaterThan(5)
    expect(
      switches.every(({ old, now }) => old.album.album_id !== now.album.album_id && old.name === now.name),
    ).toBe(true)
    const same = switches.filter(({ old, now }) => old.isrc === now.isrc).length
    expect(same).toBeGreaterThan(switches.length / 2)
    expect(same).toBeLessThan(switches.length)
  })

  test('there are collaborations, guests in titles, versions, and dates of three precisions', () => {
    const tracks = issues.flatMap((issue) => issue.tracks)
    const share = (wanted: (track: Track) => boolean) => tracks.filter(wanted).length / tracks.length
    expect(share(({ artists }) => artists.length > 1)).toBeGreaterThan(0.2)
    expect(share(({ artists }) => artists.length === 4)).toBeGreaterThan(0.005)
    expect(share(({ name }) => name.includes('(feat. '))).toBeGreaterThan(0.05)
    expect(share(({ name }) => /Acoustic|Remix|Sped Up|Live/.test(name))).toBeGreaterThan(0.005)
    for (const precision of ['year', 'month', 'day']) {
      expect(share(({ album }) => album.release_date_precision === precision)).toBeGreaterThan(0)
    }
    expect(tracks.filter(({ isrc }) => !/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc))).toEqual([])
  })

  test('no two recordings share a track id or an ISRC', () => {
    const owner = new Map<string, Song>()
    const shared: string[] = []
    for (const { songs, tracks } of issues) {
      for (const [index, song] of songs.entries()) {
        const { track_id, isrc } = tracks[index] as Track
        for (const id of [track_id, isrc]) {
          if ((owner.get(id) ?? song) !== song) shared.push(id)
          owner.set(id, song)
        }
      }
    }
    expect(shared).toEqual([])
  })
})

test('countries share songs with the global chart and have their own', () => {
  const day = toDay('2026-03-04')
  const everywhere = new Set(world.ranking(0, day).map(({ song }) => song))
  for (const [number, { market }] of simulatedCharts.entries()) {
    if (market === null) continue
    const songs = world.ranking(number, day).map(({ song }) => song)
    expect(songs.filter((song) => everywhere.has(song)).length).toBeGreaterThan(5)
    expect(songs.filter(({ home }) => home.market === market).length).toBeGreaterThan(8)
  }
})

test('names and titles are of many scripts', () => {
  const words = simulatedCharts
    .flatMap((_, number) => ['2025-02-02', '2026-03-04'].flatMap((date) => tracksOn(number, date)))
    .flatMap(({ name, artists }) => [name, ...artists.map((artist) => artist.name)])
    .join('\n')
  const scripts = [
    'Latin',
    'Cyrillic',
    'Greek',
    'Hangul',
    'Katakana',
    'Hiragana',
    'Han',
    'Arabic',
    'Devanagari',
  ]
  for (const script of scripts) expect(words).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'))
  expect(words).toMatch(/\p{Emoji_Presentation}/u)
})

test('some countries play another track instead of a song’s own, and link to it', () => {
  const days = Array.from({ length: 30 }, (_, index) => isoDate(toDay('2026-03-01') + index))
  const relinked = days
    .flatMap((date) => simulatedCharts.flatMap((_, number) => tracksOn(number, date)))
    .find(({ linked_from }) => linked_from)
  expect(relinked?.track_id).not.toBe(relinked?.linked_from)
})

describe('planted defects', () => {
  const days = Array.from({ length: 730 }, (_, index) => isoDate(toDay('2025-01-01') + index))

  test('are rare in the global chart and of every kind in country charts', () => {
    const [world_, ...countries] = simulatedCharts.map((chart) =>
      days.flatMap((date) => drawDefect(seed, chart, date) ?? []),
    )
    expect(world_?.length).toBeLessThan(30)
    const kinds = new Set(countries.flat().map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(Object.keys(defectKinds).sort())
  })

  test.each<[DefectKind, object | null]>([
    ['null_item', null],
    [
      'removed',
      {
        name: '',
        id: expect.stringMatching(/^\w{22}$/),
        album: expect.objectContaining({ release_date: '0000' }),
        available_markets: [],
      },
    ],
    ['local_file', { id: null, is_local: true, uri: expect.stringMatching(/^spotify:local:/) }],
    ['episode', { type: 'episode', album: expect.objectContaining({ type: 'show' }) }],
  ])('%s stands in the place of a song', (kind, content) => {
    const chart = simulatedCharts.at(-1)
    if (chart === undefined) throw new Error('no chart')
    const date = days.find((each) => drawDefect(seed, chart, each)?.kind === kind) ?? ''
    const { items, total } = parsed(at(date, { playlist: chart.playlist }))
    const { track } = items[drawDefect(seed, chart, date)?.index ?? 0]
    expect(track).toEqual(content === null ? null : expect.objectContaining(content))
    expect([items.length, total]).toEqual([50, 50])
  })
})

function tracksOn(number: number, date: string): Track[] {
  const day = toDay(date)
  const market = simulatedCharts[number]?.market ?? null
  return world.ranking(number, day).map(({ song }) => createTrack(seed, song, { day, market }))
}

/** Changes only with the invented world: then every number that others have seen changes too. */
const golden = {
  first: '9ca74cb22516ea8fd51a91bd72814ee6e44f52ce1e31feb8e5fd66188ff1ae03',
  newest: '9826cd78a06911e204ccb17f363d494dddd946cf53cc38fb1a8647b0e90045a6',
  playlist: '749cb942a1f189d359fa86298df798b6955835c8520b1700e78a0124d54f526c',
  development: '4164954c7e6df48ce0e4e1aa32379d1c6f0c4185925118f95311609009d219a7',
  brazil: '69e88f23c5e30270deacc4a7aa9f098a51066a2ae323ee842bc8fc6bfabc5e0d',
  last: '28c509423a6a0aee0364c680dcd44d90cd4471df4dc0341ad8a16e26944e04f7',
  seed7: 'd808cebeeca2f1333a8fd2a39b1a73a72e4920b9c4b0c72d577e3eb175de8680',
}
