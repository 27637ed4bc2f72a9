import { describeCases, readCases, takePart } from './support/describe-cases.ts'

// Two files, so that no core waits for the other at the end.
describeCases(takePart(readCases(), 0, 2), (step) => step.neighbour === true)
