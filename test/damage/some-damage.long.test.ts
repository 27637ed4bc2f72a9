import { describe, expect, test } from 'vitest'
import { takeSome } from '../support/samples.ts'
import { damageCases, describeDamage } from './damage-cases.ts'

/** Each kind of file with one damage or two, each damage with several kinds. */
const some = takeSome(damageCases, 5)

test('each kind of file and each damage is among them', () => {
  for (const key of ['kind', 'damage'] as const) {
    const all = new Set(damageCases.map((each) => each[key]))
    expect(new Set(some.map((each) => each[key]))).toEqual(all)
  }
})

describe('every kind of file with some damage', () => {
  describeDamage(some)
})
