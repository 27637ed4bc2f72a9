import { describeCases, readCases, takePart } from './support/describe-cases.ts'

describeCases(takePart(readCases(), 1, 2), (step) => step.neighbour === true)
