import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  curatedKey,
  decodeSegment,
  encodeSegment,
  isKey,
  maxKeyLength,
  parseCuratedKey,
  parseRawKey,
  type RawIdentity,
  rawKey,
  rawPrefix,
  rawPrefixes,
  snapshotId,
  snapshotInstant,
} from '../../src/domain/keys.ts'
import { tableNames } from '../../src/domain/tables/tables.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('.', '/', '%', 'a', 'Z', '-', '\\', '\0'), minLength: 1, maxLength: 6 }),
  fc.constantFrom(...rawPrefixes, 'import', '..', '.tmp', 'x.json', 'x.gz'),
)
const instant = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((each) => each.toISOString())
const chart_date = instant.map((each) => each.slice(0, 10))
const identity: fc.Arbitrary<RawIdentity> = fc.oneof(
  fc.record({ source: text, chart: text, chart_date, snapshot_id: text }),
  fc.record({ source: text, import_id: text }),
)

describe('a segment', () => {
  test('encodes one text, and each text has one segment', () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(decodeSegment(encodeSegment(each))).toBe(each)
      }),
    )
  })

  test('has no character with a meaning in file systems or addresses', () => {
    fc.assert(
      fc.property(text, (each) => {
        const segment = encodeSegment(each)
        expect(segment).toMatch(/^(?:[a-z0-9._-]|%[0-9a-f]{2})+$/)
        expect(segment).not.toMatch(/^\.+$/)
      }),
    )
  })

  test('encodes bytes of UTF-8 in lower case', () => {
    expect(encodeSegment('Top 50 – São.v1')).toBe('%54op%2050%20%e2%80%93%20%53%c3%a3o.v1')
    expect(encodeSegment('..')).toBe('%2e%2e')
  })

  test('is rejected for empty text, and a broken one cannot be decoded', () => {
    expect(() => encodeSegment('')).toThrow('got an empty text')
    expect(() => decodeSegment('%e2%28')).toThrow(URIError)
  })
})

describe('a raw key', () => {
  test('is read back as its identity, with any prefix and without', () => {
    fc.assert(
      fc.property(identity, fc.constantFrom(null, ...rawPrefixes), (each, stage) => {
        const key = rawKey(each)
        expect(parseRawKey(stage === null ? key : `${stage}/${key}`)).toEqual({ ...each, rawKey: key })
      }),
    )
  })

  test('is a valid key of every store unless it is too long', () => {
    fc.assert(
      fc.property(identity, (each) => {
        const key = `to_process/${rawKey(each)}`
        fc.pre(key.length <= maxKeyLength && key.split('/').every((segment) => segment.length <= 255))
        expect(isKey(key)).toBe(true)
      }),
    )
  })

  test('begins with its prefix, chart and date', () => {
    fc.assert(
      fc.property(text, text, chart_date, text, (source, chart, date, snapshot_id) => {
        const key = `processed/${rawKey({ source, chart, chart_date: date, snapshot_id })}`
        expect(key.startsWith(rawPrefix('processed', source, chart))).toBe(true)
        expect(key.startsWith(rawPrefix('processed', source, chart, date))).toBe(true)
        expect(key.startsWith(rawPrefix('processed', source, `${chart}x`))).toBe(false)
      }),
    )
  })

  test('is read only in the form in which it is written', () => {
    const parts = fc.array(
      fc.constantFrom('a', '%61', '%zz', '', 'import', '2026-01-01', 'x.json.gz', '.json.gz', 'x.gz'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((each) => each.join('/')),
        ),
        (key) => {
          const read = parseRawKey(key)
          if (read !== null) expect(rawKey(read)).toBe(key)
        },
      ),
    )
    for (const key of [
      '',
      'a/import/.gz',
      'a//2026-01-01/x.json.gz',
      '%61/b/2026-01-01/x.json.gz',
      'a/b/c/x.json.gz',
    ]) {
      expect(parseRawKey(key)).toBe(null)
    }
  })
})

test('a curated key is read back, and no other text is one', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{12}$/)
  const written = fc.oneof(
    fc.record({ source: text, chart: text, chart_date, snapshot_id: hex }),
    fc.record({ source: text, import_id: hex }),
  )
  fc.assert(
    fc.property(
      written,
      fc.constantFrom(...tableNames),
      fc.integer({ min: 1, max: 99 }),
      (id, table, version) => {
        const key = curatedKey(table, rawKey(id), version)
        const read = { rawKey: rawKey(id), transform_version: version }
        expect(parseCuratedKey(key)).toEqual({ ...read, isFailure: false })
        const failure = key.replace(/\.v(\d+)\.parquet$/, '.failure.v$1.parquet')
        expect(parseCuratedKey(failure)).toEqual({ ...read, isFailure: true })
        for (const other of [`${key}x`, key.replace('.v', '.w'), key.replace('.v', '.v0'), `a/${key}`])
          expect(parseCuratedKey(other)).toBeNull()
      },
    ),
  )
  for (const other of ['songs/notes.parquet', 'runs/20260101t000000z-abcdef.parquet', 'songs/a/b.v1.parquet'])
    expect(parseCuratedKey(other)).toBeNull()
})

test('two raw objects, tables or versions never share a curated key', () => {
  const made = fc.tuple(identity, fc.constantFrom(...tableNames), fc.integer({ min: 1, max: 12 }))
  fc.assert(
    fc.property(made, made, ([one, table, version], [other, otherTable, otherVersion]) => {
      const isSame = rawKey(one) === rawKey(other) && table === otherTable && version === otherVersion
      const keys = [
        curatedKey(table, rawKey(one), version),
        curatedKey(otherTable, rawKey(other), otherVersion),
      ]
      expect(keys[0] === keys[1]).toBe(isSame)
    }),
  )
})

describe('a snapshot id', () => {
  const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })

  test('contains its instant to the second', () => {
    fc.assert(
      fc.property(instant, hash, (at, content_hash) => {
        expect(snapshotInstant(snapshotId(at, content_hash))).toBe(`${at.slice(0, 19)}.000Z`)
      }),
    )
  })

  test('sorts by instant', () => {
    fc.assert(
      fc.property(instant, instant, hash, hash, (one, other, a, b) => {
        fc.pre(one.slice(0, 19) !== other.slice(0, 19))
        expect(snapshotId(one, a) < snapshotId(other, b)).toBe(one < other)
      }),
    )
  })

  test('has this form', () => {
    expect(snapshotId('2026-11-21T06:00:12.345Z', 'abcdef0123456789')).toBe('20261121t060012z-abcdef012345')
    expect(snapshotInstant('import-abcdef012345')).toBe(null)
    expect(snapshotInstant('20269921t060012z-abcdef012345')).toBe(null)
  })
})
