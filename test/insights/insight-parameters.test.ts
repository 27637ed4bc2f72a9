import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HitparadeError, UsageError } from '../../src/domain/errors.ts'
import { parseInsight } from '../../src/insights/insight-header.ts'
import { findPlaceholder } from '../../src/insights/insight-parameters.ts'
import { listInsights, readInsight, runInsight } from '../../src/insights/run-insight.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

const now = '2026-01-11T08:00:00Z'

let parade: Warehouse
let several: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  const date = '2026-01-01'
  const market = { scope: 'market', market: 'xx' }
  const more = {
    a1: { title: 'Home', artists: ['Ida'] },
    b2: { title: 'Home Again', artists: ['Odo'] },
    oak: { artists: ['Ida'], isrc: 'XX0000000001' },
  }
  several = await createWarehouse({ ...songs, ...more }, [
    { date, songs: ['ash', 'a1', 'b2'] },
    { date, songs: ['oak'], chart: 'parade-xx', settings: market },
    { date, songs: ['elm'], chart: 'parade-xx', source: 'other', settings: market },
  ])
})
afterAll(async () => {
  await parade.close()
  await several.close()
})

const ask = (warehouse: Warehouse, name: string, given: Record<string, string> = {}) =>
  runInsight(warehouse, name, given, { now })

/** The message of the refusal, which must be one of misuse. */
async function refusal(warehouse: Warehouse, name: string, given: Record<string, string>): Promise<string> {
  const error = await ask(warehouse, name, given).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  return (error as Error).message
}

describe('the name of an insight', () => {
  it('suggests the nearest one if it is unknown', () => {
    expect(() => readInsight('climbrs')).toThrow('there is no insight climbrs; did you mean climbers?')
    expect(() => readInsight('weather')).toThrow(
      /there is no insight weather; there are: .*\bchart, chart_beat, chart_run, /,
    )
  })
})

describe('the parameter', () => {
  it('suggests the nearest one if it is unknown', async () => {
    expect(await refusal(parade, 'climbers', { limitt: '3' })).toBe(
      'climbers has no parameter --limitt; did you mean --limit?',
    )
    expect(await refusal(parade, 'climbers', { formt: 'json' })).toBe(
      'climbers has no parameter --formt; did you mean --format?',
    )
    expect(await refusal(parade, 'climbers', { weather: '3' })).toMatch(
      /; there are: --chart, .*--across-gaps, --pick, --format$/,
    )
  })

  it('chart is by default the one of scope global', async () => {
    const { parameters } = await ask(several, 'chart')
    expect(parameters).toMatchObject({ source: 'invented', chart: 'parade', on: '2026-01-01', limit: null })
  })

  it('chart is by default the only one if none is global', async () => {
    const only = await createWarehouse(songs, [
      { date: '2026-01-01', songs: ['ash'], settings: { scope: 'other' } },
    ])
    expect((await ask(only, 'chart')).parameters).toMatchObject({ source: 'invented', chart: 'parade' })
    await only.close()
  })

  it('chart must be given if several are global', async () => {
    const date = '2026-01-01'
    const two = await createWarehouse(songs, [
      { date, songs: ['ash'] },
      { date, songs: ['elm'], source: 'other' },
    ])
    expect(await refusal(two, 'chart', {})).toBe(
      'there are several charts; give --chart and one of invented/parade, other/parade',
    )
    await two.close()
  })

  it('chart takes its source if several sources have it', async () => {
    expect(await refusal(several, 'chart', { chart: 'parade-xx' })).toBe(
      'several sources have a chart parade-xx; give --chart and one of invented/parade-xx, other/parade-xx',
    )
    const { parameters, rows } = await ask(several, 'chart', { chart: 'other/parade-xx' })
    expect(parameters).toMatchObject({ source: 'other', chart: 'parade-xx' })
    expect(rows.map(({ song }) => song)).toEqual(['Elm'])
  })

  it('chart suggests the nearest one if it is unknown', async () => {
    expect(await refusal(several, 'chart', { chart: 'prade' })).toBe(
      'there is no chart prade; did you mean parade?',
    )
  })

  it('chart may be the beginning of a name that only one chart has', async () => {
    const only = await createWarehouse(songs, [
      { date: '2026-01-01', songs: ['ash'], chart: 'brazil-top-50' },
      { date: '2026-01-01', songs: ['elm'], chart: 'top-50-global' },
      { date: '2026-01-01', songs: ['elm'], chart: 'top-50-germany' },
    ])
    expect((await ask(only, 'chart', { chart: 'br' })).parameters.chart).toBe('brazil-top-50')
    expect((await ask(only, 'chart', { chart: 'invented/top-50-ge' })).parameters.chart).toBe(
      'top-50-germany',
    )
    expect(await refusal(only, 'chart', { chart: 'top' })).toBe(
      'there is no chart top; did you mean top-50-germany or top-50-global?',
    )
    expect(await refusal(only, 'chart', { chart: 'brasil' })).toBe(
      'there is no chart brasil; did you mean brazil-top-50?',
    )
    expect(await refusal(only, 'chart', { chart: 'germani' })).toBe(
      'there is no chart germani; did you mean top-50-germany?',
    )
    expect(await refusal(only, 'chart', { chart: 'weather' })).toBe(
      'there is no chart weather; there are: brazil-top-50, top-50-germany, top-50-global',
    )
    expect(await refusal(only, 'chart', { chart: '' })).toMatch(/^there is no chart/)
    await only.close()
  })

  it('chart may be left out if a question is about all', async () => {
    expect((await ask(several, 'coverage')).rows).toHaveLength(3)
    expect((await ask(several, 'coverage', { chart: 'parade' })).rows).toHaveLength(1)
  })

  it('on is a day, a month or latest, and year a year', async () => {
    for (const on of ['yesterday', '2026-13', '26-01-01', '']) {
      expect(await refusal(parade, 'chart', { on })).toBe(
        `--on: expected a day as YYYY-MM-DD, a month as YYYY-MM or latest, got ${JSON.stringify(on)}`,
      )
    }
    expect(await refusal(parade, 'chart', { on: '2026-02-30' })).toBe('--on: there is no 2026-02-30')
    expect(await refusal(parade, 'year_end', { year: '26' })).toBe('--year expects a year as YYYY, got "26"')
  })

  it('from is no later than to', async () => {
    expect(await refusal(parade, 'top_songs', { from: '2026-01-03', to: '2026-01-02' })).toMatch(
      /^--from 2026-01-03 is after --to 2026-01-02/,
    )
    expect(await refusal(parade, 'top_songs', { from: '2026-02-30' })).toMatch(
      /^--from: there is no 2026-02-30$/,
    )
  })

  it.each(['0', '-1', '2.5', 'many', '', '1e3'])('limit rejects %j', async (limit) => {
    expect(await refusal(parade, 'climbers', { limit })).toBe(
      `--limit expects a whole number above 0, got ${JSON.stringify(limit)}`,
    )
  })

  it('credit and across_gaps are one of their words', async () => {
    expect(await refusal(parade, 'top_artists', { credit: 'half' })).toBe(
      '--credit expects each, lead or fractional, got "half"',
    )
    expect(await refusal(parade, 'debuts', { across_gaps: 'yes' })).toBe(
      '--across-gaps expects true or false, got "yes"',
    )
  })

  it('now is an instant, by default the clock of the caller', async () => {
    expect((await ask(parade, 'freshness')).parameters.now).toBe('2026-01-11T08:00:00.000Z')
    expect(await refusal(parade, 'freshness', { now: 'soon' })).toMatch(/expected an instant/)
  })
})

describe('a song', () => {
  const found = async (song: string) => (await ask(parade, 'chart_run', { song })).parameters.song

  it('is found by its id and by any part of its title, whatever the case and accents', async () => {
    expect(await found('ash')).toBe('ash')
    expect(await found('ELAN')).toBe('ash')
    expect(await found('sh é')).toBe('ash')
  })

  it('is found by its whole title even if another title contains it', async () => {
    expect((await ask(several, 'chart_run', { song: 'home' })).parameters.song).toBe('a1')
    expect(await refusal(several, 'chart_run', { song: 'hom' })).toBe(
      '2 songs match "hom"; choose one with --pick:\n   1  Home – Ida (peak 2, issues 1, id a1)\n   2  Home Again – Odo (peak 3, issues 1, id b2)',
    )
  })

  it('is found by words of its title and its artists together, in any order', async () => {
    expect(await found('elm odo')).toBe('elm')
    expect(await found('ida haz')).toBe('hazel')
    expect(await refusal(parade, 'chart_run', { song: 'elm ida' })).toMatch(/^no song/)
    // Only from the beginning of a word.
    expect(await refusal(parade, 'chart_run', { song: 'lm odo' })).toMatch(/^no song/)
  })

  it('is one of several that are numbered, the best charting first', async () => {
    // Points of the whole chart: ash 23, birch 18, fir 15, hazel 7.
    expect(await refusal(parade, 'chart_run', { song: 'ida' })).toBe(
      [
        '4 songs match "ida"; choose one with --pick:',
        '   1  Ash Élan – Ida (peak 1, issues 7, id ash)',
        '   2  Birch – Ida, Odo (peak 1, issues 7, id birch)',
        '   3  Fir – Ida (peak 1, issues 5, id fir)',
        '   4  Hazel – Uma, Ida, Odo (peak 2, issues 3, id hazel)',
      ].join('\n'),
    )
    expect((await ask(parade, 'chart_run', { song: 'ida', pick: '3' })).parameters).toMatchObject({
      song: 'fir',
    })
    expect(await refusal(parade, 'chart_run', { song: 'ida', pick: '5' })).toMatch(/^4 songs match/)
    expect(await refusal(parade, 'chart_run', { song: 'ida', pick: 'last' })).toBe(
      '--pick expects a whole number above 0, got "last"',
    )
  })

  it('needs no --pick if only one matches, and an insight that searches for nothing has none', async () => {
    expect((await ask(parade, 'chart_run', { song: 'elm', pick: '2' })).parameters.song).toBe('elm')
    expect(await refusal(parade, 'turnover', { pick: '1' })).toMatch(/^turnover has no parameter --pick/)
  })

  it('is rejected if it is left out or unknown', async () => {
    expect(await refusal(parade, 'chart_run', {})).toBe(
      'chart_run needs --song: the id of a song, any part of its title, or words of its title and artists',
    )
    expect(await refusal(parade, 'chart_run', { song: 'yew' })).toBe(
      'no song on invented/parade has "yew" as its id or in its name; search for it with `hitparade find "part of a name"`',
    )
    expect(await refusal(parade, 'chart_run', { song: '' })).toMatch(/^no song/)
  })
})

it('has a placeholder for the kind of value in the help of each parameter', () => {
  const placeholders = listInsights().flatMap(({ parameters }) =>
    parameters.map((parameter) => [parameter.name, findPlaceholder(parameter)]),
  )
  expect(Object.fromEntries(placeholders)).toEqual({
    above: 'n',
    across_gaps: null,
    artist: 'id or name',
    as_of: 'date',
    between: 'choice',
    bonus_at_one: 'n',
    by: 'choice',
    chart: 'chart',
    chart_year: 'month-day',
    credit: 'choice',
    credits: 'choice',
    days: 'n',
    direction: 'choice',
    every: 'n',
    from: 'date',
    least: 'n',
    limit: 'n',
    now: 'instant',
    on: 'date',
    per: 'choice',
    points: 'choice',
    record: 'choice',
    runs: 'choice',
    song: 'id or title',
    to: 'date',
    top: 'n',
    with: 'chart or span',
    year: 'year',
  })
})

describe('an insight of your own', () => {
  const invented = (header: string, sql = 'select 1 as n') =>
    parseInsight('mine', `-- grain: one row\n-- parameter: chart = the global one, slug\n${header}\n${sql}\n`)
  const run = (insight: ReturnType<typeof invented>, given: Record<string, string> = {}) =>
    runInsight(several, insight, given, { now })

  it('may have parameters of its own, read by the form of their default', async () => {
    const mine = invented(
      [
        '-- parameter: top = 5, positions',
        '-- parameter: word = any, text',
        '-- parameter: artist = all, its id or any part of its name',
        '-- parameter: order = up|down, a choice',
      ].join('\n'),
    )
    expect((await run(mine)).parameters).toMatchObject({ top: 5, word: 'any', artist: null, order: 'up' })
    const given = { top: '7', word: 'x', artist: 'ida', order: 'down' }
    expect((await run(mine, given)).parameters).toMatchObject({
      top: 7,
      word: 'x',
      artist: 'Ida',
      order: 'down',
    })
    await expect(run(mine, { artist: 'nobody' })).rejects.toThrow(/^no artist on invented\/parade/)
  })

  it.each([
    ['isrc', 'the ISRC of each song'],
    ['label', 'the label of each song'],
    ['metric', 'a number for each entry, e.g. streams'],
    ['published', 'its own previous position, peak and count'],
    ['markets>=2', 'charts of 2 or more markets'],
    ['cadence=weekly', 'a weekly chart'],
  ])('that needs %s is not available if the source lacks it', async (need, words) => {
    const error: unknown = await run(invented(`-- needs: ${need}`)).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(HitparadeError)
    expect(error).toMatchObject({
      code: 'NotAvailable',
      exitCode: 1,
      message: `not available from this source: mine needs ${words}, which invented/parade does not offer`,
    })
  })

  it('is answered if the source offers what it needs', async () => {
    const mine = invented('-- needs: isrc, markets>=1\n-- needs: cadence=daily')
    expect((await run(mine, { chart: 'invented/parade-xx' })).rows).toEqual([{ n: 1 }])
  })
})

describe('a warehouse without a chart', () => {
  it('says how to fill it, and still answers what is about all charts', async () => {
    const empty = await createWarehouse(songs, [])
    await expect(ask(empty, 'chart')).rejects.toThrow(/there is no chart yet; fill it with `hitparade run`/)
    expect((await ask(empty, 'freshness')).rows).toEqual([])
    await empty.close()
  })
})
