import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SnapshotRows } from '../../src/transform/rows/table-rows.ts'
import { allRows, createSnapshot } from '../support/fixtures/snapshots.ts'
import { ownWarehouse } from '../support/warehouse/own-warehouse.ts'

// A load takes its time, so the tests share a warehouse; each has a source of its own.
let own: Awaited<ReturnType<typeof ownWarehouse>>
const opened = () => {
  beforeAll(async () => {
    own = await ownWarehouse()
  })
  afterAll(() => own.close())
}

interface Snapshot {
  source: string
  day: number
  hour?: number
  songs: string
  /** Claims fewer positions than it has entries. */
  fails?: boolean
  chart?: string
}

/** Rows of a chart in January 2026. */
function snapshot({ source, day, hour = 6, songs, fails = false, chart = 'parade' }: Snapshot): SnapshotRows {
  const chart_date = `2026-01-${String(day).padStart(2, '0')}`
  const fetched_at = `${chart_date}T${String(hour).padStart(2, '0')}:00:00.000Z`
  const rows = allRows(createSnapshot({ source, chart, chart_date, fetched_at, songs: songs.split(' ') }))
  return fails ? { ...rows, chart_issues: rows.chart_issues.map((row) => ({ ...row, chart_size: 1 })) } : rows
}

async function write(...snapshots: Snapshot[]) {
  for (const one of snapshots) await own.write(snapshot(one))
}

const pairDecision =
  (source: string) => (kind: string, song_id: string, other_song_id: string, second: number) => {
    const decided_at = `2026-02-01T00:00:0${second}.000Z`
    return { kind, source, song_id, other_song_id, decided_at }
  }

const createApproval = (rows: SnapshotRows) => {
  const { source = '', chart = '', chart_date = '', snapshot_id = '' } = rows.chart_issues[0] ?? {}
  return { kind: 'approval', source, chart, chart_date, snapshot_id, decided_at: '2026-02-01T00:00:00.000Z' }
}

/** The songs of each published day. */
async function published(source: string) {
  const rows = await own.select(
    `select distinct chart_date, listagg(song_id, ' ') within group (order by position) over (partition by chart_date)
    from core.chart_history where source = '${source}' and chart = 'parade' order by 1`,
  )
  return Object.fromEntries(rows)
}

const withheld = (source: string) =>
  own.select(
    `select chart_date, published_snapshot_id from core.withheld_issues where source = '${source}' order by 1`,
  )

describe('a snapshot that fails a check', () => {
  opened()
  const rescued = { source: 'rescued', day: 1, hour: 12, songs: 'c a b', fails: true }
  beforeAll(async () => {
    await write(
      { source: 'replaced', day: 1, hour: 6, songs: 'a b' },
      { source: 'replaced', day: 1, hour: 9, songs: 'b a' },
      { source: 'replaced', day: 1, hour: 12, songs: 'c a b', fails: true },
      { source: 'alone', day: 1, songs: 'a b' },
      { source: 'alone', day: 2, songs: 'c b', fails: true },
      { source: 'alone', day: 3, songs: 'a d' },
      { source: 'outdated', day: 1, hour: 6, songs: 'a b', fails: true },
      { source: 'outdated', day: 1, hour: 9, songs: 'b a' },
      { source: 'largest', day: 1, hour: 6, songs: 'a b c' },
      { source: 'largest', day: 1, hour: 9, songs: 'a b c d e f g', fails: true },
      { source: 'largest', day: 1, hour: 12, songs: 'c b' },
      { source: 'rescued', day: 1, hour: 6, songs: 'a b' },
      rescued,
    )
    await own.warehouse.load()
  })

  it('is replaced by the next older complete one of its date', async () => {
    expect(await published('replaced')).toEqual({ '2026-01-01': 'b a' })
    expect(await withheld('replaced')).toEqual([['2026-01-01', expect.stringMatching(/^20260101t090000z-/)]])
  })

  it('leaves its date unobserved if there is no other', async () => {
    const issues = (model: string) =>
      own.select(
        `select chart_date, issue_number, previous_date, missing_before, expected_issues
        from core.${model} where source = 'alone' order by 1`,
      )
    expect(await withheld('alone')).toEqual([['2026-01-02', null]])
    expect(await issues('published_issues')).toEqual([
      ['2026-01-01', 1, null, 0, 1],
      ['2026-01-03', 2, '2026-01-01', 1, 3],
    ])
    expect(await issues('issues')).toEqual([
      ['2026-01-01', 1, null, 0, 1],
      ['2026-01-02', 2, '2026-01-01', 0, 2],
      ['2026-01-03', 3, '2026-01-02', 0, 3],
    ])
  })

  it('does not matter if a newer one wins the date', async () => {
    expect(await published('outdated')).toEqual({ '2026-01-01': 'b a' })
    expect(await withheld('outdated')).toEqual([])
  })

  it('does not count as the largest of its date', async () => {
    expect(await published('largest')).toEqual({ '2026-01-01': 'c b' })
  })

  it('is published once it is approved, also in another version and after a rebuild', async () => {
    expect(await published('rescued')).toEqual({ '2026-01-01': 'a b' })
    await own.decide(createApproval(snapshot(rescued)))
    expect(await own.warehouse.load()).toMatchObject({ files: 1, charts: 1 })
    expect(await published('rescued')).toEqual({ '2026-01-01': 'c a b' })
    expect(await withheld('rescued')).toEqual([])

    await own.write(snapshot(rescued), 2)
    await own.warehouse.rebuild()
    expect(await published('rescued')).toEqual({ '2026-01-01': 'c a b' })
    expect(
      await own.select("select transform_version from core.published_issues where source = 'rescued'"),
    ).toEqual([[2]])
  })
})

describe('an approved entry without a song', () => {
  opened()

  it('is on the chart, under its id', async () => {
    const rows = snapshot({ source: 'songless', day: 1, songs: 'a b c' })
    const songs = rows.songs.filter(({ song_id }) => song_id !== 'b')
    const credits = rows.song_artists.filter(({ song_id }) => song_id !== 'b')
    const claims = { song_count: songs.length, credit_count: credits.length }
    await own.write({
      ...rows,
      songs,
      song_artists: credits,
      chart_issues: rows.chart_issues.map((row) => ({ ...row, ...claims })),
    })
    await own.decide(createApproval(rows))
    await own.warehouse.load()
    expect(await published('songless')).toEqual({ '2026-01-01': 'a b c' })
  })
})

describe('a decision on two songs', () => {
  opened()
  const status = async (source: string) => {
    const rows = await own.select(
      `select status from core.chart_history where source = '${source}' and song_id = 'b'`,
    )
    return rows.map(([value]) => value).join()
  }

  it('recomputes every chart of the source, and also counts if it arrives before the songs', async () => {
    const late = pairDecision('late')
    const early = pairDecision('early')
    await own.decide(early('join', 'a', 'b', 1))
    await write(
      { source: 'late', day: 1, songs: 'a c', chart: 'other' },
      { source: 'late', day: 2, songs: 'b c', chart: 'other' },
      { source: 'late', day: 1, songs: 'c d' },
      { source: 'early', day: 1, songs: 'a c' },
      { source: 'early', day: 2, songs: 'b c' },
    )
    await own.warehouse.load()
    expect([await status('late'), await status('early')]).toEqual(['NEW', 'SAME'])

    await own.decide(late('join', 'a', 'b', 1))
    expect(await own.warehouse.load()).toMatchObject({ files: 1, charts: 2 })
    expect(await status('late')).toBe('SAME')

    await own.decide(late('withdrawn', 'b', 'a', 2))
    await own.warehouse.load()
    expect(await status('late')).toBe('NEW')
  })
})

describe('a load that fails a global check', () => {
  opened()
  const pair = pairDecision('torn')
  const refusal = {
    code: 'Check',
    exitCode: 1,
    message: expect.stringMatching(
      /split_songs_joined: expected that two songs.*source torn, song_id a, other_song_id b, recording_id a\), which `hitparade split a b --source torn --withdraw` repairs/,
    ),
  }
  beforeAll(async () => {
    await write({ source: 'torn', day: 1, songs: 'a b c' })
    await own.warehouse.load()
    await own.decide(pair('join', 'a', 'c', 1))
    await own.decide(pair('join', 'c', 'b', 2))
    await own.decide(pair('split', 'a', 'b', 3))
    await write({ source: 'torn', day: 2, songs: 'c b a' })
  })

  it('fails with the check and the rows, and leaves the old file, until a decision resolves it', async () => {
    // Three decisions, and the tables of a snapshot but rejects.
    expect(await own.warehouse.pending()).toEqual({ files: 9, failure: null })
    await expect(own.warehouse.load()).rejects.toMatchObject(refusal)
    expect(await published('torn')).toEqual({ '2026-01-01': 'a b c' })
    expect(await own.warehouse.pending()).toEqual({ files: 9, failure: refusal.message })

    await expect(own.warehouse.rebuild()).rejects.toMatchObject(refusal)
    expect(await published('torn')).toEqual({ '2026-01-01': 'a b c' })

    await own.decide(pair('withdrawn', 'c', 'b', 4))
    expect(await own.warehouse.pending()).toEqual({ files: 10, failure: null })
    await own.warehouse.load()
    expect(await own.warehouse.pending()).toEqual({ files: 0, failure: null })
    expect(await published('torn')).toEqual({ '2026-01-01': 'a b c', '2026-01-02': 'c b a' })
  })
})
