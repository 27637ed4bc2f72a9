import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnreadableError } from '../../src/domain/errors.ts'
import { decodeRaw } from '../../src/sources/raw/decode-raw.ts'
import {
  canonicalJson,
  compressRaw,
  contentHash,
  encodeRaw,
  importId,
  type RawSnapshot,
} from '../../src/sources/raw/raw-object.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

const withBodies = (bodies: Uint8Array[]): RawSnapshot => {
  const { header } = spotifySnapshot([])
  const pages = bodies.map(({ length }) => ({ url: null, status: null, bytes: length }))
  return { header: { ...header, pages }, bodies }
}

test('a raw object gives back its header and the bytes of every page, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (bodies) => {
      const raw = withBodies(bodies)
      const read = decodeRaw(encodeRaw(raw))
      expect(read.header).toEqual(raw.header)
      expect(read.bodies.map((body) => [...body])).toEqual(bodies.map((body) => [...body]))
      expect(contentHash(read)).toBe(contentHash(raw))
    }),
  )
})

test('a raw object carries neither time nor operating system', () => {
  const bytes = encodeRaw(spotifySnapshot([]))
  expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0])
  expect(bytes[9]).toBe(255)
})

test('another thread compresses a raw object to the same bytes, whatever its size', async () => {
  for (const size of [0, 1, 100_000, 2 ** 25 + 1]) {
    const raw = withBodies([Buffer.alloc(size, 'chart')])
    expect(Buffer.compare(await compressRaw(raw), encodeRaw(raw)), String(size)).toBe(0)
  }
})

test('bytes that are no raw object are refused with the reason', () => {
  const whole = encodeRaw(spotifySnapshot([]))
  expect(() => decodeRaw(new Uint8Array([1, 2, 3]))).toThrow('not a whole gzip file')
  expect(() => decodeRaw(whole.subarray(0, whole.length - 12))).toThrow(UnreadableError)
  expect(() => decodeRaw(encodeRaw(withBodies([])).subarray(0, 5))).toThrow(UnreadableError)
})

test('a page that lost bytes is noticed', () => {
  const raw = withBodies([Buffer.from('abc')])
  raw.header.pages = [{ url: null, status: null, bytes: 4 }]
  expect(() => decodeRaw(encodeRaw(raw))).toThrow('holds 3 bytes of pages, its header says 4')
})

test('the same file under other settings is another import', () => {
  const raw = withBodies([Buffer.from('a,b')])
  const other = { ...raw, header: { ...raw.header, identity: 'text' as const } }
  expect(importId(raw)).toMatch(/^[0-9a-f]{12}$/)
  expect(importId(other)).not.toBe(importId(raw))
  expect(importId({ ...raw })).toBe(importId(raw))
})

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: 1, a: { d: [2, { z: 1, y: 2 }], c: null } })).toBe(
    canonicalJson({ a: { c: null, d: [2, { y: 2, z: 1 }] }, b: 1 }),
  )
})

test('how a table is read is part of the header, and other values are refused by name', () => {
  const snapshot = spotifySnapshot([])
  const choices = {
    columns: { position: 'Platz', label: '' },
    positions: 'order',
    dates: 'dmy',
    regions: 'part',
  }
  const encode = (more: object) => encodeRaw({ ...snapshot, header: { ...snapshot.header, ...more } })
  expect(decodeRaw(encode(choices)).header).toMatchObject(choices)
  expect(() => decodeRaw(encode({ dates: 'ymd' }))).toThrow('dates: expected dmy or mdy, got "ymd"')
  expect(() => decodeRaw(encode({ columns: { song: 1 } }))).toThrow('columns.song: expected a text, got 1')
})
