import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, listInsights, runInsight } from '../../src/insights/run-insight.ts'
import { formatInsightTable } from '../../src/terminal/format-insight.ts'
import type { ResultRow, Warehouse } from '../../src/warehouse/warehouse.ts'
import { type File, type Imports, importsWarehouse, keepLines } from '../support/fixtures/imports.ts'
import { datesFrom, inventedChart } from '../support/fixtures/invented.ts'
import { recordedFiles, recordings } from '../support/fixtures/recorded.ts'
import { takeSome } from '../support/samples.ts'
import { type Answers, getAnswers, now } from '../support/warehouse/answers.ts'

/** The chart without some of its days, under another name. */
function without(file: File, name: string, isGone: (index: number) => boolean): File {
  const { text } = keepLines(file, (index) => !isGone(index))
  return {
    name: `${name}.ndjson`,
    text: text
      .split('\n')
      .map((line) => JSON.stringify({ ...JSON.parse(line), chart: name, playlist_id: undefined }))
      .join('\n'),
  }
}

/** Days that are left out of a chart of forty. */
const removals: Record<string, (index: number) => boolean> = {
  holes: (index) => [9, 10, 17, 25, 26, 27, 33].includes(index),
  thirds: (index) => index % 3 === 1,
}

const dates = datesFrom('2026-01-01', 40)
const getDate = (index: number) => dates[index] ?? ''

describe('a chart from which days were removed', () => {
  let warehouse: Imports
  let songs: string[]
  beforeAll(async () => {
    const whole = inventedChart('whole', 1, dates)
    warehouse = await importsWarehouse()
    await warehouse.add([
      whole,
      ...Object.entries(removals).map(([name, isGone]) => without(whole, name, isGone)),
    ])
    const { rows } = await warehouse.query(
      "select distinct recording_id as song from core.chart_history where chart = 'holes' order by song asc nulls last",
    )
    songs = rows.map(({ song }) => String(song))
  })
  afterAll(() => warehouse.close())

  const ask = (insight: string, given: Record<string, string>) =>
    runInsight(warehouse, insight, given, { now })

  it('says how many of the expected issues were observed, and where the gaps are', async () => {
    const { rows, coverage } = await ask('coverage', { chart: 'holes' })
    expect(coverage).toEqual({ observed: 33, expected: 40 })
    expect(rows.map(({ gap_from, gap_to }) => `${gap_from} ${gap_to}`)).toEqual([
      'null null',
      `${getDate(9)} ${getDate(10)}`,
      `${getDate(17)} ${getDate(17)}`,
      `${getDate(25)} ${getDate(27)}`,
      `${getDate(33)} ${getDate(33)}`,
    ])
  })

  it('has no debut, dropout or other comparison across a gap, unless asked for', async () => {
    const isGone = removals.holes ?? (() => false)
    const afterGap = dates.filter((_, index) => index > 0 && !isGone(index) && isGone(index - 1))
    const comparing = listInsights().filter(
      ({ parameters }) =>
        parameters.some(({ name }) => name === 'across_gaps') && parameters.some(({ name }) => name === 'on'),
    )
    expect(comparing.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['debuts', 'dropouts', 'climbers']),
    )
    let across = 0
    for (const { name } of comparing) {
      for (const on of afterGap) {
        const { rows, notes, coverage } = await ask(name, { chart: 'holes', on })
        expect(rows).toEqual([])
        expect(notes.join()).toMatch(/were not observed, so the two are not compared/)
        expect(coverage.expected).toBeGreaterThan(coverage.observed)
        across += (await ask(name, { chart: 'holes', on, across_gaps: 'true' })).rows.length
      }
    }
    expect(across).toBeGreaterThan(10)
  })

  it('draws each unobserved issue within a stay as ?', async () => {
    const whole = await positionsBySong(warehouse, 'whole')
    let marks = 0
    for (const song of songs) {
      const { rows } = await ask('chart_run', { chart: 'holes', song })
      const expected = runWithGaps(whole.get(song) ?? new Map(), removals.holes ?? (() => false))
      expect(`${song}: ${rows[0]?.positions}`).toBe(`${song}: ${expected}`)
      marks += expected.split('?').length - 1
    }
    expect(marks).toBeGreaterThan(10)
  })

  it('shows each count that is another than it was with ≥', async () => {
    const sets = (chart: string) => [
      { chart, limit: '100' },
      { chart, from: getDate(8), to: getDate(30), limit: '100' },
      ...takeSome(songs, 12).map((song) => ({ chart, song })),
      ...takeSome([11, 18, 29, 38], 2).map((index) => ({
        chart,
        on: getDate(index),
        limit: '100',
        across_gaps: 'true',
      })),
    ]
    const positions = await positionsBySong(warehouse, 'whole')
    const whole = await getAnswers(warehouse, sets('whole'))
    for (const [chart, isGone] of Object.entries(removals)) {
      const seen = songs.filter((song) => !isHidden(positions.get(song) ?? new Map(), isGone))
      expect(seen.length).toBeGreaterThan(songs.length / 2)
      const gappy = await getAnswers(warehouse, sets(chart))
      const { silent, told } = changedCounts({ gappy, whole, chart, seen })
      expect(silent).toEqual([])
      expect(told).toBeGreaterThan(20)
    }
  }, 120_000)
})

describe.runIf(recordings !== '')('the recorded global chart from which days were removed', () => {
  it('counts less, and says so', async () => {
    const file = recordedFiles().find(({ name }) => name === 'top-50-global.ndjson')
    if (file === undefined) throw new Error('the recorded global chart is missing')
    const warehouse = await importsWarehouse()
    await warehouse.add([
      without(file, 'whole', () => false),
      without(file, 'gappy', (index) => index % 9 === 4),
    ])
    const { rows } = await warehouse.query(
      `select
        count(*) as entries,
        sum(case when g.issues_on_chart < w.issues_on_chart then 1 else 0 end) as smaller,
        sum(case when g.issues_on_chart <> w.issues_on_chart and not g.debut_censored
          and g.expected_since_debut = g.observed_since_debut then 1 else 0 end) as silent
      from core.chart_history as g
      inner join core.chart_history as w
        on g.chart_date = w.chart_date and g.position = w.position and w.chart = 'whole'
      where g.chart = 'gappy'`,
    )
    // Silent are entries of songs that were there only on days that are gone, and came again later.
    expect(rows).toEqual([{ entries: 14_350, smaller: 12_870, silent: 3 }])
    await warehouse.close()
  })
})

/** Insights whose rows are stays or feats of a song, not songs: a gap makes others of them. */
const ofStays = ['longest_stays', 'longest_absence', 'records', 'milestones']

/**
 * Counts that a table shows with ≥ where they may be larger, and peaks that it shows with ≤ where they may be better, that
 * are not those of the whole chart: without the sign, and with it.
 */
function changedCounts({ gappy, whole, chart, seen }: Comparison) {
  const silent: string[] = []
  let told = 0
  for (const [question, answer] of gappy) {
    const other = whole.get(question.replace(`"${chart}"`, '"whole"'))
    if (typeof answer === 'string' || typeof other !== 'object' || ofStays.includes(answer.insight)) continue
    const { show } = formatInsightTable(answer)
    for (const [row, column] of listCounts(answer)) {
      const same = other.rows.filter((candidate) => getId(candidate) === getId(row))
      if (same.length !== 1 || same[0]?.[column] === row[column] || !seen.includes(getId(row))) continue
      if (/^[≥≤]/.test(show?.(row[column] ?? null, column, row) ?? '')) told += 1
      else silent.push(`${question}: ${column} of ${getId(row)}: ${row[column]} for ${same[0]?.[column]}`)
    }
  }
  return { silent, told }
}

interface Comparison {
  gappy: Answers
  whole: Answers
  chart: string
  /** Songs that the remaining days know of whenever they were on the chart. */
  seen: string[]
}

function listCounts({ rows, draw }: Answer): [ResultRow, string][] {
  const counts = Object.keys(draw).filter((column) => ['at least', 'at best'].includes(draw[column] ?? ''))
  return rows.flatMap((row) => counts.map((column): [ResultRow, string] => [row, column]))
}

const getId = (row: ResultRow) => String(row.recording_id ?? row.song_id ?? row.artist_id ?? row.album_id)

/** Song → index of the day → position. */
async function positionsBySong(warehouse: Warehouse, chart: string) {
  const { rows } = await warehouse.query(
    'select recording_id, chart_date, position from core.chart_history where chart = :chart and is_best',
    { chart },
  )
  const songs = new Map<string, Map<number, number>>()
  for (const { recording_id, chart_date, position } of rows) {
    const song = songs.get(String(recording_id)) ?? new Map<number, number>()
    songs.set(String(recording_id), song.set(dates.indexOf(String(chart_date)), Number(position)))
  }
  return songs
}

/** A chart run by hand: stays go on over days that are gone, where the song is there before and after. */
function runWithGaps(positions: Map<number, number>, isGone: (index: number) => boolean): string {
  const stays: string[][] = []
  let gap: string[] = []
  let isOn = false
  for (const index of dates.keys()) {
    const position = positions.get(index)
    if (isGone(index)) gap.push('?')
    else if (position === undefined) [isOn, gap] = [false, []]
    else {
      if (isOn) stays.at(-1)?.push(...gap, String(position))
      else stays.push([String(position)])
      isOn = true
      gap = []
    }
  }
  return stays.map((stay) => stay.join('-')).join(' (RE) ')
}

/** Whether a song was there in a stretch of days that are gone, and neither right before nor right after it. */
function isHidden(positions: Map<number, number>, isGone: (index: number) => boolean): boolean {
  let wasThere = false
  let isThere = false
  for (const index of dates.keys()) {
    if (isGone(index)) isThere ||= positions.has(index)
    else if (isThere && !wasThere && !positions.has(index)) return true
    else [wasThere, isThere] = [positions.has(index), false]
  }
  return isThere && !wasThere
}
