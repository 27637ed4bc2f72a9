import { array, assert, constantFrom, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actAliases } from '../../../src/domain/credits/act-aliases.ts'
import { foldArtistName } from '../../../src/domain/credits/artist-name.ts'
import { unsplitNames } from '../../../src/domain/credits/unsplit-names.ts'
import { creditDeriver } from '../../../src/transform/credits/derive-credits.ts'
import { splitCreditText } from '../../../src/transform/credits/split-credit-text.ts'

const read = (text: string, unsplit: string[] = []) =>
  splitCreditText(text, new Map(unsplit.map((name) => [foldArtistName(name), []]))).map(
    ({ name, group, form }) => `${form}${group ?? ''} ${name}`,
  )

describe('the names in a credit text', () => {
  it.each([
    ['Ida', ['always Ida']],
    ['Ida Featuring Odo', ['always Ida', 'always Odo']],
    ['Ida & Odo', ['whole1 Ida & Odo', 'part1 Ida', 'part1 Odo']],
    [
      'Ida Vale And The Tides',
      ['whole1 Ida Vale And The Tides', 'member1 Ida Vale', 'part1 The Tides', 'always Ida Vale'],
    ],
    [
      'Ida & Odo x Uma And Ann',
      ['whole1 Ida & Odo', 'part1 Ida', 'part1 Odo', 'whole2 Uma And Ann', 'part2 Uma', 'part2 Ann'],
    ],
  ])('of %s are %j', (text, names) => expect(read(text)).toEqual(names))

  it('include the names that the configuration lists', () => {
    expect(read('Foo: The Bar & Odo', ['FOO: the Bar'])).toEqual([
      'whole1 Foo: The Bar & Odo',
      'part1 Foo: The Bar',
      'part1 Odo',
    ])
  })

  it.each([
    ['Ida Vale ＆ Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida Vale、Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida Vale × Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida Vale ｆｅａｔ． Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida Vale ft.Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida “Up & Down” Vale', ['Ida “Up & Down” Vale']],
  ])('of %s are %j, however its separators are written', (text, names) =>
    expect(read(text)).toEqual(names.map((name) => `always ${name}`)),
  )

  it.each([
    ['& Ida', ['Ida']],
    ['feat. Ida', ['Ida']],
    ['Feat. Ida Vale & Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida &', ['Ida']],
    ['Ida feat.', ['Ida']],
    ['Ida feat. & Odo', ['Ida', 'Odo']],
    ['Ida Vale, , Odo Hill &', ['Ida Vale', 'Odo Hill']],
    ['Ida (feat. (Odo))', ['Ida', '(Odo)']],
    ['Ida ((feat. Odo))', ['Ida', 'Odo']],
    ['+44', ['+44']],
    ['&', ['&']],
  ])('of %s are %j, without a separator that stands at an end', (text, names) =>
    expect(read(text)).toEqual(names.map((name) => `always ${name}`)),
  )

  it('of a text of hundreds of names are read with few comparisons', () => {
    const asked: string[] = []
    const unsplit = new (class extends Map<string, readonly string[]> {
      override has(name: string) {
        return asked.push(name) < 0
      }
    })()
    const text = Array.from({ length: 300 }, (_, number) => `Ida Vale${number}`).join(', ')
    expect(splitCreditText(text, unsplit)).toHaveLength(300)
    expect(asked.length).toBeLessThan(300 * 12)
  })

  // Names that differ in a leading "The" are one, so it may be left out.
  it('contain every word of the text that does not separate', () => {
    const word = constantFrom(
      'Ida',
      'Odo',
      'The',
      'Vale',
      'Band',
      'X',
      '(Not',
      'Ann)',
      '"Uma',
      'Jr.',
      'His',
      'A',
      '10,000',
    )
    const between = constantFrom(
      ' ',
      ' & ',
      ', ',
      ' and ',
      ' Featuring ',
      ' (feat. ',
      ') ',
      '/',
      ' x ',
      ' + ',
      ': ',
      ' With ',
    )
    const separators = new Set('and featuring feat x with the'.split(' '))
    const listWords = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? []
    const texts = array(tuple(word, between), { minLength: 1, maxLength: 9 }).map((parts) =>
      parts.flat().join(''),
    )
    assert(
      property(texts, (text) => {
        const kept = new Set(splitCreditText(text, new Map()).flatMap(({ name }) => listWords(name)))
        expect(listWords(text).filter((each) => !kept.has(each) && !separators.has(each))).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the lists of names', () => {
  const folded = (rows: typeof unsplitNames) => rows.map(({ name }) => foldArtistName(name))

  it.each([
    ['names that stay whole', unsplitNames],
    ['acts that count as others', actAliases],
  ])('of %s have each name once, with a reason', (_, rows) => {
    expect(folded(rows).filter((name, index, names) => names.indexOf(name) !== index)).toEqual([])
    expect(rows.filter(({ reason }) => reason === '')).toEqual([])
  })

  it('keep only names with a separator whole', () => {
    expect(
      unsplitNames.filter(({ name }) => !/[,&+/:(]|\bx\b|\band\b|featuring|starring|with/i.test(name)),
    ).toEqual([])
  })

  it('keep each of these names whole', () => {
    const derive = creditDeriver([])
    for (const { name, counts_for } of unsplitNames) {
      expect(derive(name).credits).toHaveLength(1 + counts_for.length)
      expect(derive(name).artists[0]?.artist_name).toBe(name)
    }
  })

  it('count each act as another one', () => {
    for (const { name, counts_for } of actAliases) {
      expect(counts_for.length).toBeGreaterThan(0)
      expect(counts_for.map(foldArtistName)).not.toContain(foldArtistName(name))
    }
  })
})
