import { expect, test } from 'vitest'
import { fillParameters } from '../../src/warehouse/duckdb/queries/fill-parameters.ts'

test.each([
  ['text, with its quotes doubled', "it's", "'it''s'"],
  ['a whole number', 12, '12'],
  ['a negative number, apart from a sign before it', -3, '(-3)'],
  ['a fraction, as a double', 2.5, '2.5e+0'],
  ['a truth value', true, 'true'],
  ['nothing', null, 'null'],
])('a parameter becomes a literal: %s', (_what, value, literal) => {
  expect(fillParameters('select 1-:value', { value })).toEqual({
    text: `select 1-${literal}`,
    bound: undefined,
  })
})

test('a text that would end the query stays a bound value', () => {
  const value = 'a\0b'
  expect(fillParameters('select :value', { value })).toEqual({ text: 'select $value', bound: { value } })
})

test('a parameter without a value is an error that names it', () => {
  expect(() => fillParameters('select :chart', {})).toThrow('parameter :chart, and no value was given')
})

test('text inside a literal is not a parameter', () => {
  expect(fillParameters("select ':chart', :chart", { chart: ':chart' }).text).toBe(
    "select ':chart', ':chart'",
  )
})
