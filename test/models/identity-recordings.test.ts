import { beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import {
  type RecordedEntry,
  type RecordedLine,
  recordedFiles,
  recordedLines,
  recordedWarehouse,
  recordings,
} from '../support/fixtures/recorded.ts'

describe.runIf(recordings !== '')('on the recorded charts', () => {
  let warehouse: Warehouse
  let charts: { chart: string; lines: RecordedLine[] }[]
  let history: Map<string, HistoryRow>
  beforeAll(async () => {
    warehouse = await recordedWarehouse()
    charts = recordedFiles().map((file) => ({
      chart: file.name.replace(/\.ndjson$/, ''),
      lines: recordedLines(file),
    }))
    const { rows } = await warehouse.query(
      `select chart, chart_date, position, song_id, recording_id, status, issues_on_chart, is_best
      from core.chart_history`,
    )
    history = new Map((rows as unknown as HistoryRow[]).map((row) => [formatPosition(row), row]))
  })

  it('an id that is switched overnight is no debut, no re-entry and no dropout', () => {
    const faults: string[] = []
    let switches = 0
    for (const { chart, lines } of charts) {
      for (const [index, line] of lines.entries()) {
        const before = lines[index - 1]
        if (before === undefined) continue
        for (const { left, came } of findSwitches(before.entries, line.entries)) {
          switches += 1
          const was = history.get(formatPosition({ chart, chart_date: before.date, position: left.position }))
          const is = history.get(formatPosition({ chart, chart_date: line.date, position: came.position }))
          const goesOn = was?.recording_id === is?.recording_id && is !== undefined
          if (!goesOn || is.status === 'NEW' || is.status === 'RE') faults.push(`${chart} ${line.date}`)
        }
      }
    }
    expect(faults).toEqual([])
    expect(switches).toBe(SWITCHES)
  })

  it('no row has wrong issues on chart: songs are told apart by id, title and credits together', () => {
    const truth = readTruth(charts.flatMap(({ lines }) => lines.flatMap(({ entries }) => entries)))
    const wrong = new Map<string, number>()
    let rows = 0
    for (const { chart, lines } of charts) {
      const issues = new Map<string, number>()
      for (const { date, entries } of lines) {
        const here = new Set(entries.map(truth))
        for (const song of here) issues.set(song, (issues.get(song) ?? 0) + 1)
        for (const entry of entries) {
          rows += 1
          const row = history.get(formatPosition({ chart, chart_date: date, position: entry.position }))
          if (row?.issues_on_chart === issues.get(truth(entry))) continue
          wrong.set(truth(entry), (wrong.get(truth(entry)) ?? 0) + 1)
        }
      }
    }
    expect(rows).toBe(ROWS)
    // Ours is coarser where a title is spelled with and without an accent, or its version in brackets or after a dash.
    expect([...wrong.values()].sort((a, b) => a - b)).toEqual(COARSER)
  })

  it('and keyed by the id alone many rows are wrong, so that this shows something', () => {
    let wrong = 0
    for (const { chart, lines } of charts) {
      const issues = new Map<string, number>()
      for (const { date, entries } of lines) {
        for (const { track_id, position } of entries) {
          issues.set(track_id, (issues.get(track_id) ?? 0) + 1)
          const row = history.get(formatPosition({ chart, chart_date: date, position }))
          if (row?.issues_on_chart !== issues.get(track_id)) wrong += 1
        }
      }
    }
    expect(wrong).toBe(WRONG_BY_ID)
  })

  it('no recording holds two variants, two titles, other artists or lengths over 10 seconds apart', async () => {
    const { rows } = await warehouse.query(
      `with members as (
        select r.source, r.recording_id, k.title_key, k.variant_key, k.credit_key, k.duration_ms
        from core.recordings as r
        inner join core.song_keys as k on r.source = k.source and r.song_id = k.song_id
      )
      select
        recording_id,
        count(distinct title_key) as titles,
        count(distinct variant_key) as variants,
        count(distinct credit_key) as credits,
        max(duration_ms) - min(duration_ms) as span
      from members
      group by source, recording_id`,
    )
    const many = (column: string, most: number) => rows.filter((row) => Number(row[column]) > most).length
    expect(rows).toHaveLength(RECORDINGS)
    expect(many('span', 10_000)).toBe(0)
    // Where there are several, it is one id that the source has renamed or credited otherwise.
    const renamed = renamedIds(charts.flatMap(({ lines }) => lines.flatMap(({ entries }) => entries)))
    const several = rows.filter(
      ({ titles, variants, credits }) => Number(titles) > 1 || Number(variants) > 1 || Number(credits) > 1,
    )
    const { rows: members } = await warehouse.query('select recording_id, song_id from core.recordings')
    for (const { recording_id } of several) {
      const ids = members.filter((row) => row.recording_id === recording_id).map((row) => String(row.song_id))
      expect(ids.some((id) => renamed.has(id))).toBe(true)
    }
    expect([many('titles', 1), many('variants', 1), many('credits', 1)]).toEqual(RENAMED)
  })

  it('songs of one title by others, and other versions of a song, stay apart', async () => {
    const pairs = async (columns: string, differ: string) => {
      const { rows } = await warehouse.query(
        `with keys as (
          select distinct r.source, r.recording_id, ${columns}, ${differ} as differing
          from core.recordings as r
          inner join core.songs as k on r.source = k.source and r.song_id = k.song_id
          where k.title_key <> '-'
        )
        select
          sum(case when a.recording_id = b.recording_id then 1 else 0 end) as joined,
          sum(case when a.recording_id < b.recording_id then 1 else 0 end) as apart
        from keys as a
        inner join keys as b on ${columns
          .split(', ')
          .map((column) => `a.${column.slice(2)} = b.${column.slice(2)}`)
          .join(' and ')} and a.source = b.source and a.differing <> b.differing`,
      )
      return [Number(rows[0]?.joined), Number(rows[0]?.apart)]
    }
    expect(await pairs('k.title_key, k.variant_key', 'k.credit_key')).toEqual(OTHER_ARTISTS)
    expect(await pairs('k.title_key, k.credit_key', 'k.variant_key')).toEqual(OTHER_VERSIONS)
  })
})

const SWITCHES = 150
const ROWS = 50_950
const COARSER = [11, 236]
const WRONG_BY_ID = 6664
const RECORDINGS = 1459
const RENAMED = [1, 1, 9]
/** Joined are the two ids of one song whose credits were completed later, either way. */
const OTHER_ARTISTS = [2, 40]
const OTHER_VERSIONS = [0, 4]

interface HistoryRow {
  chart: string
  chart_date: string
  position: number
  song_id: string
  recording_id: string
  status: string
  issues_on_chart: number
  is_best: boolean
}

function formatPosition({
  chart,
  chart_date,
  position,
}: Pick<HistoryRow, 'chart' | 'chart_date' | 'position'>) {
  return `${chart} ${chart_date} ${position}`
}

/** The title in lower case without its featured artists, and the ids of all credited artists. */
function formatEntry({ track_name, artists }: RecordedEntry): string {
  const title = track_name
    .toLowerCase()
    .replace(/\s*[([]\s*(?:feat\.?|ft\.?|featuring|with)\s[^)\]]*[)\]]/g, '')
    .replace(/\s(?:feat\.|ft\.)\s.*$/, '')
  return `${title.trim()} | ${[...new Set(artists.map(({ id }) => id))].sort().join()}`
}

/** Ids that have left and ids that have come between two issues, where they have one text in common. */
function findSwitches(before: RecordedEntry[], now: RecordedEntry[]) {
  const ids = (entries: RecordedEntry[]) => new Set(entries.map(({ track_id }) => track_id))
  const [old, fresh] = [ids(before), ids(now)]
  return before
    .filter(({ track_id }) => !fresh.has(track_id))
    .flatMap((left) =>
      now
        .filter((came) => !old.has(came.track_id) && formatEntry(came) === formatEntry(left))
        .map((came) => ({ left, came })),
    )
}

/** What an entry is called: one name for entries that an id or a text connects, however far. */
function readTruth(entries: RecordedEntry[]): (entry: RecordedEntry) => string {
  const parents = new Map<string, string>()
  const findRoot = (name: string): string => {
    const parent = parents.get(name) ?? name
    return parent === name ? name : findRoot(parent)
  }
  for (const entry of entries) parents.set(findRoot(entry.track_id), findRoot(formatEntry(entry)))
  return ({ track_id }) => findRoot(track_id)
}

/** Ids under which the source has had several texts. */
function renamedIds(entries: RecordedEntry[]): Set<string> {
  const texts = new Map<string, string>()
  const renamed = new Set<string>()
  for (const entry of entries) {
    const text = formatEntry(entry)
    if ((texts.get(entry.track_id) ?? text) !== text) renamed.add(entry.track_id)
    texts.set(entry.track_id, text)
  }
  return renamed
}
