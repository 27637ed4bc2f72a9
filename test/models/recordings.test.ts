import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDecision } from '../../src/decisions/decision-file.ts'
import { encodeTable } from '../../src/domain/tables/parquet-file.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse, Warehouse } from '../../src/warehouse/warehouse.ts'
import {
  curatedFiles,
  type IssueFixture,
  openWarehouse,
  type SongFixture,
} from '../support/warehouse/warehouse.ts'

type Decision = [kind: 'join' | 'split' | 'withdrawn', song: string, other: string, decided_at?: string]

/** A small source of its own, and the recordings that its songs must be: ids of one recording side by side. */
interface Case {
  /** Each is *Tide* by Ida where nothing else is said. */
  songs: Record<string, Partial<SongFixture>>
  /** Ids of each issue from 1 January on; null is a day without one. All songs once where left out. */
  issues?: (string | null)[]
  /** A second chart. */
  others?: (string | null)[]
  decisions?: Decision[]
  settings?: IssueFixture['settings']
  recordings: string[]
}

const second = 1000
const length = (seconds: number) => ({ duration_ms: seconds * second })

const cases: Record<string, Case> = {
  // ── ISRC
  'one ISRC and one title is one recording, whatever else differs': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Tide', artists: ['Odo'], isrc: 'XX0000000001', ...length(300) },
      c: { title: 'Tide', artists: ['Odo'], isrc: 'XX0000000002', ...length(330) },
    },
    recordings: ['a b', 'c'],
  },
  'one ISRC with another variant and another length is two recordings': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Tide - Live', isrc: 'XX0000000001', ...length(300) },
    },
    recordings: ['a', 'b'],
  },
  'one ISRC with another variant and an unknown length is one recording': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Tide - Live', isrc: 'XX0000000001' },
    },
    recordings: ['a b'],
  },
  'one ISRC and lengths within 3 seconds is one recording, whatever the titles are': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Marea', artists: ['Odo'], isrc: 'XX0000000001', ...length(183) },
    },
    recordings: ['a b'],
  },
  'one ISRC with another title and length is two recordings': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Marea', artists: ['Odo'], isrc: 'XX0000000001', duration_ms: 183_001 },
    },
    recordings: ['a', 'b'],
  },
  'one ISRC with another title and an unknown length is two recordings': {
    songs: {
      a: { title: 'Tide', isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Marea', artists: ['Odo'], isrc: 'XX0000000001' },
      c: { title: 'Ebb', artists: ['Uma'], isrc: 'XX0000000001' },
    },
    recordings: ['a', 'b', 'c'],
  },
  'titles that nobody knows are not the same title': {
    songs: {
      a: { title: null, isrc: 'XX0000000001' },
      b: { title: null, isrc: 'XX0000000001' },
    },
    recordings: ['a', 'b'],
  },
  'two ISRCs do not part a title': {
    songs: {
      a: { isrc: 'XX0000000001', ...length(180) },
      b: { isrc: 'XX0000000002', ...length(181) },
    },
    recordings: ['a b'],
  },
  // ── relinks
  'a relink joins a song with the one it stands for': {
    songs: { a: { title: 'A' }, b: { title: 'B', linked_from_id: 'a' } },
    recordings: ['a b'],
  },
  'two relinks of a song that is on no chart are one recording': {
    songs: { a: { title: 'A', linked_from_id: 'z' }, b: { title: 'B', linked_from_id: 'z' } },
    recordings: ['a b'],
  },
  'relinks lead on from song to song': {
    songs: {
      a: { title: 'A' },
      b: { title: 'B', linked_from_id: 'a' },
      c: { title: 'C', linked_from_id: 'b' },
    },
    recordings: ['a b c'],
  },
  'a relink to a song that is on no chart joins nothing by itself': {
    songs: { a: { title: 'A', linked_from_id: 'z' }, b: { title: 'B', linked_from_id: 'y' } },
    recordings: ['a', 'b'],
  },
  // ── title, variant, credits and length
  'the same title, variant and credits within 3 seconds is one recording': {
    songs: { a: length(180), b: length(183) },
    recordings: ['a b'],
  },
  'over 3 seconds apart the same title is two recordings': {
    songs: { a: length(180), b: { duration_ms: 183_001 } },
    recordings: ['a', 'b'],
  },
  'another spelling of the title is the same title': {
    songs: {
      a: { title: 'Tíde', ...length(180) },
      b: { title: 'TIDE (feat. Odo)', ...length(180) },
      c: { title: 'Tide - Remastered 2011', ...length(181) },
    },
    recordings: ['a b c'],
  },
  'another variant is another recording': {
    songs: {
      a: length(180),
      b: { title: 'Tide (Live)', ...length(180) },
      c: { title: 'Tide - Acoustic', ...length(180) },
      d: { title: 'Tide - Uma Remix', ...length(180) },
      e: { title: 'Tide - Odo Remix', ...length(180) },
      f: { title: 'Tide (Sped Up)', ...length(180) },
    },
    recordings: ['a', 'b', 'c', 'd', 'e', 'f'],
  },
  'another credit is another recording': {
    songs: {
      a: length(180),
      b: { artists: ['Odo'], ...length(180) },
      c: { artists: ['Ida', 'Odo'], ...length(180) },
    },
    recordings: ['a', 'b', 'c'],
  },
  'the order of the credits makes no difference': {
    songs: {
      a: { artists: ['Odo', 'Ida'], ...length(180) },
      b: { artists: ['Ida', 'Odo'], ...length(180) },
    },
    recordings: ['a b'],
  },
  'unknown titles and unknown credits agree with none': {
    songs: {
      a: { title: null, ...length(180) },
      b: { title: null, ...length(180) },
      c: { artists: [], ...length(180) },
      d: { artists: [], ...length(180) },
    },
    recordings: ['a', 'b', 'c', 'd'],
  },
  'the explicit flag alone splits nothing': {
    songs: { a: { explicit: true, ...length(180) }, b: { explicit: false, ...length(180) } },
    recordings: ['a b'],
  },
  'lengths that follow each other within 3 seconds are one recording up to 10 seconds in all': {
    songs: { a: length(180), b: length(183), c: length(186), d: length(189) },
    recordings: ['a b c d'],
  },
  // ── unknown lengths
  'an unknown length agrees where the known ones span up to 10 seconds': {
    songs: { a: length(180), b: length(190), c: { duration_ms: null } },
    recordings: ['a b c'],
  },
  'an unknown length agrees with none where the known ones span more': {
    songs: { a: length(180), b: length(191), c: { duration_ms: null } },
    recordings: ['a', 'b', 'c'],
  },
  'unknown lengths agree with each other': {
    songs: { a: { duration_ms: null }, b: { duration_ms: null } },
    recordings: ['a b'],
  },
  'a length of 0, as a removed song has it, is unknown': {
    songs: { a: length(180), b: { duration_ms: 0 } },
    recordings: ['a b'],
  },
  // ── switches
  'an id that takes the place of another overnight joins lengths up to 10 seconds apart': {
    songs: { a: length(180), b: length(187), x: { title: 'X' } },
    issues: ['a x', 'b x'],
    recordings: ['a b', 'x'],
  },
  'a switch of more than 10 seconds is none': {
    songs: { a: length(180), b: { duration_ms: 190_001 } },
    issues: ['a', 'b'],
    recordings: ['a', 'b'],
  },
  'a switch between other titles, variants or credits is none': {
    songs: {
      a: length(180),
      b: { title: 'Tide - Live', ...length(180) },
      c: { artists: ['Odo'], ...length(180) },
      d: { title: 'Ebb', ...length(180) },
    },
    issues: ['a', 'b', 'c', 'd'],
    recordings: ['a', 'b', 'c', 'd'],
  },
  'both ids on the chart together are no switch': {
    songs: { a: length(180), b: length(187) },
    issues: ['a', 'a b', 'b'],
    recordings: ['a', 'b'],
  },
  'an issue without either between them is no switch': {
    songs: { a: length(180), b: length(187), x: { title: 'X' } },
    issues: ['a', 'x', 'b'],
    recordings: ['a', 'b', 'x'],
  },
  'unobserved issues between them leave a switch a switch': {
    songs: { a: length(180), b: length(187) },
    issues: ['a', null, null, 'b'],
    recordings: ['a b'],
  },
  'two charts are no switch': {
    songs: { a: length(180), b: length(187), x: { title: 'X' } },
    issues: ['a', 'x'],
    others: ['x', 'b'],
    recordings: ['a', 'b', 'x'],
  },
  'a switch on one chart counts on all': {
    songs: { a: length(180), b: length(187), x: { title: 'X' } },
    issues: ['a', 'b'],
    others: ['b', 'x', 'a'],
    recordings: ['a b', 'x'],
  },
  // ── components that are too long
  'a component over 10 seconds loses its switches first': {
    songs: { a: length(180), b: length(183), c: length(191), d: length(194) },
    issues: ['a b', 'c d'],
    recordings: ['a b', 'c d'],
  },
  'then it loses its titles': {
    songs: { a: length(180), b: length(183), c: length(186), d: length(189), e: length(192) },
    recordings: ['a', 'b', 'c', 'd', 'e'],
  },
  'and keeps ISRCs and relinks': {
    songs: {
      a: { isrc: 'XX0000000001', ...length(180) },
      b: { isrc: 'XX0000000001', ...length(183) },
      c: length(186),
      d: length(189),
      e: { linked_from_id: 'd', ...length(192) },
    },
    recordings: ['a b', 'c', 'd e'],
  },
  // ── songs that are identified by their text
  'songs of a source whose text is the id are joined by no rule': {
    songs: {
      a: { isrc: 'XX0000000001' },
      b: { isrc: 'XX0000000001', linked_from_id: 'a' },
      c: { title: 'tide' },
    },
    issues: ['a', 'b', 'c'],
    settings: { identity: 'text' },
    recordings: ['a', 'b', 'c'],
  },
  'songs of a source whose text is the id are joined by decision': {
    songs: { a: {}, b: {}, c: {} },
    settings: { identity: 'text' },
    decisions: [['join', 'a', 'b']],
    recordings: ['a b', 'c'],
  },
  // ── decisions
  'a decision joins what no rule does': {
    songs: { a: { title: 'A', ...length(100) }, b: { title: 'B', ...length(300) } },
    decisions: [['join', 'b', 'a']],
    recordings: ['a b'],
  },
  'decisions lead on through an id that is on no chart': {
    songs: { a: { title: 'A' }, b: { title: 'B' } },
    decisions: [
      ['join', 'a', 'z'],
      ['join', 'z', 'b'],
    ],
    recordings: ['a b'],
  },
  'a decision apart removes every edge of the second song, ISRC and relink included': {
    songs: {
      a: { isrc: 'XX0000000001', ...length(180) },
      b: { isrc: 'XX0000000001', linked_from_id: 'a', ...length(180) },
      c: { isrc: 'XX0000000001', ...length(180) },
    },
    decisions: [['split', 'a', 'b']],
    recordings: ['a c', 'b'],
  },
  'a song that is decided apart keeps the songs that it is joined with by decision': {
    songs: { a: length(180), b: length(180), c: { title: 'C', ...length(300) } },
    decisions: [
      ['split', 'a', 'b'],
      ['join', 'b', 'c'],
    ],
    recordings: ['a', 'b c'],
  },
  'the newest decision on two songs counts, in whatever order it names them': {
    songs: { a: length(180), b: length(180), c: { title: 'C' }, d: { title: 'D' } },
    decisions: [
      ['split', 'a', 'b', '2026-02-01T00:00:00.000Z'],
      ['join', 'b', 'a', '2026-02-02T00:00:00.000Z'],
      ['join', 'c', 'd', '2026-02-02T00:00:00.000Z'],
      ['split', 'd', 'c', '2026-02-03T00:00:00.000Z'],
    ],
    recordings: ['a b', 'c', 'd'],
  },
  'a decision that is withdrawn leaves the songs to the rules': {
    songs: { a: length(180), b: length(180), c: { title: 'C' }, d: { title: 'D' } },
    decisions: [
      ['split', 'a', 'b', '2026-02-01T00:00:00.000Z'],
      ['withdrawn', 'a', 'b', '2026-02-02T00:00:00.000Z'],
      ['join', 'c', 'd', '2026-02-01T00:00:00.000Z'],
      ['withdrawn', 'd', 'c', '2026-02-02T00:00:00.000Z'],
    ],
    recordings: ['a b', 'c', 'd'],
  },
  // ── the name of a recording
  'a recording has the id that was seen first': {
    songs: { a: length(180), b: length(180), c: length(180) },
    issues: ['c', 'b', 'a'],
    recordings: ['c a b'],
  },
  'of ids that were seen first together it has the smallest': {
    songs: { a: length(180), b: length(180), c: length(180) },
    issues: ['c b', 'a'],
    recordings: ['b a c'],
  },
  'first is first on any chart': {
    songs: { a: length(180), b: length(180), x: { title: 'X' } },
    issues: ['x', 'a', 'b'],
    others: ['b', 'x'],
    recordings: ['b a', 'x'],
  },
}

const makeSource = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
const makeDate = (index: number) => `2026-01-${String(index + 1).padStart(2, '0')}`

function makeIssues(source: string, { issues, others, songs, settings }: Case): IssueFixture[] {
  const chart = (name: string, lines: (string | null)[]) =>
    lines.flatMap((line, index) =>
      line === null
        ? []
        : [
            {
              source,
              chart: name,
              date: makeDate(index),
              songs: line.split(' '),
              ...(settings && { settings }),
            },
          ],
    )
  return [...chart('one', issues ?? [Object.keys(songs).join(' ')]), ...chart('two', others ?? [])]
}

function makeSongs({ songs }: Case): Record<string, SongFixture> {
  return Object.fromEntries(
    Object.entries(songs).map(([id, song]) => [id, { title: 'Tide', artists: ['Ida'], ...song }]),
  )
}

function decisionFile(source: string, decisions: Decision[]): [string, Uint8Array] {
  const rows = decisions.map(([kind, song_id, other_song_id, decided_at = '2026-02-01T00:00:00.000Z']) => ({
    ...emptyDecision,
    kind,
    source,
    song_id,
    other_song_id,
    decided_at,
  }))
  return [`settings/${source}.parquet`, encodeTable('settings', rows)]
}

/** The curated files of a case in its own source. */
function writeFiles(name: string, of: Case): [string, Uint8Array][] {
  const source = makeSource(name)
  const files = [...curatedFiles(makeSongs(of), makeIssues(source, of))]
  if (of.decisions !== undefined) files.push(decisionFile(source, of.decisions))
  return files
}

/** The ids of each recording: the one that names it, then the others; recordings in the order of their names. */
async function readRecordings(warehouse: Warehouse, source: string): Promise<string[]> {
  const { rows } = await warehouse.query(
    `select recording_id, song_id from core.recordings where source = :source
    order by recording_id asc nulls last, song_id <> recording_id asc nulls last, song_id asc nulls last`,
    { source },
  )
  const groups = new Map<unknown, unknown[]>()
  for (const { recording_id, song_id } of rows) {
    groups.set(recording_id, [...(groups.get(recording_id) ?? []), song_id])
  }
  return [...groups.values()].map((ids) => ids.join(' '))
}

describe('a recording', () => {
  let warehouse: LocalWarehouse
  beforeAll(async () => {
    warehouse = await openWarehouse(
      new Map(Object.entries(cases).flatMap(([name, of]) => writeFiles(name, of))),
    )
    await warehouse.load()
  })
  afterAll(() => warehouse.close())

  it.each(Object.entries(cases))('%s', async (name, { recordings }) => {
    expect(await readRecordings(warehouse, makeSource(name))).toEqual([...recordings].sort())
  })
})

describe('why a song belongs to its recording', () => {
  it('is told by the strongest rule and its value', async () => {
    const of: Case = {
      songs: {
        a: { isrc: 'XX0000000001', ...length(180) },
        b: { isrc: 'XX0000000001', ...length(180) },
        c: length(181),
        d: { title: 'D' },
        e: { title: 'E', linked_from_id: 'd' },
        f: { title: 'F' },
        g: { title: 'G' },
        h: { title: 'Ebb (Live)', ...length(180) },
        i: { title: 'Ebb - Live', ...length(188) },
        j: { title: 'J' },
      },
      issues: ['a b c d e f g h', 'i j'],
      decisions: [['join', 'f', 'g']],
      recordings: [],
    }
    const warehouse = await openWarehouse(new Map(writeFiles('why', of)))
    await warehouse.load()
    const { rows } = await warehouse.query(
      'select song_id, recording_id, rule, evidence, first_date from core.recordings order by song_id asc nulls last',
    )
    expect(rows.map((row) => Object.values(row).join(' · '))).toEqual([
      'a · a · isrc · XX0000000001 · 2026-01-01',
      'b · a · isrc · XX0000000001 · 2026-01-01',
      'c · a · title · tide / - · 2026-01-01',
      'd · d · relink · d · 2026-01-01',
      'e · d · relink · d · 2026-01-01',
      'f · f · decision · joined by hand · 2026-01-01',
      'g · f · decision · joined by hand · 2026-01-01',
      'h · h · switch · ebb / live on 2026-01-02 · 2026-01-01',
      'i · h · switch · ebb / live on 2026-01-02 · 2026-01-02',
      'j · j · itself ·  · 2026-01-02',
    ])
    await warehouse.close()
  })
})

describe('a song that the source has removed', () => {
  it('stays the recording that it was', async () => {
    const known: Record<string, SongFixture> = {
      a: { title: 'Tide', artists: ['Ida'], isrc: 'XX0000000001', ...length(180) },
      b: { title: 'Tide', artists: ['Ida'], ...length(180) },
      c: { title: 'Tide - Single Version', artists: ['Ida'], isrc: 'XX0000000001', ...length(180) },
      d: { title: 'Ebb', artists: ['Ida'], linked_from_id: 'c', ...length(185) },
    }
    const removed = Object.fromEntries(
      Object.keys(known).map((id) => [id, { title: null, artists: ['Nobody'], duration_ms: 0 }]),
    )
    const files = curatedFiles(known, [{ date: '2026-01-01', songs: ['a', 'b', 'c', 'd'] }])
    const warehouse = await openWarehouse(files)
    await warehouse.load()
    const before = await readRecordings(warehouse, 'invented')
    for (const [key, file] of curatedFiles(removed, [{ date: '2026-01-02', songs: ['a', 'b', 'c', 'd'] }])) {
      files.set(key, file)
    }
    await warehouse.load()
    expect(before).toEqual(['a b c d'])
    expect(await readRecordings(warehouse, 'invented')).toEqual(before)
    await warehouse.close()
  })
})

describe('a chain of songs', () => {
  /** Neighbours share an ISRC or a title, in turn. */
  const chain = (ids: string[]): Record<string, Partial<SongFixture>> =>
    Object.fromEntries(
      ids.map((id, index) => [
        id,
        {
          title: `Tide ${Math.ceil(index / 2)}`,
          isrc: `XX000000${String(Math.floor(index / 2)).padStart(4, '0')}`,
          ...length(180),
        },
      ]),
    )
  const ids = (count: number) =>
    Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`)
  const mirrored = (index: number, bits: number) =>
    Number.parseInt(index.toString(2).padStart(bits, '0').split('').reverse().join(''), 2)
  const orders: Record<string, string[]> = {
    'in the order of their ids': ids(40),
    'against it': ids(40).reverse(),
    'with the smallest at the far end': [...ids(40).slice(1), 's000'],
    'in a mixed order': ids(40).map((_, index) => `s${String((index * 17) % 40).padStart(3, '0')}`),
    'of 128 in the order that is worst for halving': ids(128).map(
      (_, index) => `s${String(mirrored(index, 7)).padStart(3, '0')}`,
    ),
  }

  it('is one recording, whatever the order of its ids', async () => {
    const files = Object.entries(orders).flatMap(([name, order]) =>
      writeFiles(name, { songs: chain(order), recordings: [] }),
    )
    const warehouse = await openWarehouse(new Map(files))
    await warehouse.load()
    const { rows } = await warehouse.query(
      `select source, count(*) as songs, count(distinct recording_id) as recordings from core.recordings
      group by 1 order by source asc nulls last`,
    )
    const expected = Object.entries(orders).map(([name, order]) => ({
      source: makeSource(name),
      songs: order.length,
      recordings: 1,
    }))
    expect(rows).toEqual(expected.sort((a, b) => (a.source < b.source ? -1 : 1)))
    const unsettled = 'select * from core.song_components where component <> component_before'
    expect((await warehouse.query(unsettled)).rows).toEqual([])
    await warehouse.close()
  })
})

describe('a merge', () => {
  const songs: Record<string, SongFixture> = {
    a: { title: 'Tide', artists: ['Ida'], ...length(180) },
    b: { title: 'Tide', artists: ['Ida'], ...length(187) },
    x: { title: 'Ebb', artists: ['Odo'] },
  }

  it('recomputes every chart that holds a member', async () => {
    const files = curatedFiles(songs, [
      { chart: 'far', date: '2026-01-01', songs: ['a', 'x'] },
      { chart: 'far', date: '2026-01-02', songs: ['x'] },
      { chart: 'far', date: '2026-01-03', songs: ['b', 'x'] },
      { chart: 'near', date: '2026-01-01', songs: ['a'] },
    ])
    const warehouse = await openWarehouse(files)
    await warehouse.load()
    const status = async () => {
      const { rows } = await warehouse.query(
        `select status, issues_on_chart, recording_id from core.chart_history
        where chart = 'far' and chart_date = date '2026-01-03' and position = 1`,
      )
      return Object.values(rows[0] ?? {})
    }
    expect(await status()).toEqual(['NEW', 1, 'b'])
    for (const [key, file] of curatedFiles(songs, [{ chart: 'near', date: '2026-01-02', songs: ['b'] }])) {
      files.set(key, file)
    }
    expect((await warehouse.load()).charts).toBe(2)
    expect(await status()).toEqual(['RE', 2, 'a'])
    await warehouse.close()
  })

  it('and its undoing follow the decisions of people, and any id finds the recording', async () => {
    const files = curatedFiles(songs, [
      { date: '2026-01-01', songs: ['a', 'x'] },
      { date: '2026-01-02', songs: ['b', 'x'] },
    ])
    const warehouse = await openWarehouse(files)
    const run = async (song: string) => {
      const { rows } = await runInsight(warehouse, 'chart_run', { song }, { now: '2026-01-03T00:00:00Z' })
      return [rows[0]?.recording_id, rows[0]?.positions]
    }
    await warehouse.load()
    expect(await run('a')).toEqual(['a', '1-1'])
    expect(await run('b')).toEqual(['a', '1-1'])
    const [key, file] = decisionFile('invented', [['split', 'a', 'b']])
    files.set(key, file)
    await warehouse.load()
    expect(await run('a')).toEqual(['a', '1'])
    expect(await run('b')).toEqual(['b', '1'])
    await warehouse.close()
  })
})
