import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listChecks } from '../../src/models/list-checks.ts'
import type { SnapshotRows } from '../../src/transform/rows/table-rows.ts'
import { allRows, createSnapshot, lineEntry, ndjson } from '../support/fixtures/snapshots.ts'
import { ownWarehouse } from '../support/warehouse/own-warehouse.ts'

type Own = Awaited<ReturnType<typeof ownWarehouse>>

const songs = (...ids: string[]) => ids
const makeRows = (chart: string, ids: (string | null)[], chart_date = '2026-01-05') =>
  allRows(createSnapshot({ chart, chart_date, fetched_at: `${chart_date}T06:00:00.000Z`, songs: ids }))

/** The same rows with some fields of the issue changed, whatever the tables hold. */
function claiming(rows: SnapshotRows, claims: Partial<SnapshotRows['chart_issues'][number]>): SnapshotRows {
  return { ...rows, chart_issues: rows.chart_issues.map((issue) => ({ ...issue, ...claims })) }
}

/** A daily chart from the fifth of January on. */
function daily(chart: string, issues: (string | null)[][]): SnapshotRows[] {
  return issues.map((ids, index) => makeRows(chart, ids, `2026-01-${String(5 + index).padStart(2, '0')}`))
}

describe('every check', () => {
  it.each(listChecks())('$name says its level, its scope and its rule', ({ level, scope, rule }) => {
    expect(['error', 'warn']).toContain(level)
    expect(['issue', 'global']).toContain(scope)
    expect(rule).toMatch(/^[a-z].*[a-z]$/)
  })
})

describe('errors of an issue', () => {
  let own: Own
  beforeAll(async () => {
    own = await ownWarehouse()
    const whole = makeRows('whole', songs('a', 'b', 'c'))
    await own.write(whole)
    await own.write(claiming(makeRows('crowded', songs('a', 'b', 'c')), { chart_size: 2 }))
    const songless = makeRows('songless', songs('a', 'b', 'c'))
    await own.write(
      claiming(
        { ...songless, songs: songless.songs.filter((song) => song.song_id !== 'b') },
        { song_count: 2 },
      ),
    )
    const artistless = makeRows('artistless', songs('a', 'b', 'c'))
    await own.write(claiming({ ...artistless, artists: [] }, { artist_count: 0 }))
    const line = (chart: string, date: string, entries: object[]) => ({ chart, date, entries })
    const tied = [lineEntry(1, 'a'), lineEntry(2, 'b'), lineEntry(2, 'c'), lineEntry(2, 'b')]
    const two = [lineEntry(1, 'a'), lineEntry(2, 'b'), lineEntry(1, 'c'), lineEntry(2, 'd')]
    await own.write(
      allRows(
        ndjson([
          line('tied', '2026-01-05', tied),
          line('two-in-one', '2026-01-05', two),
          line('once-told', '2026-01-05', [lineEntry(1, 'a'), lineEntry(2, 'b')]),
          line('once-told', '2026-01-06', [lineEntry(1, 'b'), lineEntry(2, 'a')]),
        ]),
      ),
    )
    await own.warehouse.load()
  })
  afterAll(() => own.close())

  const failed = (check: string) =>
    own.select(
      `select chart, detail from core.failed_checks where check_name = '${check}' order by chart, detail`,
    )

  it('are several songs at more than a tenth of the positions, but not a single tie', async () => {
    expect(await failed('too_many_ties')).toEqual([
      ['two-in-one', '2 of 2 positions have several songs: two charts in one?'],
    ])
  })

  it('are more entries than the chart has positions', async () => {
    expect(await failed('too_many_entries')).toEqual([['crowded', '3 entries on a chart of 2']])
  })

  it('are an entry whose song the snapshot does not know', async () => {
    expect(await failed('entry_without_song')).toEqual([['songless', 'position 2: no song b']])
  })

  it('are a credit whose artist the snapshot does not know', async () => {
    expect(await failed('credit_without_artist')).toEqual([
      ['artistless', 'song a: no artist artist-1'],
      ['artistless', 'song b: no artist artist-1'],
      ['artistless', 'song c: no artist artist-1'],
    ])
  })

  it('are not that a file of many issues tells of a song only once', async () => {
    expect(await own.select("select * from core.failed_checks where chart = 'once-told'")).toEqual([])
  })

  it('keep the snapshot out, and no other', async () => {
    expect(await own.select('select distinct chart from core.published_issues order by chart')).toEqual([
      ['once-told'],
      ['tied'],
      ['whole'],
    ])
    expect(
      await own.select(
        'select chart, checks, failures, published_snapshot_id from core.withheld_issues order by chart',
      ),
    ).toEqual([
      ['artistless', 'credit_without_artist', 3, null],
      ['crowded', 'too_many_entries', 1, null],
      ['songless', 'entry_without_song', 1, null],
      ['two-in-one', 'too_many_ties', 1, null],
    ])
  })
})

describe('warnings of an issue', () => {
  let own: Own
  beforeAll(async () => {
    own = await ownWarehouse()
    const ten = songs('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')
    const charts = [
      ...daily('whole', [songs('a', 'b', 'c'), songs('a', 'c', 'b')]),
      ...daily('rejected', [['a', null, 'c']]),
      ...daily('just-a-tenth', [[...ten, null]]),
      ...daily('growing', [songs('a', 'b', 'c'), songs('a', 'b', 'c', 'd')]),
      ...daily('small', [songs('a', 'b')]),
      ...daily('shaken', [
        songs('a', 'b', 'c'),
        songs('a', 'b', 'd'),
        songs('a', 'b', 'd'),
        songs('b', 'a', 'd'),
        songs('x', 'y', 'd'),
      ]),
      ...daily('restless', [songs('a', 'b', 'c'), songs('d', 'e', 'f'), songs('g', 'h', 'i')]),
    ]
    for (const rows of charts) await own.write(rows)
    await own.warehouse.load()
  })
  afterAll(() => own.close())

  const warned = (check: string) =>
    own.select(
      `select chart, chart_date, detail from core.warnings where check_name = '${check}' order by chart, chart_date`,
    )

  it('are positions that hold no entry', async () => {
    expect(await warned('holes')).toEqual([
      ['just-a-tenth', '2026-01-05', '1 of 10 positions hold no entry'],
      ['rejected', '2026-01-05', '1 of 3 positions hold no entry'],
    ])
  })

  it('are another size than before or than configured', async () => {
    expect(await warned('size_changed')).toEqual([
      ['growing', '2026-01-06', '4 positions, 3 in the previous issue'],
      ['just-a-tenth', '2026-01-05', '10 positions, 3 expected'],
      ['small', '2026-01-05', '2 positions, 3 expected'],
    ])
  })

  it('are more than a tenth of the items rejected, not just a tenth', async () => {
    expect(await warned('many_rejects')).toEqual([['rejected', '2026-01-05', '1 of 3 items were rejected']])
  })

  it('are far more new entries than usual, not those of a chart that is always so', async () => {
    expect(await warned('unusual_turnover')).toEqual([['shaken', '2026-01-09', '2 of 3 positions are new']])
  })

  it('withhold nothing', async () => {
    expect(await own.select('select * from core.withheld_issues')).toEqual([])
  })

  it('name charts that stay behind the others of their source', async () => {
    expect(await own.select('select chart, detail from core.stale_chart order by chart')).toEqual([
      ['growing', '3 days behind the newest issue of simulator'],
      ['just-a-tenth', '4 days behind the newest issue of simulator'],
      ['rejected', '4 days behind the newest issue of simulator'],
      ['small', '4 days behind the newest issue of simulator'],
      ['whole', '3 days behind the newest issue of simulator'],
    ])
  })
})

describe('global errors', () => {
  let own: Own
  beforeAll(async () => {
    own = await ownWarehouse()
    await own.write(makeRows('whole', songs('a', 'b', 'c')))
    await own.decide({ ...pair('join', 'a', 'b'), decided_at: '2026-01-05T07:00:00.000Z' })
    await own.decide({ ...pair('split', 'a', 'c'), decided_at: '2026-01-05T08:00:00.000Z' })
    await own.warehouse.load()
  })
  afterAll(() => own.close())

  const pair = (kind: string, song_id: string, other_song_id: string) => ({
    kind,
    source: 'simulator',
    song_id,
    other_song_id,
  })
  const globals = listChecks().filter(({ scope, level }) => scope === 'global' && level === 'error')

  it.each(globals)('$name holds for what a load publishes', async ({ name }) => {
    expect(await own.select(`select * from core.${name}`)).toEqual([])
  })

  const broken = {
    identity_not_converged: {
      statement: "insert into core.song_components values ('simulator', 3, 'z', 'a', 'b')",
      row: { song_id: 'z', component: 'a', component_before: 'b' },
    },
    two_winners: {
      statement: "insert into core.chart_dates select * from core.chart_dates where standing = 'published'",
      row: { chart: 'whole', chart_date: '2026-01-05', issues: 2 },
    },
    split_songs_joined: {
      statement: "update core.recordings set recording_id = 'a' where song_id = 'c'",
      row: { song_id: 'a', other_song_id: 'c', recording_id: 'a' },
    },
    joined_songs_apart: {
      statement: "update core.recordings set recording_id = 'b' where song_id = 'b'",
      row: { song_id: 'a', other_song_id: 'b', recording_id: 'a', other_recording_id: 'b' },
    },
  }

  it.each(Object.entries(broken))('%s finds the rows that break it', async (name, { statement, row }) => {
    expect(await own.doctored(statement, `select * from core.${name}`)).toEqual([
      expect.objectContaining(row),
    ])
  })

  it('have a failing example each', () => {
    expect(Object.keys(broken).sort()).toEqual(globals.map(({ name }) => name))
  })
})
