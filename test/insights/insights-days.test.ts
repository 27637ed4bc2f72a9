import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HitparadeError } from '../../src/domain/errors.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

const weekly = { cadence: 'weekly', weekdays: null, scope: 'other' } as const
const ofChart = (chart: string, settings: IssueFixture['settings'], dates: string[]): IssueFixture[] =>
  dates.map((date) => ({ chart, date, songs: ['ash', 'birch'], settings: { scope: 'other', ...settings } }))

/**
 * Charts of two or three positions beside the parade.
 *
 *     returns, day   1      2      3      4      5          unnamed, day   1      2      3          4
 *                1   ash    birch  ash    birch  ash                   1   ash    –      ash        birch
 *                2   birch  ash    birch  elm    birch                 2   birch  birch  birch      ash, elm
 *                3   elm    elm    elm    fir    elm
 */
const others: IssueFixture[] = [
  ...ofChart('weekly', weekly, ['2026-01-02', '2026-01-09', '2026-01-16', '2026-02-06']),
  ...ofChart('day-late', weekly, ['2026-01-02', '2026-01-10']),
  ...ofChart('workdays', { weekdays: '12345' }, ['2026-01-08', '2026-01-09']),
  ...[
    ['ash', 'birch', 'elm'],
    ['birch', 'ash', 'elm'],
    ['ash', 'birch', 'elm'],
    ['birch', 'elm', 'fir'],
    ['ash', 'birch', 'elm'],
  ].map((ids, index) => ({ ...day('returns', index), songs: ids })),
  ...[
    ['ash', 'birch'],
    [null, 'birch'],
    ['ash', 'birch'],
    [['birch', 'elm'], 'ash'],
  ].map((ids, index) => ({ ...day('unnamed', index), songs: ids })),
]

function day(chart: string, index: number) {
  return { chart, date: `2026-01-0${index + 1}`, settings: { scope: 'other' } }
}

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await createWarehouse(songs, [...issues, ...others])
})
afterAll(() => warehouse.close())

type Given = Record<string, string>

const ask = (name: string, given: Given) =>
  runInsight(warehouse, name, { chart: 'parade', ...given }, { now: '2026-03-01T08:00:00Z' })

async function table(name: string, given: Given, columns: string): Promise<Value[][]> {
  const { rows } = await ask(name, given)
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

/** The message of a refusal that is no misuse: exit code 1. */
async function refusal(name: string, given: Given): Promise<string> {
  const error: unknown = await ask(name, given).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(HitparadeError)
  expect(error).toMatchObject({ code: 'NoIssue', exitCode: 1 })
  return (error as Error).message
}

describe('--on', () => {
  const effective = async (chart: string, on: string) => {
    const { parameters, notes } = await ask('chart', { chart, on })
    return [parameters.on, notes]
  }

  it('is the issue of the day, without a word about it', async () => {
    expect(await effective('parade', '2026-01-06')).toEqual(['2026-01-06', []])
  })

  it('is in a weekly chart the issue of the week, and the answer names it', async () => {
    const note = 'the issue of 2026-01-09 was in effect on 2026-01-15'
    expect(await effective('weekly', '2026-01-15')).toEqual(['2026-01-09', [note]])
    // The week of the newest issue, and of the last one before a gap.
    expect((await effective('weekly', '2026-02-12'))[0]).toBe('2026-02-06')
    expect((await effective('weekly', '2026-01-22'))[0]).toBe('2026-01-16')
  })

  it('is the issue before as long as the next one is late', async () => {
    expect((await effective('day-late', '2026-01-09'))[0]).toBe('2026-01-02')
  })

  it('is the issue of Friday at the weekend if the chart appears on workdays', async () => {
    expect((await effective('workdays', '2026-01-11'))[0]).toBe('2026-01-09')
    expect(await refusal('chart', { chart: 'workdays', on: '2026-01-12' })).toBe(
      'invented/workdays has no issue in effect on 2026-01-12; invented/workdays has 2 issues from 2026-01-08 to 2026-01-09',
    )
  })

  it('is the newest issue for latest, and the last one of a month', async () => {
    expect(await effective('weekly', 'latest')).toEqual(['2026-02-06', ['the latest issue is of 2026-02-06']])
    const note = 'the last issue of 2026-01 is of 2026-01-16'
    expect(await effective('weekly', '2026-01')).toEqual(['2026-01-16', [note]])
  })

  it('refuses a day of unobserved issues and names the nearest', async () => {
    expect(await refusal('chart', { chart: 'weekly', on: '2026-01-23' })).toBe(
      'invented/weekly has no issue in effect on 2026-01-23; the nearest are 2026-01-16 and 2026-02-06',
    )
  })

  it('refuses a day or a month before the first issue or after the newest and says what there is', async () => {
    const has = 'invented/weekly has 4 issues from 2026-01-02 to 2026-02-06'
    for (const on of ['2026-01-01', '2026-02-13'])
      expect(await refusal('chart', { chart: 'weekly', on })).toBe(
        `invented/weekly has no issue in effect on ${on}; ${has}`,
      )
    for (const on of ['2025-12', '2026-03'])
      expect(await refusal('chart', { chart: 'weekly', on })).toBe(
        `invented/weekly has no issue in ${on}; ${has}`,
      )
  })
})

describe('an answer without rows', () => {
  const has = 'invented/parade has 7 issues from 2026-01-01 to 2026-01-09'

  it('is refused with what there is if the span or the year is outside the chart', async () => {
    expect(await refusal('top_songs', { from: '1950-01-01', to: '1950-12-31' })).toBe(
      `there is no issue from 1950-01-01 to 1950-12-31; ${has}`,
    )
    expect(await refusal('top_songs', { from: '2027-01-01' })).toBe(
      `there is no issue from 2027-01-01; ${has}`,
    )
    expect(await refusal('top_songs', { to: '1950-12-31' })).toBe(`there is no issue to 1950-12-31; ${has}`)
    expect(await refusal('year_end', { year: '1950' })).toBe(`there is no issue in 1950; ${has}`)
  })

  it('is refused if the source has no albums', async () => {
    const given = { chart: 'workdays' }
    expect((await ask('top_albums', given)).rows).not.toEqual([])
    const bare = await createWarehouse({ x: { artists: ['Ida'] } }, [{ date: '2026-01-01', songs: ['x'] }])
    const answer = runInsight(bare, 'top_albums', {}, { now: '2026-03-01T08:00:00Z' })
    await expect(answer).rejects.toMatchObject({ code: 'NotAvailable', exitCode: 1 })
    await bare.close()
  })

  it('says how much was searched', async () => {
    const { rows, notes } = await ask('climbers', { chart: 'workdays' })
    expect(rows).toEqual([])
    expect(notes).toEqual(['nothing fits: 1 issue of invented/workdays was searched'])
  })
})

describe('number_one_on', () => {
  const columns = 'chart_date song reign_number reign_since reign_issues issues_at_one censored'

  it('counts the reign and all issues at no. 1 up to the day', async () => {
    // Elm was at no. 1 on the 3rd and 6th, then on the 8th and 9th.
    expect(await table('number_one_on', {}, columns)).toEqual([
      ['2026-01-09', 'Elm', 2, '2026-01-08', 2, 4, true],
    ])
    expect(await table('number_one_on', { on: '2026-01-06' }, columns)).toEqual([
      ['2026-01-06', 'Elm', 1, '2026-01-03', 2, 2, true],
    ])
  })

  it('has both songs of a tie', async () => {
    expect(await table('number_one_on', { chart: 'unnamed' }, 'song reign_number issues_at_one')).toEqual([
      ['Birch', 1, 1],
      ['Elm', 1, 1],
    ])
  })

  it('says so if the issue has no entry at no. 1', async () => {
    const { rows, notes } = await ask('number_one_on', { chart: 'unnamed', on: '2026-01-02' })
    expect(rows).toEqual([])
    expect(notes).toEqual(['nothing fits: 2 issues of invented/unnamed were searched'])
  })
})

describe('number_one_calendar', () => {
  it('has a row for each issue and says which no. 1 is new and which is back', async () => {
    const columns = 'chart_date song arrival reign_number reign_issues issues_at_one'
    expect(await table('number_one_calendar', {}, columns)).toEqual([
      ['2026-01-01', 'Ash Élan', null, 1, 1, 1],
      ['2026-01-02', 'Birch', 'new', 1, 1, 1],
      ['2026-01-03', 'Elm', 'new', 1, 1, 1],
      ['2026-01-06', 'Elm', null, 1, 2, 2],
      ['2026-01-07', 'Fir', 'new', 1, 1, 1],
      ['2026-01-08', 'Elm', 'back', 2, 1, 3],
      ['2026-01-09', 'Elm', null, 2, 2, 4],
    ])
  })

  it('counts from the first issue, also in a span, and shows the newest rows of a limit', async () => {
    const given = { from: '2026-01-06', to: '2026-01-08', limit: '2' }
    expect(await table('number_one_calendar', given, 'chart_date song issues_at_one')).toEqual([
      ['2026-01-07', 'Fir', 1],
      ['2026-01-08', 'Elm', 3],
    ])
  })

  it('follows one artist', async () => {
    expect(await table('number_one_calendar', { artist: 'Ida' }, 'chart_date song')).toEqual([
      ['2026-01-01', 'Ash Élan'],
      ['2026-01-02', 'Birch'],
      ['2026-01-07', 'Fir'],
    ])
  })

  it('has an empty cell for an issue without an entry at no. 1, which does not end a reign', async () => {
    const columns = 'chart_date song reign_number reign_issues'
    expect(await table('number_one_calendar', { chart: 'unnamed' }, columns)).toEqual([
      ['2026-01-01', 'Ash Élan', 1, 1],
      ['2026-01-02', null, null, null],
      ['2026-01-03', 'Ash Élan', 1, 2],
      ['2026-01-04', 'Birch', 1, 1],
      ['2026-01-04', 'Elm', 1, 1],
    ])
  })
})

describe('number_ones', () => {
  const columns = 'song issues_at_one reigns stays_at_one longest_reign'

  it('counts every return as a reign, and stays on the chart as publishers do', async () => {
    // Ash was off the chart on the 4th alone, Birch never.
    expect(await table('number_ones', { chart: 'returns' }, columns)).toEqual([
      ['Ash Élan', 3, 3, 2, 1],
      ['Birch', 2, 2, 1, 1],
    ])
  })

  it('counts those within a span', async () => {
    const given = { chart: 'returns', from: '2026-01-02', to: '2026-01-04' }
    expect(await table('number_ones', given, columns)).toEqual([
      ['Birch', 2, 2, 1, 1],
      ['Ash Élan', 1, 1, 1, 1],
    ])
    // The reign of Elm from the 3rd to the 6th is cut.
    const cut = { from: '2026-01-06', to: '2026-01-08' }
    expect(await table('number_ones', cut, columns)).toEqual([
      ['Elm', 2, 2, 1, 1],
      ['Fir', 1, 1, 1, 1],
    ])
  })

  it('adds up the stays of each chart', async () => {
    const markets = ['xx', 'yy'].flatMap((chart): IssueFixture[] =>
      ['2026-01-01', '2026-01-02'].map((date) => ({
        chart,
        date,
        songs: ['ash'],
        settings: { scope: 'market', market: chart },
      })),
    )
    const two = await createWarehouse(songs, markets)
    const { rows } = await runInsight(two, 'number_ones', { chart: 'all' }, { now: '2026-03-01T08:00:00Z' })
    expect(rows).toMatchObject([{ issues_at_one: 4, reigns: 2, stays_at_one: 2, longest_reign: 2 }])
    await two.close()
  })
})
