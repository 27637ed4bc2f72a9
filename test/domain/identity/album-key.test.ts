import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { albumKey } from '../../../src/domain/identity/album-key.ts'

describe('the name of an edition is not part of the key of an album', () => {
  test.each([
    'Low Water (Deluxe)',
    'Low Water [Deluxe Edition]',
    'LOW WATER (Super Deluxe)',
    'Low Water - Deluxe Version',
    'Low Water – Remastered 2011',
    'Low Water (2011 Remaster)',
    'Low Water (Expanded & Remastered)',
    'Low Water (25th Anniversary Deluxe Edition)',
    'Low Water (Night Tide Edition)',
    'Low Water (Edición Especial)',
    'Low Water (with Bonus Tracks)',
    'Low Water (Deluxe) [Remastered]',
    'Low Water（Deluxe Edition）',
    'Low Water (Explicit)',
  ])('%s', (name) => {
    expect(albumKey(name)).toBe(albumKey('Low Water'))
  })
})

describe('what makes another album stays in the key', () => {
  test.each([
    ['Low Water (Live)', 'low water live'],
    ['Low Water (Live Deluxe Edition)', 'low water live'],
    ["Low Water (Nora's Version)", 'low water noras version'],
    ["Low Water (Nora's Version) [Deluxe]", 'low water noras version'],
    [
      'Low Water (Original Motion Picture Soundtrack / Deluxe Edition)',
      'low water original motion picture soundtrack',
    ],
    ['Low Water, Vol. 2 (Deluxe)', 'low water vol 2'],
    ['Low Water (Side B)', 'low water side b'],
    ['Deluxe', 'deluxe'],
    ['(Deluxe) Water', 'deluxe water'],
    ['Anniversary', 'anniversary'],
    ['Standard Water', 'standard water'],
  ])('%s', (name, key) => {
    expect(albumKey(name)).toBe(key)
  })
})

it('an unknown title has the key -, and a title of that sign another one', () => {
  expect([null, '', ' '].map(albumKey)).toEqual(['-', '-', '-'])
  expect(albumKey('-')).not.toBe('-')
})

it('no title has an empty key', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => albumKey(name) !== ''))
})
