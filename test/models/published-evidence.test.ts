import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDecision } from '../../src/decisions/decision-file.ts'
import { encodeTable } from '../../src/domain/tables/parquet-file.ts'
import type { LocalWarehouse, ResultRow } from '../../src/warehouse/warehouse.ts'
import {
  curatedFiles,
  type IssueFixture,
  openWarehouse,
  type SongFixture,
} from '../support/warehouse/warehouse.ts'

/** A song, and the source's own previous position, peak and count of it. A null song is a position without an entry. */
type Line = [song: string | null, previous?: number | null, peak?: number | null, count?: number | null]

/** A small source of its own, and the recordings that its songs must be: the ids of each side by side. */
interface Case {
  /** Songs that are not by Ida: each has its id as its title. */
  songs?: Record<string, Partial<SongFixture>>
  /** The issue of each day from 1 January on; null is a day without one. */
  issues: (Line[] | null)[]
  /** Positions of the first issue, where they are not those of the list. */
  positions?: number[]
  /** The same of the last issue. */
  last_positions?: number[]
  settings?: IssueFixture['settings']
  /** Decided to be apart. */
  apart?: [string, string]
  recordings: string[]
}

const others = (count: number, ...columns: [number | null, number, number][]): Line[] =>
  Array.from({ length: count }, (_, index) => [`other-${index}`, ...(columns[index] ?? [null, index + 2, 1])])

/** A hundred entries that the source counts on from a hundred, but for the last `wrong`; b takes the place of a. */
function hundred(wrong: number): Line[][] {
  const names = Array.from({ length: 99 }, (_, index) => `s${index + 2}`)
  const first = ['a', ...names].map((song, index): Line => [song, null, index + 1, 1])
  const second = ['b', ...names].map(
    (song, index): Line => [song, index + 1, index + 1, index < 100 - wrong ? 2 : 5],
  )
  return [first, second]
}

const apartFrom = (songs: string[]) => Object.fromEntries(songs.map((song) => [song, { artists: [song] }]))
const strangers = apartFrom(['a', 'b', 'c', 'd'])
const text = { a: 'text:a', b: 'text:b' }

const cases: Record<string, Case> = {
  // ── next
  'an entry that goes on at the published position with the next count is the same recording': {
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 2]]],
    recordings: ['a b'],
  },
  'so it is with the same title and other artists': {
    songs: { a: { title: 'Tide', artists: ['Ida'] }, b: { title: 'TIDE', artists: ['Odo'] } },
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 2]]],
    recordings: ['a b'],
  },
  'so it is over folded texts with an artist in common': {
    songs: { [text.a]: {}, [text.b]: {} },
    issues: [[[text.a, null, 1, 1]], [[text.b, 1, 1, 2]]],
    recordings: [`${text.a} ${text.b}`],
  },
  'the peak is the better one of the old peak and the new position': {
    songs: apartFrom(['c', 'd']),
    issues: [
      [
        ['c', null, 1, 1],
        ['a', null, 2, 1],
      ],
      [
        ['b', 2, 1, 2],
        ['d', null, 2, 1],
      ],
    ],
    recordings: ['a b', 'c', 'd'],
  },
  'ids lead on from issue to issue, and back': {
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 2]], [['c', 1, 1, 3]], [['a', 1, 1, 4]]],
    recordings: ['a b c'],
  },
  'ids that have nothing in common are joined where all pointers of the issue fit': {
    songs: strangers,
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 2]]],
    recordings: ['a b'],
  },
  'folded texts that have nothing in common are not': {
    songs: apartFrom([text.a, text.b]),
    issues: [[[text.a, null, 1, 1]], [[text.b, 1, 1, 2]]],
    recordings: [text.a, text.b],
  },
  'exact texts are never joined, whatever they have in common': {
    songs: { [text.a]: { title: 'Tide' }, [text.b]: { title: 'Tide' } },
    issues: [[[text.a, null, 1, 1]], [[text.b, 1, 1, 2]]],
    settings: { identity: 'text' },
    recordings: [text.a, text.b],
  },
  'an entry without a count proves nothing': {
    issues: [[['a', null, 1, 1]], [['b', 1, 1, null]]],
    recordings: ['a', 'b'],
  },
  'nor does one that points at an entry without a count': {
    issues: [[['a', null, 1, null]], [['b', 1, 1, 2]]],
    recordings: ['a', 'b'],
  },
  'another count proves nothing': {
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 3]]],
    recordings: ['a', 'b'],
  },
  'another peak proves nothing': {
    songs: apartFrom(['c', 'd']),
    issues: [
      [
        ['c', null, 1, 1],
        ['a', null, 2, 1],
      ],
      [
        ['d', null, 1, 1],
        ['b', 2, 1, 2],
      ],
    ],
    recordings: ['a', 'b', 'c', 'd'],
  },
  'nor does a peak that is not published': {
    issues: [[['a', null, null, 1]], [['b', 1, null, 2]]],
    recordings: ['a', 'b'],
  },
  'two entries at the position prove nothing': {
    issues: [
      [
        ['a', null, 1, 1],
        ['c', null, 1, 1],
      ],
      [['b', 1, 1, 2]],
    ],
    positions: [1, 1],
    settings: { entry_count: 1 },
    recordings: ['a', 'b', 'c'],
  },
  'an entry beside another one at its position proves nothing': {
    songs: apartFrom(['c']),
    issues: [
      [['a', null, 1, 1]],
      [
        ['b', 1, 1, 2],
        ['c', null, 1, 1],
      ],
    ],
    last_positions: [1, 1],
    recordings: ['a', 'b', 'c'],
  },
  'two entries that point at one song prove nothing': {
    issues: [
      [['a', null, 1, 1]],
      [
        ['b', 1, 1, 2],
        ['c', 1, 1, 2],
      ],
    ],
    recordings: ['a', 'b', 'c'],
  },
  'a position without an entry proves nothing': {
    issues: [[[null], ['a', null, 2, 1]], [['b', 1, 1, 2]]],
    recordings: ['a', 'b'],
  },
  'an issue after an unobserved one proves nothing': {
    issues: [[['a', null, 1, 1]], null, [['b', 1, 1, 2]]],
    recordings: ['a', 'b'],
  },
  'a song that is on the issue as well goes on by itself': {
    issues: [
      [['a', null, 1, 1]],
      [
        ['b', 1, 1, 2],
        ['a', 1, 1, 2],
      ],
    ],
    recordings: ['a', 'b'],
  },
  'a decision keeps two songs apart': {
    issues: [[['a', null, 1, 1]], [['b', 1, 1, 2]]],
    apart: ['a', 'b'],
    recordings: ['a', 'b'],
  },
  // ── back
  'a song that is back with the next count of an absent one is the same recording': {
    songs: apartFrom(['c']),
    issues: [[['a', null, 1, 1]], [['c', null, 1, 1]], [['b', null, 1, 2], ...others(1, [1, 1, 9])]],
    recordings: ['a b', 'c', 'other-0'],
  },
  'not without an artist in common, even with the same title': {
    songs: { a: { title: 'Tide', artists: ['Odo'] }, b: { title: 'Tide' }, ...apartFrom(['c']) },
    issues: [[['a', null, 1, 1]], [['c', null, 1, 1]], [['b', null, 1, 2], ...others(1, [1, 1, 9])]],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not if two songs are candidates': {
    songs: apartFrom(['c']),
    issues: [
      [
        ['a', null, 1, 1],
        ['d', null, 1, 1],
      ],
      [['c', null, 1, 1]],
      [['b', null, 1, 2], ...others(1, [1, 1, 9])],
    ],
    recordings: ['a', 'b', 'c', 'd', 'other-0'],
  },
  'two songs that go on from different counts are no two candidates': {
    songs: apartFrom(['c']),
    issues: [
      [
        ['a', null, 1, 1],
        ['d', null, 1, 7],
      ],
      [['c', null, 1, 1]],
      [['b', null, 1, 2], ...others(1, [1, 1, 9])],
    ],
    recordings: ['a b', 'c', 'd', 'other-0'],
  },
  'not if it continues its own count as well': {
    songs: apartFrom(['c']),
    issues: [
      [
        ['a', null, 1, 1],
        ['b', null, 1, 1],
      ],
      [['c', null, 1, 1]],
      [['b', null, 1, 2], ...others(1, [1, 1, 9])],
    ],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not if the other song was on the issue before': {
    issues: [[['c', null, 1, 1]], [['a', null, 1, 1]], [['b', null, 1, 2], ...others(1, [1, 1, 9])]],
    songs: apartFrom(['c']),
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not if its peak is another': {
    songs: apartFrom(['c', 'd']),
    issues: [
      [
        ['d', null, 1, 1],
        ['a', null, 2, 1],
      ],
      [['c', null, 1, 1]],
      [...others(1, [1, 1, 9]), ['b', null, 1, 2]],
    ],
    recordings: ['a', 'b', 'c', 'd', 'other-0'],
  },
  'not if two entries may be back as one song': {
    songs: apartFrom(['c']),
    issues: [
      [['a', null, 1, 1]],
      [['c', null, 1, 1]],
      [['b', null, 1, 2], ['d', null, 1, 2], ...others(1, [1, 1, 9])],
    ],
    recordings: ['a', 'b', 'c', 'd', 'other-0'],
  },
  'not if its last entry was beside another one at its position': {
    songs: apartFrom(['c', 'd']),
    issues: [
      [
        ['a', null, 1, 1],
        ['d', null, 1, 1],
      ],
      [['c', null, 1, 1]],
      [['b', null, 1, 2], ...others(1, [1, 1, 9])],
    ],
    positions: [1, 1],
    recordings: ['a', 'b', 'c', 'd', 'other-0'],
  },
  'not if the entry is beside another one at its position': {
    songs: apartFrom(['c', 'd']),
    issues: [
      [['a', null, 1, 1]],
      [['c', null, 1, 1]],
      [
        ['b', null, 1, 2],
        ['d', 1, 1, 9],
      ],
    ],
    last_positions: [1, 1],
    recordings: ['a', 'b', 'c', 'd'],
  },
  'not with a count of 1': {
    songs: apartFrom(['c']),
    issues: [[['a', null, 1, 0]], [['c', null, 1, 1]], [['b', null, 1, 1], ...others(1, [1, 1, 9])]],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not if the issue before has a position without an entry': {
    songs: apartFrom(['c']),
    issues: [[['a', null, 1, 1]], [['c', null, 1, 1], [null]], [['b', null, 1, 2], ...others(1, [1, 1, 9])]],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not if the source publishes no previous positions': {
    songs: apartFrom(['c']),
    issues: [[['a', null, 1, 1]], [['c', null, 1, 1]], [['b', null, 1, 2], ...others(1)]],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  'not after an unobserved issue': {
    songs: apartFrom(['c']),
    issues: [[['a', null, 1, 1]], [['c', null, 1, 1]], null, [['b', null, 1, 2], ...others(1, [1, 1, 9])]],
    recordings: ['a', 'b', 'c', 'other-0'],
  },
  // ── apart
  'two songs that one issue counts apart are two recordings, although their titles are the same': {
    songs: { a: { title: 'Tide' }, b: { title: 'Tide' } },
    issues: [
      [['a', null, 1, 1]],
      [
        ['a', 1, 1, 2],
        ['b', null, 2, 1],
      ],
    ],
    recordings: ['a', 'b'],
  },
  'two songs with the same count stay one recording': {
    songs: { a: { title: 'Tide' }, b: { title: 'Tide' } },
    issues: [
      [['a', null, 1, 1]],
      [
        ['a', 1, 1, 2],
        ['b', 1, 1, 2],
      ],
    ],
    recordings: ['a b'],
  },
  'an ISRC joins them nevertheless': {
    songs: { a: { title: 'Tide', isrc: 'XX1' }, b: { title: 'Tide', isrc: 'XX1' }, c: { title: 'Tide' } },
    issues: [
      [['a', null, 1, 1]],
      [
        ['a', 1, 1, 2],
        ['b', null, 2, 1],
      ],
      [['c', null, 1, 1]],
    ],
    recordings: ['a b', 'c'],
  },
  'published evidence joins them nevertheless': {
    songs: { a: { title: 'Tide' }, b: { title: 'Tide' }, c: { title: 'Tide' } },
    issues: [
      [['a', null, 1, 1]],
      [
        ['a', 1, 1, 2],
        ['b', null, 2, 1],
      ],
      [['c', 1, 1, 3]],
    ],
    recordings: ['a c', 'b'],
  },
  'an issue without the one before counts nobody apart': {
    songs: { a: { title: 'Tide' }, b: { title: 'Tide' } },
    issues: [
      [
        ['a', 1, 1, 2],
        ['b', null, 2, 1],
      ],
    ],
    recordings: ['a b'],
  },
  'exact texts are not counted apart, because nothing joins them': {
    songs: { [text.a]: { title: 'Tide' }, [text.b]: { title: 'Tide' } },
    issues: [
      [[text.a, null, 1, 1]],
      [
        [text.a, 1, 1, 2],
        [text.b, null, 2, 1],
      ],
    ],
    settings: { identity: 'text' },
    recordings: [text.a, text.b],
  },
  // ── how much of an issue must fit
  'with 97 of 100 pointers that fit, ids that have nothing in common are joined': {
    songs: strangers,
    issues: hundred(3),
    recordings: ['a b'],
  },
  'with 96 of 100 they are not': { songs: strangers, issues: hundred(4), recordings: ['a', 'b'] },
}

/** Core models that published evidence decides. */
const decided = [
  'published_joins',
  'song_links',
  'song_components',
  'songs_apart',
  'recordings',
  'shaped_songs',
  'unpublished_components',
  'unpublished_recordings',
  'chart_history',
]

async function readDecided(warehouse: LocalWarehouse): Promise<Record<string, ResultRow[]>> {
  const contents: Record<string, ResultRow[]> = {}
  for (const name of decided) {
    const { rows } = await warehouse.query(`select * from core.${name} order by all`)
    contents[name] = rows
  }
  return contents
}

const makeSource = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

/** The curated files of a case. `correction`: those of a newer snapshot of the last issue, with these columns throughout. */
function writeFiles(
  name: string,
  { songs = {}, issues, positions, last_positions, settings, apart }: Case,
  correction?: [number | null, number | null, number | null],
) {
  const source = makeSource(name)
  const ids = issues.flatMap((lines) => (lines ?? []).flatMap(([song]) => song ?? []))
  const catalogue = Object.fromEntries(
    ids.map((id): [string, SongFixture] => {
      const isOther = /^(other-|s)\d/.test(id)
      return [id, { title: id, artists: [isOther ? id : 'Ida'], ...songs[id] }]
    }),
  )
  const fixtures = issues.flatMap((lines, index): IssueFixture[] => {
    if (lines === null) return []
    return [
      {
        source,
        date: `2026-01-${String(index + 1).padStart(2, '0')}`,
        songs: lines.map(([song]) => song),
        published: lines.map(([, previous = null, peak = null, count = null]) => [previous, peak, count]),
        ...(index === 0 && positions && { positions }),
        ...(index === issues.length - 1 && last_positions && { positions: last_positions }),
        ...(settings && { settings }),
      },
    ]
  })
  if (correction !== undefined) {
    const last = fixtures.at(-1) ?? { songs: [], date: '' }
    const published = last.songs.map(() => correction)
    const newer = { ...last, published, fetched_at: `${last.date}T12:00:00.000Z` }
    return [...curatedFiles(catalogue, [newer])]
  }
  const files: [string, Uint8Array][] = [...curatedFiles(catalogue, fixtures)]
  if (apart === undefined) return files
  const [song_id, other_song_id] = apart
  const row = { ...emptyDecision, kind: 'split', source, song_id, other_song_id }
  const decided_at = '2026-02-01T00:00:00.000Z'
  files.push([`settings/${source}.parquet`, encodeTable('settings', [{ ...row, decided_at }])])
  return files
}

describe('by the published columns', () => {
  let warehouse: LocalWarehouse
  let recordings: ResultRow[]
  beforeAll(async () => {
    const files = Object.entries(cases).flatMap(([name, each]) => writeFiles(name, each))
    warehouse = await openWarehouse(new Map(files))
    await warehouse.load()
    const answer = await warehouse.query(
      'select source, recording_id, song_id, rule, evidence from core.recordings order by source, recording_id, song_id',
    )
    recordings = answer.rows
  })
  afterAll(() => warehouse.close())

  it.each(Object.entries(cases))('%s', (name, { recordings: expected }) => {
    const groups = new Map<unknown, string[]>()
    for (const { source, recording_id, song_id } of recordings) {
      if (source !== makeSource(name) || /^s\d/.test(String(song_id))) continue
      groups.set(recording_id, [...(groups.get(recording_id) ?? []), String(song_id)])
    }
    const found = [...groups.values()].map((ids) => ids.join(' '))
    expect(found.sort()).toEqual([...expected].sort())
  })

  /** Cases that are quick to load many times. */
  const small = Object.entries(cases).filter(([, { issues }]) => (issues[0]?.length ?? 0) < 100)

  it.each([
    ['the last files first', (index: number, count: number) => (2 * index < count ? 1 : 0)],
    ['every other file first', (index: number) => index % 2],
  ])(
    'the recordings are the same when files arrive in two loads, %s',
    async (_, findLoad) => {
      const files = small.flatMap(([name, each]) => {
        const own = writeFiles(name, each)
        return own.map(([key, file], index) => ({ key, file, load: findLoad(index, own.length) }))
      })
      const arrived = new Map<string, Uint8Array>()
      const grown = await openWarehouse(arrived)
      for (const now of [0, 1]) {
        for (const { key, file, load } of files) if (load === now) arrived.set(key, file)
        await grown.load()
      }
      const contents = await readDecided(grown)
      expect(contents.published_joins?.length).toBeGreaterThan(8)
      await grown.rebuild()
      expect(await readDecided(grown)).toEqual(contents)
      await grown.close()
    },
    120_000,
  )

  it('the recordings follow a correction of the last issue', async () => {
    const arrived = new Map(small.flatMap(([name, each]) => writeFiles(name, each)))
    const corrected = await openWarehouse(arrived)
    await corrected.load()
    const files = small.flatMap(([name, each]) => writeFiles(name, each, [null, null, null]))
    for (const [key, file] of files) arrived.set(key, file)
    await corrected.load()
    const contents = await readDecided(corrected)
    // Only the last of three pointers is gone.
    expect(contents.published_joins?.map(({ source }) => source)).toEqual([
      'ids-lead-on-from-issue-to-issue-and-back',
      'ids-lead-on-from-issue-to-issue-and-back',
    ])
    await corrected.rebuild()
    expect(await readDecided(corrected)).toEqual(contents)
    await corrected.close()
  }, 120_000)

  it('a join names its rule and the published values', () => {
    const [first = '', back = ''] = Object.keys(cases).filter((name) => /next count/.test(name))
    const found = [first, back].map((name) =>
      recordings.find(({ source, song_id }) => source === makeSource(name) && song_id === 'b'),
    )
    expect(found).toEqual([
      expect.objectContaining({
        rule: 'published',
        evidence: 'count 2 after 1 at position 1 on parade 2026-01-02',
      }),
      expect.objectContaining({
        rule: 'published',
        evidence: 'back with count 2 after 1 on parade 2026-01-03',
      }),
    ])
  })
})
