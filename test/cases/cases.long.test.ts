import { expect, test } from 'vitest'
import {
  describeCases,
  describeSharedCases,
  listUnknownCases,
  listUnknownPending,
  readCases,
} from './support/describe-cases.ts'

const cases = readCases()

test('every case of HITPARADE_CASES has a must.json here', () => {
  expect(listUnknownCases()).toEqual([])
})

test('every pending step is a step of a case', () => {
  expect(listUnknownPending(cases)).toEqual([])
})

describeCases(cases, (step) => step.neighbour !== true)
describeSharedCases(cases)
