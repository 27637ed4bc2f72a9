import { describeCases, readCases, takePart } from './support/describe-cases.ts'

// `neighbours.exhaustive.test.ts` and its other half have all.
describeCases(takePart(readCases(), 0, 20), (step) => step.neighbour === true)
