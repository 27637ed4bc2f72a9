import { expect, it } from 'vitest'
import {
  comparePlaces,
  matchRecordings,
  type PublishedSong,
} from '../support/fixtures/published-year-ends.ts'

const published: PublishedSong[] = ['Ash', 'The Birch', 'Elm (Is Green)', 'Fir / Gorse'].map(
  (title, index) => ({
    ...{ year: 1960, title, artist: 'Ida and the Odos' },
    position: index + 1,
  }),
)

const pairs = published.map((song): [PublishedSong, string] => [song, song.title])
const placed = (...titles: string[]) => new Map(titles.map((title, index) => [title, index + 1]))

it('a published song is the recording with its title and a word of its artist', () => {
  const charted = ['Ash', 'Birch', 'Elm', 'Gorse', 'Ashes', 'Ash (Remix)'].map((song) => ({
    ...{
      recording_id: song,
      song,
      artists: 'IDA & Band',
      year: 1959,
      issues: song.startsWith('Ash') ? song.length : 1,
    },
  }))
  const found = matchRecordings(published, charted)
  expect(published.map((song) => found.get(song))).toEqual(['Ash', 'Birch', 'Elm', 'Gorse'])
  const others = charted.map((song) => ({ ...song, artists: 'The Band of Uma' }))
  expect(matchRecordings(published, others).size).toBe(0)
  const later = charted.map((song) => ({ ...song, year: 1961 }))
  expect(matchRecordings(published, later).size).toBe(0)
})

it('the agreement of a year is the rank correlation, the top ten and the first', () => {
  const same = placed('Ash', 'The Birch', 'Other', 'Elm (Is Green)', 'Fir / Gorse')
  expect(comparePlaces(pairs, same)).toEqual({ year: 1960, spearman: 1, top_ten: 4, has_first: true })
  // The differences of the ranks are 1, 1, 0 and 0: 1 - 6 · 2 / (4 · 15).
  const swapped = placed('The Birch', 'Ash', 'Elm (Is Green)', 'Fir / Gorse')
  expect(comparePlaces(pairs, swapped)).toMatchObject({ spearman: 0.8, has_first: false })
  // Two are missing and tie at rank 3.5: the products of 1.5, 0.5, -0.5, -1.5 and 1.5, 0.5, -1, -1 over the roots of 5 and 4.5.
  const half = comparePlaces(pairs, placed('Ash', 'The Birch'))
  expect(half.spearman).toBeCloseTo(4.5 / Math.sqrt(5 * 4.5), 12)
  expect(half.top_ten).toBe(2)
})
