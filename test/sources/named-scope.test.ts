import { describe, expect, it, test } from 'vitest'
import { getChartSettings } from '../../src/sources/raw/chart-settings.ts'
import { findNamedScope, readRegion } from '../../src/sources/raw/named-scope.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

describe('the scope of a chart by its name', () => {
  test.each([
    ['Top 50 - Global', 'global'],
    ['Global Top 50', 'global'],
    ['Viral 50 Global', 'global'],
    ['regional-global-weekly-2026-01-01--2026-01-08', 'global'],
    ['12__regional-global-daily-latest__2026-01-02_a78eea9', 'global'],
    ['regional-us-weekly-2026-01-08', 'market us'],
    ['kr-daily', 'market kr'],
    ['viral-uk-daily', 'market gb'],
    ['Top 50 - Norway', 'market no'],
    ['top-50-south-korea', 'market kr'],
    ['Brazil Top 50', 'market br'],
    ['Top Songs - USA', 'market us'],
    ['Top 200 - Côte d’Ivoire', 'market ci'],
    ['Indie Norway', null],
    ['Global Dance Hits', null],
    ['New Music Friday', null],
    ['hot-100', null],
    ['songs-of-weekly', null],
    ['', null],
  ])('%s', (name, expected) => {
    const found = findNamedScope([name])
    expect(found === null ? null : [found.scope, found.market].filter(Boolean).join(' ')).toBe(expected)
  })

  it('follows from the first name that says one', () => {
    expect(findNamedScope([null, 'Hits', 'Top 50 - Italy', 'top-50-global'])).toEqual({
      scope: 'market',
      market: 'it',
    })
  })
})

test.each([
  ['global', { scope: 'global', market: null }],
  ['Global ', { scope: 'global', market: null }],
  ['us', { scope: 'market', market: 'us' }],
  ['United Kingdom', { scope: 'market', market: 'gb' }],
  ['Latin America', { scope: 'market', market: null }],
  [' ', null],
])('the region %s', (region, scope) => {
  expect(readRegion(region)).toEqual(scope)
})

describe('the settings of a chart in a file', () => {
  const read = (header: object, region: string | null = null) => {
    const { header: common } = spotifySnapshot([])
    const settings = { ...common.settings, scope: 'other' as const, market: null, chart_name: 'Hits' }
    const { scope, market } = getChartSettings(
      { ...common, settings, file_name: null, chart: 'hits', ...header },
      'hits',
      null,
      region,
    )
    return [scope, market]
  }

  it('have the scope of its region before that of its file', () => {
    expect(read({ file_name: 'regional-us-weekly.csv' })).toEqual(['market', 'us'])
    expect(read({ file_name: 'regional-us-weekly.csv' }, 'global')).toEqual(['global', null])
  })

  it('do not have the scope of a file of many charts', () => {
    expect(read({ chart: null, file_name: 'regional-us-weekly.csv' })).toEqual(['other', null])
  })

  it('keep a configured scope', () => {
    const { settings } = spotifySnapshot([]).header
    expect(read({ settings: { ...settings, scope: 'market', market: 'se' } }, 'global')).toEqual([
      'market',
      'se',
    ])
  })
})
