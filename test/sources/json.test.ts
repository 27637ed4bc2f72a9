import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWithoutMarkets } from '../../src/sources/json/parse-json.ts'

const parse = (text: string) => parseWithoutMarkets(Buffer.from(text))

describe('parsing without market lists', () => {
  it('leaves out the lists wherever they stand in an object', () => {
    expect(parse('{"available_markets":["DE","SE"],"a":1}')).toEqual({ a: 1 })
    expect(parse('{"a":1,"available_markets":["DE","SE"],"b":2}')).toEqual({ a: 1, b: 2 })
    expect(parse('{"a":1,"available_markets":["DE"]}')).toEqual({ a: 1 })
    expect(parse('{"available_markets":[]}')).toEqual({})
    expect(parse('[{"available_markets":["DE"]},{"available_markets":["SE"]}]')).toEqual([{}, {}])
  })

  it('does so with white space between the parts', () => {
    expect(parse('{ "a": 1 ,\n "available_markets" : [ "DE" ,\t"SE" ]\r\n}')).toEqual({ a: 1 })
    expect(parse('{ "available_markets" : [ ] , "a" : 1 }')).toEqual({ a: 1 })
  })

  it('leaves a text alone that only looks like the key', () => {
    for (const name of [
      'available_markets',
      '"available_markets":["DE"]',
      'x "available_markets',
      '\\"available_markets',
    ]) {
      const value = { name, [name]: name, list: [name, 'DE'], last: [name] }
      expect(parse(JSON.stringify(value))).toEqual(value)
    }
    expect(parse('{"x \\"available_markets":["DE"]}')).toEqual({ 'x "available_markets': ['DE'] })
  })

  it('leaves anything under the key that is no list of plain texts', () => {
    for (const value of ['DE', null, { a: 1 }, [1], [['DE']], ['a"b'], ['a\\b'], ['DE', 1]]) {
      expect(parse(JSON.stringify({ available_markets: value, a: 1 }))).toEqual({
        available_markets: value,
        a: 1,
      })
    }
    expect(parse('{"available_markets":["a]b","c,d"],"a":1}')).toEqual({ a: 1 })
  })

  it('refuses what is no JSON', () => {
    for (const text of ['', '{', '{"available_markets":["DE"', '{"available_markets":["DE"],', '{"a":[1,}']) {
      expect(() => parse(text)).toThrow(SyntaxError)
    }
  })

  it('passes over a byte order mark', () => {
    expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 })
  })

  it('reads characters of every width, in keys and in texts', () => {
    const value = {
      clé: 'é ÿ Ā ߿ ࠀ 한 \uFFFF 🎵',
      long: `${'a'.repeat(5000)}ж${'b'.repeat(3000)}`,
      last: 'ж',
    }
    expect(parse(JSON.stringify(value))).toEqual(value)
    expect(parse('"\\\\é"')).toBe('\\é')
  })

  it('refuses such a character after a backslash, as it would be refused anywhere', () => {
    for (const text of ['"\\é"', '"\\\\\\é"', 'é', '{é:1}']) expect(() => parse(text)).toThrow(SyntaxError)
  })

  it('replaces bytes that are no UTF-8', () => {
    const bytes = [0x22, 0x61, 0xff, 0xe9, 0x62, 0x22]
    expect(parseWithoutMarkets(Uint8Array.from(bytes))).toBe('a\uFFFD\uFFFDb')
  })

  it('gives what JSON.parse gives, minus the lists, on any JSON', () => {
    const market = fc.oneof(fc.constantFrom('DE', 'SE', 'US'), fc.string())
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ stringUnit: 'grapheme' }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }),
        fc.record(
          { name: tie('tree'), available_markets: fc.array(market), after: tie('tree') },
          { requiredKeys: [] },
        ),
        fc.record({ available_markets: fc.oneof(tie('tree'), fc.array(market)) }),
      ),
    }))
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(parse(text)).toEqual(withoutMarkets(JSON.parse(text)))
      }),
      { numRuns: 300 },
    )
  })
})

function withoutMarkets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarkets)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(
    ([key, inner]) => key !== 'available_markets' || !isPlainList(inner),
  )
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutMarkets(inner)]))
}

function isPlainList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((each) => typeof each === 'string' && JSON.stringify(each) === `"${each}"`)
  )
}
