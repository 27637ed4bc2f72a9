import { expect, test } from 'vitest'
import { findNearest } from '../../../src/domain/text/did-you-mean.ts'

test('finds the nearest name despite case, hyphens, missing endings and typos, and null if no name is near', () => {
  const known = ['data_dir', 'charts', 'unsplit_artists', 'acceptTerms', 'raw']
  expect(
    ['dataDir', 'chart', 'unsplit', 'accept_terms', 'chrats', 'row', 'colour', 'r', ''].map((key) =>
      findNearest(key, known),
    ),
  ).toEqual(['data_dir', 'charts', 'unsplit_artists', 'acceptTerms', 'charts', 'raw', null, null, null])
})
