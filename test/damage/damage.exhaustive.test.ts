import { describe } from 'vitest'
import { damageCases, describeDamage } from './damage-cases.ts'

describe('every kind of file with every damage', () => {
  describeDamage(damageCases)
})
