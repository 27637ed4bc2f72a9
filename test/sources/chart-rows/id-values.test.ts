import { expect, it } from 'vitest'
import { findChosenColumns, parseColumnChoices } from '../../../src/sources/chart-rows/column-choices.ts'
import { readDuration, readIdList, readInstant } from '../../../src/sources/chart-rows/column-values.ts'
import { createLink, readId } from '../../../src/sources/chart-rows/id-values.ts'
import { splitList } from '../../../src/sources/chart-rows/split-list.ts'

it.each([
  ['spotify:track:2LUbOqv9m2tUJVqsZXUBjQ', '2LUbOqv9m2tUJVqsZXUBjQ', 'spotify'],
  ['https://open.spotify.com/intl-de/track/2LUbOqv9m2tUJVqsZXUBjQ?si=1', '2LUbOqv9m2tUJVqsZXUBjQ', 'spotify'],
  ['2LUbOqv9m2tUJVqsZXUBjQ', '2LUbOqv9m2tUJVqsZXUBjQ', 'base62'],
  ['https://www.youtube.com/watch?v=aaaaaaaaaaa', 'aaaaaaaaaaa', 'youtube'],
  ['https://youtu.be/aaaaaaaaaa_', 'aaaaaaaaaa_', 'youtube'],
  ['https://www.deezer.com/track/3135556', '3135556', 'deezer'],
  ['https://music.apple.com/us/album/x/9?i=1', '1', 'apple'],
  ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000a', 'uuid'],
  ['1001', '1001', 'number'],
  ['1001.0', '1001', 'number'],
  ['https://example.org/1', 'https://example.org/1', 'link'],
])('the id in %s is %s', (text, id, form) => expect(readId(text, 'song')).toEqual({ id, form }))

it('other texts, artists and local files have no id of a song', () => {
  for (const text of [
    'Lantern BayNora Quill',
    'spotify:artist:2LUbOqv9m2tUJVqsZXUBjQ',
    'spotify:local:::a:1',
    'aaaaaaaaaaa',
    '',
  ])
    expect(readId(text, 'song'), text).toBeNull()
  expect(readId('spotify:artist:x', 'artist')).toBeNull()
})

it('links are made for ids that are from a known site', () => {
  expect(createLink({ id: 'x', form: 'spotify' })).toBe('https://open.spotify.com/track/x')
  expect(createLink({ id: 'x', form: 'number' })).toBeNull()
})

it('lists are read with semicolons, commas and as programs print them', () => {
  expect(splitList('a; b')).toEqual(['a', 'b'])
  expect(splitList('a,b')).toEqual(['a', 'b'])
  expect(splitList(`['Kai', "D'Arc, Jo"]`)).toEqual(['Kai', "D'Arc, Jo"])
  expect(splitList("['Kai']")).toEqual(['Kai'])
  expect(splitList('[]')).toEqual([])
  expect(splitList(' ')).toEqual([])
})

it("artists' ids keep their place", () => {
  const [one, two] = ['3CCCCCCCCCCCCCCCCCCCCC', '5EEEEEEEEEEEEEEEEEEEEE']
  expect(readIdList(`${one}; ${two}`).map((id) => id?.id)).toEqual([one, two])
  expect(readIdList(`${one};x`).map((id) => id?.id)).toEqual([one, undefined])
  expect(readIdList('x; y')).toEqual([])
})

it('durations and instants are read in the usual forms', () => {
  expect([readDuration('3:20', 'clock'), readDuration('200', 's'), readDuration('200000', 'ms')]).toEqual([
    200_000, 200_000, 200_000,
  ])
  expect(readDuration('', 'ms')).toBeNull()
  for (const text of ['2026-01-02T08:00:00Z', '2026-01-02 08:00:00+00:00', '2026-01-02 09:00+01:00'])
    expect(Date.parse(readInstant(text) ?? ''), text).toBe(Date.parse('2026-01-02T08:00:00Z'))
})

it('columns are named by their meaning, and mistakes are explained', () => {
  const choices = parseColumnChoices('position=Place, song=Titel, Lied,label=')
  expect(choices).toEqual({ position: 'Place', song: 'Titel, Lied', label: '' })
  expect(findChosenColumns(choices, ['titel_lied', 'place', 'label'])).toEqual({
    position: 1,
    song: 0,
    label: null,
  })
  for (const [text, message] of [
    ['positon=Place', '--columns: there is no meaning "positon"; did you mean position?'],
    [
      'Place',
      '--columns: expected meaning=column, got "Place"; for example --columns position=Place,song=Titel',
    ],
    ['song=A,song=B', '--columns: song is there twice'],
  ] as const) {
    expect(() => parseColumnChoices(text)).toThrow(message)
  }
  expect(() => findChosenColumns({ song: 'Titl' }, ['Titel', 'Rank'])).toThrow(
    '--columns: there is no column "Titl"; the columns are "Titel, Rank"; did you mean Titel?',
  )
})
