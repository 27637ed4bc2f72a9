import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addresses,
  decodeAddressSegment,
  encodeAddressSegment,
  relateAddress,
  toFile,
} from '../../src/site/addresses.ts'

test('an id and its segment lead to each other, whatever the id contains', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (id) => {
      const segment = encodeAddressSegment(id)
      if (segment === null) return
      expect(segment).toMatch(/^[a-z0-9._-]+$/)
      expect(decodeAddressSegment(segment)).toBe(id.toWellFormed())
    }),
  )
})

test.each([
  ['7tlrG9nX', '7tlr_g9n_x'],
  ['text:ab', 'text.3aab'],
  ['..', '.2e.2e'],
  ['../../etc/passwd', '.2e.2e.2f.2e.2e.2fetc.2fpasswd'],
  ['é', '.c3.a9'],
])('the segment of %s is %s', (id, segment) => {
  expect(encodeAddressSegment(id)).toBe(segment)
  expect(decodeAddressSegment(segment)).toBe(id)
})

test.each(['', '..', '.', 'A', '_', '.2', '.61', '%2e', 'a/b', '.ff'])('%j is not a segment', (text) => {
  expect(decodeAddressSegment(text)).toBeNull()
})

test('an id that is too long for a file name has no address', () => {
  expect(addresses.song('spotify', 'x'.repeat(201))).toBeNull()
})

test.each([
  ['/', '/', './'],
  ['/', '/insights/', 'insights/'],
  ['/insights/', '/', '../'],
  ['/songs/spotify/a/', '/artists/spotify/b/', '../../../artists/spotify/b/'],
] as const)('the link from %s to %s is %s', (from, to, link) => {
  expect(relateAddress(from, to)).toBe(link)
})

test('the file of an address that ends in a slash is its index', () => {
  expect(toFile('/')).toBe('index.html')
  expect(toFile('/songs/a/b/')).toBe('songs/a/b/index.html')
  expect(toFile('/songs/a/b.json')).toBe('songs/a/b.json')
})
