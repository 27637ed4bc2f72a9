import { expect, test } from 'vitest'
import {
  describeAllInputs,
  listUnknownCases,
  listUnknownPending,
  readCases,
  takePart,
} from './support/describe-cases.ts'

const cases = readCases()

test('every case of HITPARADE_CASES has a must.json here', () => {
  expect(listUnknownCases()).toEqual([])
})

test('every pending step is a step of a case', () => {
  expect(listUnknownPending(cases)).toEqual([])
})

// `other-cases.long.test.ts` has the other half, so that no core waits at the end.
describeAllInputs(takePart(cases, 0, 2))
